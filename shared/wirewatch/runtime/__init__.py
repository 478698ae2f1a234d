"""What every service runs on: settings, logs, metrics, health, workers, and the runner."""
