"""The parts of the page Health."""
