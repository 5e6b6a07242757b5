"""Whether a probe's answers are still the ones of its reference: exact tests at every look, and what a look may cost."""
