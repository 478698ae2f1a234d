"""The parts of the documentation that are derived from code, as text: nothing here writes."""
