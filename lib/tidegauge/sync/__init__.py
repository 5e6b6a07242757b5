"""Copies of other tools' stores: `tidegauge sync`."""
