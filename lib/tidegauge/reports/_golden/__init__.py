"""The parts of the report Golden sets."""
