"""backfill: holds a rule against the past that the store has."""
