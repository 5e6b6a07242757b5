"""Setup: can the numbers be trusted."""
