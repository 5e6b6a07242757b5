"""The parts of the page Gate."""
