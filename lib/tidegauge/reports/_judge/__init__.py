"""The parts of the page Judge."""
