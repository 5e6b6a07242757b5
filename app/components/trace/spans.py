"""The waterfall of a trace's spans; a clicked bar, or the list below it, selects a span."""

from collections.abc import Mapping

import streamlit as st

from app.components.head import head
from app.components.palette import palette
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.waterfall import height, waterfall_spec
from tidegauge.formats import Tone
from tidegauge.reports._trace.tree import SpanRow
from tidegauge.reports.trace import TraceReport

SHOWN = 400
"""Rows of the chart; a browser draws no more of them fast."""

KINDS = ("model", "retriever", "tool", "agent", "chain", "check", "embedding", "other")
_PLACES = {
    "model": 0,
    "retriever": 2,
    "tool": 4,
    "agent": 6,
    "chain": 6,
    "check": 8,
    "embedding": 5,
    "other": 6,
}


def trace_spans(report: TraceReport) -> None:
    """Show the spans."""
    rows = report.spans[:SHOWN]
    colours = palette()
    kinds = kind_colours()
    head("Spans", "time from the start of the trace; click a bar")
    drawn = ChartColours(colours.current, colours.reference, colours.grey, colours.text, colours.line)
    chosen = st.echarts_chart(
        waterfall_spec(rows, kinds, colours.tones[Tone.WORSE], drawn),
        height=height(rows),
        key=f"spans_{report.trace_id}",
        on_select="rerun",
        alt=report.findings[0].sentence,
    )
    _legend(rows, kinds)
    _more(report, rows)
    _select(_clicked(chosen, rows), report)


def kind_colours() -> Mapping[str, str]:
    """Return the colour of each kind of span."""
    categories = palette().categories
    return {kind: categories[_PLACES[kind]] for kind in KINDS}


def _legend(rows: tuple[SpanRow, ...], kinds: Mapping[str, str]) -> None:
    there = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    parts = [f'<span style="color:{kinds[kind]}">■</span> {kind}' for kind in there]
    failed = f'<span style="color:{palette().tones[Tone.WORSE]}">■</span> ✕ failed'
    st.html(f'<div class="tg-details">{" &nbsp; ".join([*parts, failed])}</div>')


def _more(report: TraceReport, rows: tuple[SpanRow, ...]) -> None:
    hidden = len(report.spans) - len(rows)
    if hidden or report.truncated:
        more = "The first 10,000 spans were read. " if report.truncated else ""
        st.html(f'<div class="tg-details">{more}{hidden} more rows are not drawn.</div>')
    names = list(dict.fromkeys(row.name.partition(" ×")[0] for row in rows if row.members > 1))
    if names:
        st.selectbox(
            "Show one by one",
            names,
            index=None,
            key=f"expand_{report.trace_id}",
            placeholder="Show one by one",
        )


def _clicked(chosen: object, rows: tuple[SpanRow, ...]) -> str | None:
    selected = chosen["selection"]["selected"] if chosen else []  # type: ignore[index]
    places = [place for series in selected for place in series["data_indices"]]
    return rows[places[0]].span_id if places and places[0] < len(rows) else None


def _select(span_id: str | None, report: TraceReport) -> None:
    if span_id and report.selected and span_id != report.selected.span_id:
        st.query_params["span"] = span_id
        st.rerun()
