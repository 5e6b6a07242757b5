"""What pages import, imported once before the first visitor comes."""

from app.components import filter_bar, finding, kpi_strip, sample, states, trend, words

__all__ = ["filter_bar", "finding", "kpi_strip", "sample", "states", "trend", "words"]
