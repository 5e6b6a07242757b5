"""The parts of the page Control."""
