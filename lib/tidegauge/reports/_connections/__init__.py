"""The parts of the page Connections."""
