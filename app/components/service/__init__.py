"""The parts of the service section of the page Cost."""
