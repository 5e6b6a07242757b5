"""Intervals and tests that stay honest however often one looks."""
