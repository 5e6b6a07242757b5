"""Answers that add up over days: those of whole days are kept, so that no row of them is read twice."""
