"""The parts of the page Business."""
