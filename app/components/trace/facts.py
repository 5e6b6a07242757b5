"""What stands around a trace's texts: its one sentence, the span's facts, what was said of it, its session."""

from html import escape

import polars as pl
import streamlit as st

from app.components.chip import badge
from app.components.finding import block
from app.components.head import head
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.formats.times import local
from tidegauge.reports._trace.detail import SpanDetail
from tidegauge.reports._trace.said import Said
from tidegauge.reports._trace.session import SessionTrace
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.trace import TraceReport

SESSION_SHOWN = 20


def trace_finding(report: TraceReport) -> None:
    """Show the trace's sentence."""
    found, short = report.findings[0], _short(report.trace_id)
    if not report.found:
        st.html(block("Trace", "", found.sentence, found.details, Tone.UNSURE))
        return
    mark, colour = (badge("✕ failed", Tone.WORSE), Tone.WORSE) if report.failed else ("", Tone.QUIET)
    st.html(block(f"Trace {short}", mark, found.sentence, found.details, colour))


def _short(trace_id: str) -> str:
    return trace_id if len(trace_id) <= 12 else f"{trace_id[:4]}…{trace_id[-4:]}"


def span_facts(report: TraceReport, span: SpanDetail) -> None:
    """Show the selected span's name and what is known of it."""
    row = next((row for row in report.spans if row.span_id == span.span_id), None)
    length = formats.duration(row.duration_ms) if row else ""
    facts = " · ".join(part for part in (span.kind, length, row.fact if row else "") if part)
    st.html(
        f'<div class="tg-details"><b>{escape(first_line(span.name) or span.kind)}</b> · {escape(facts)}</div>'
    )


def trace_said(report: TraceReport) -> None:
    """Show scores, signals and outcomes."""
    head("Scores and signals", "on this trace" if report.said else "none on this trace")
    if not report.said:
        return
    text = st.column_config.TextColumn
    st.dataframe(
        pl.DataFrame([_cells(one) for one in report.said], infer_schema_length=None),
        hide_index=True,
        row_height=32,
        column_config={
            "What": text(),
            "Value": text(),
            "Source": text(),
            "By": text(),
            "Why": text(width=260),
        },
    )


def _cells(one: Said) -> dict[str, str]:
    value = "" if one.value is None else f"{one.value:g}"
    return {
        "What": one.what.replace("_", " ") if one.table == "signals" else one.what,
        "Value": " ".join(part for part in (value, one.label or "") if part) or formats.MISSING,
        "Source": one.source or "",
        "By": one.by or "",
        "Why": one.why or "",
    }


def trace_session(report: TraceReport, zone: str) -> None:
    """Show the session's traces around this one; a selected row opens its trace."""
    if len(report.session) < 2:
        return
    head("Same session", f"{formats.count(len(report.session))} traces; select a row to open it")
    here = next((place for place, one in enumerate(report.session) if one.this), 0)
    first = max(0, min(here - SESSION_SHOWN // 2, len(report.session) - SESSION_SHOWN))
    shown = report.session[first : first + SESSION_SHOWN]
    text = st.column_config.TextColumn
    chosen = st.dataframe(
        pl.DataFrame([_line(one, zone) for one in shown], infer_schema_length=None),
        hide_index=True,
        row_height=32,
        on_select="rerun",
        selection_mode="single-row",
        key=f"session_{report.trace_id}",
        column_config={"Time": text(width=80), "Input": text(width=230), "Status": text(), "Took": text()},
    )
    for place in chosen["selection"]["rows"]:
        if not shown[place].this:
            st.query_params["id"] = shown[place].trace_id
            st.query_params.pop("span", None)
            st.rerun()


def _line(one: SessionTrace, zone: str) -> dict[str, str]:
    asked = one.first_line or "no input recorded"
    return {
        "Time": f"{local(one.at, zone):%H:%M:%S}",
        "Input": f"▸ this trace: {asked}" if one.this else asked,
        "Status": "✕ failed" if one.failed else "ok",
        "Took": formats.duration(one.duration_ms),
    }
