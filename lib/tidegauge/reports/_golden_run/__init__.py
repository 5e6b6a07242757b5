"""The parts of the report of a golden run."""
