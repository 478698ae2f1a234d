"""match: tries every article against every rule."""
