"""The key numbers: per call, session and resolved session, cached input, judging, and the quality that they bought."""

from app.components.kpi_strip import Kpi, kpi, kpi_strip
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.reports._cost.records import CostLine, CostReport
from tidegauge.reports._cost.texts import line_value

_SHOWN = ("per_call", "per_session", "per_trace", "per_resolved", "per_outcome", "per_user", "cached_input")
MOST = 4
ROW = 7
"""Cells that stand beside each other on a wide screen."""


def cost_strip(report: CostReport) -> None:
    """Show the strip; quality is always its last cell, also where none is recorded."""
    by_name = {one.metric: one for one in report.figures}
    figures = [by_name[name] for name in _SHOWN if name in by_name]
    dropped = [one for one in figures if one.metric == "per_user"][: max(len(figures) - MOST, 0)]
    cells = [kpi(one, currency=report.currency) for one in figures if one not in dropped]
    room = ROW - len(cells) - 1
    # What is not set up yet gives way: its hint is not worth a second row.
    lines = [one for one in report.lines if one.value is not None or len(report.lines) <= room]
    cells += [_line(one, report.currency) for one in lines or report.lines[: max(room, 0)]]
    kpi_strip([*cells, _quality(report)])


def _line(one: CostLine, currency: str) -> Kpi:
    note, _, more = one.note.partition("; ")
    change = ""
    if one.value is not None and one.reference:
        change = formats.relative(one.value / one.reference - 1)
    return Kpi(one.name, line_value(one, currency), change, Tone.QUIET, (note, *([more] if more else [])))


def _quality(report: CostReport) -> Kpi:
    if report.quality is None:
        lines = ("none recorded", "a saving is not judged")
        return Kpi("Quality beside it", formats.MISSING, "? cannot tell", Tone.UNSURE, lines)
    found = kpi(report.quality, currency=report.currency)
    bounds, *rest = found.lines
    named = (f"{report.quality.label} {bounds.removeprefix('interval ')}", *rest)
    return Kpi("Quality beside it", found.value, found.change, found.tone, named)
