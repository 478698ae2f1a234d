"""The console as JSON, below /api/v1: one module for each resource."""
