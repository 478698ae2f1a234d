"""notify: delivers alerts to endpoints, signed, until they arrive or never can."""
