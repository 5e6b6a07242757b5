"""What pages import, imported once before the first visitor comes."""

from app.components import (
    drift_choice,
    drift_panel,
    filter_bar,
    finding,
    kpi_strip,
    sample,
    states,
    trend,
    words,
)
from tidegauge.reports import drift_detail

__all__ = [
    "drift_choice",
    "drift_detail",
    "drift_panel",
    "filter_bar",
    "finding",
    "kpi_strip",
    "sample",
    "states",
    "trend",
    "words",
]
