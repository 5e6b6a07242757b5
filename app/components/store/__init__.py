"""The parts of the page Store."""
