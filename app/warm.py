"""What pages import, imported once before the first visitor comes."""

from app.components import filter_bar, finding, kpi_strip, sample, states, trend, words
from app.components.drift import choice, panel
from tidegauge.reports import drift_detail

__all__ = [
    "choice",
    "drift_detail",
    "filter_bar",
    "finding",
    "kpi_strip",
    "panel",
    "sample",
    "states",
    "trend",
    "words",
]
