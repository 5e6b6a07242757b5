"""The selected span in full: texts in code blocks, attributes in a plain table, everything raw."""

from datetime import datetime

import polars as pl
import streamlit as st

from app.components.sample import sample, visible
from app.components.trace.facts import span_facts
from tidegauge.reports._trace.detail import SpanDetail
from tidegauge.reports.trace import TraceReport

PARTS = ("Output", "Input", "Attributes", "Raw")
LONGEST = 2_000
"""Characters of an attribute's value in the table and in the raw view."""


def trace_detail(report: TraceReport) -> None:
    """Show the selected span; which part of it is shown is in the link."""
    span = report.selected
    if span is None:
        return
    part = st.segmented_control(
        "Part",
        list(PARTS),
        default="Output",
        required=True,
        key="part",
        label_visibility="collapsed",
        bind="query-params",
    )
    span_facts(report, span)
    key = f"{report.trace_id}_{span.span_id}_{part}"
    if part == "Input":
        sample(span.input_text, key)
    elif part == "Attributes":
        _attributes(span)
    elif part == "Raw":
        st.json(_raw(span), expanded=1)
    else:
        sample(span.output_text, key)


def _attributes(span: SpanDetail) -> None:
    rows = [(name, _cell(value)) for name, value in span.attributes.items()]
    frame = pl.DataFrame(rows, schema={"Attribute": pl.String, "Value": pl.String}, orient="row")
    text = st.column_config.TextColumn
    st.dataframe(
        frame,
        hide_index=True,
        row_height=32,
        column_config={"Attribute": text(width=200), "Value": text(width=400)},
    )


def _raw(span: SpanDetail) -> dict[str, object]:
    texts = {"input_text": span.input_text, "output_text": span.output_text}
    return {name: _json(value) for name, value in ({**span.attributes, **texts}).items()}


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return _cell(value) if isinstance(value, str) else value


def _cell(value: object) -> str:
    text = visible(str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
