"""The parts of suggested rules."""
