"""The parts of the page Golden sets."""
