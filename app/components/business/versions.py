"""The chosen figure by version, each with its interval on one axis."""

from math import isfinite

import streamlit as st

from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from tidegauge import formats
from tidegauge.charts.estimate_image import Span
from tidegauge.findings import Verdict
from tidegauge.reports._business.records import BusinessReport, VersionOutcome
from tidegauge.reports._business.texts import value_words
from tidegauge.reports._records import Measure
from tidegauge.reports._sentences import brief


def business_versions(report: BusinessReport) -> None:
    """Show the rows; without versions, what would have some."""
    label, unit = _figure(report)
    head(f"{label} by {report.version}" if report.version else f"{label} by version", "both windows")
    if not report.versions:
        said = "No attribute has versions among these calls."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    span, ticks = axis_of([one.measure for one in report.versions], unit, report.currency)
    rows = [
        IntervalRow(
            brief(one.value),
            _assumes(one),
            value_words(one.measure, unit, report.currency),
            one.measure.value,
            one.measure.low,
            one.measure.high,
            headline=one.verdict is Verdict.CHANGED,
        )
        for one in report.versions
    ]
    interval_rows(rows, span, ticks, what="Version")


def _figure(report: BusinessReport) -> tuple[str, str]:
    one = next(one for one in report.outcomes if one.metric == report.outcome)
    return one.label, one.unit


def _assumes(one: VersionOutcome) -> str:
    calls = f"{formats.count(one.calls)} calls"
    if one.difference is None or one.verdict is Verdict.CANNOT_TELL:
        return calls
    word = (
        "like the others" if one.verdict is Verdict.NOT_MATERIAL else f"{one.direction.value} than the others"
    )
    return f"{calls} · {'unlike the others' if 'neutral' in word else word}"


def axis_of(measures: list[Measure], unit: str, currency: str) -> tuple[Span, tuple[str, ...]]:
    """Return an axis from zero that holds the intervals, with its three ticks in words."""
    values = [one.value for one in measures if isfinite(one.value)]
    highs = [one.high for one in measures if isfinite(one.high)]
    largest = max([*values, *highs, 1e-9])
    # The interval of a version with hardly any calls must not squeeze the others.
    top = min(largest, 2.5 * max(values)) if values and max(values) > 0 else largest
    return Span(0.0, top), tuple(formats.value(part * top, unit, currency) for part in (0.0, 0.5, 1.0))
