"""The parts of the page Trace."""
