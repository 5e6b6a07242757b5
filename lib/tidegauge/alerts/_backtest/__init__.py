"""The parts of a back-test."""
