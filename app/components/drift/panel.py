"""One drift row unfolded: its shape, where it is strongest, its course, and what leads on."""

from collections.abc import Callable
from html import escape

import streamlit as st

from app.components.drift.charts import drift_distribution, drift_trend
from app.components.drift.methods import drift_methods
from app.components.drift.rows import contrast_rows, interval_rows
from app.components.drift.samples import Review, drift_actions, drift_samples
from app.components.drift.table import what
from app.components.head import head
from app.components.palette import palette
from app.components.states import panel
from tidegauge import formats
from tidegauge.reports._drift.records import DriftDetail, DriftReport, DriftRow

HEIGHT = 620
"""Pixels that are kept free while the row is read from the store."""


def drift_panel(
    report: DriftReport, row: DriftRow, load: Callable[[], DriftDetail], review: Review | None = None
) -> None:
    """Show a row. What is known of it already stands there while `load` reads the rest."""
    with st.container(gap="xsmall"):
        _title(row, report.rows.index(row) + 1, len(report.rows))
        detail = load()
        if detail.shape:
            st.html(f'<div class="tg-details">{escape(detail.shape)}</div>')
        # Two columns where the panel has the page's width, one beside the table.
        halves = st.grid(2, min_column_width=400)
        with halves.cell(), st.container(gap="xsmall"):
            with panel("distribution"):
                drift_distribution(detail, report.windows.comparison)
            with panel("contrasts"):
                _contrasts(detail)
        with halves.cell(), st.container(gap="xsmall"):
            _where_and_when(detail, report.windows.time_zone, review)
            with panel("samples"):
                drift_samples(detail, report.windows.time_zone)
            drift_methods(row)


def _where_and_when(detail: DriftDetail, zone: str, review: Review | None) -> None:
    with panel("strongest"):
        _mix(detail)
        _strongest(detail)
    with panel("over time"):
        drift_trend(detail, zone)
    with panel("actions"):
        drift_actions(detail, review)


def _title(row: DriftRow, place: int, of: int) -> None:
    st.html(
        f'<div style="font-size:16px;font-weight:600;overflow-wrap:anywhere">{escape(what(row))}</div>'
        f'<div style="font-size:13.5px;overflow-wrap:anywhere">{escape(row.sentence)}</div>'
        f'<div class="tg-details">{escape(_facts(row, place, of))}</div>'
    )


def _facts(row: DriftRow, place: int, of: int) -> str:
    facts = [
        f"row {place} of {of}",
        f"n {formats.count(row.n_current)} against {formats.count(row.n_reference)}",
    ]
    if row.coverage < 0.995:
        facts.append(f"recorded on {formats.share(row.coverage)} of calls")
    return " · ".join(facts)


def _contrasts(detail: DriftDetail) -> None:
    drawn = detail.distribution.labels if detail.distribution else ()
    # Values of a category are in its bars already.
    if not {one.label for one in detail.contrasts} <= set(drawn):
        head("What gives it away", "share of rows, before → now")
        contrast_rows(detail.contrasts)


def _mix(detail: DriftDetail) -> None:
    mix = detail.row.mix
    if mix is not None:
        head("Mix and rate", f"by {mix.by}")
        parts = [("mix: traffic moved", mix.mix, None), ("rate: within each", mix.rate, None)]
        interval_rows(parts, _colour(detail))


def _strongest(detail: DriftDetail) -> None:
    if detail.segments:
        head("Where it is strongest", f"by {detail.by}: difference{_unit(detail)}, interval, n")
        rows = [(one.label, one.difference, one.n) for one in detail.segments]
        interval_rows(rows, _colour(detail))


def _unit(detail: DriftDetail) -> str:
    unit = detail.segments[0].difference.unit
    return f" in {unit}" if unit not in {"", "share", "ms", "usd", "score", "count"} else ""


def _colour(detail: DriftDetail) -> str:
    return palette().tones[formats.tone(detail.row.verdict, detail.row.direction)]
