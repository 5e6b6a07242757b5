"""The words line's record: both windows, their rows and how fresh the store is."""

from tidegauge.filters import TraceFilter
from tidegauge.reports._exposure import exposure
from tidegauge.reports._records import Windows
from tidegauge.reports._sides import Sides
from tidegauge.reports.source import Source


def windows(source: Source, asked: TraceFilter, n_current: float, n_reference: float) -> Windows:
    """Return both windows of a filter with the rows that each holds."""
    return Windows(
        current=asked.current.window,
        reference=asked.reference.window if asked.reference else None,
        comparison=asked.comparison,
        n_current=int(n_current),
        n_reference=int(n_reference) if asked.reference else None,
        time_zone=asked.time_zone,
        complete_to=source.store.catalog().newest,
        grain=asked.grain.value,
        where=tuple(str(chip) for chip in asked.where),
        exposure=exposure(asked, source.store.catalog()),
    )


def windows_of(source: Source, asked: TraceFilter, sides: Sides) -> Windows:
    """Return the windows of a filter whose rows were counted by segment."""
    return windows(source, asked, sides.n_current.sum(), sides.n_reference.sum())
