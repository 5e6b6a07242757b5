"""Respond: the rows behind a number."""
