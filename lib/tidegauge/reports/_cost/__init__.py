"""The parts of the report Cost."""
