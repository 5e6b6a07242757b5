"""The charts of the drift panel: both distributions, and the column over time."""

from html import escape
from typing import Any

import streamlit as st

from app import state
from app.components.head import head
from app.components.palette import palette
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.distribution import HEIGHT, distribution_spec
from tidegauge.charts.onset_trend import HEIGHT as TREND_HEIGHT
from tidegauge.charts.onset_trend import onset_trend_spec
from tidegauge.charts.paired_bars import paired_bars_height, paired_bars_spec
from tidegauge.findings import Verdict
from tidegauge.reports._drift.records import Distribution, DriftDetail

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def drift_distribution(detail: DriftDetail, comparison: str) -> None:
    """Draw both windows of a row over the same bins."""
    shown = detail.distribution
    if shown is None or not (shown.edges or shown.labels):
        return
    names = (comparison, "now")
    _legend(*names, line=bool(shown.edges))
    hollow = detail.row.verdict is Verdict.CANNOT_TELL
    if shown.edges:
        spec = distribution_spec(
            shown, chart_colours(), names, hollow=hollow, currency=state.settings().currency
        )
    else:
        spec = paired_bars_spec(shown, chart_colours(), names, hollow=hollow)
    _draw(spec, distribution_height(shown), "drift_distribution", detail.shape or detail.row.sentence)


def _legend(before: str, now: str, *, line: bool) -> None:
    # Our own: Plotly's breaks into two lines where the panel is narrow.
    colours = palette()
    square = "display:inline-block;width:11px;height:11px;margin:0 6px -1px 0"
    stroke = f"display:inline-block;width:20px;border-top:2px solid {colours.current};margin:0 6px 4px 14px"
    grey = f"{square};background:{colours.reference}"
    blue = stroke if line else f"{square};background:{colours.current};margin-left:14px"
    st.html(
        f'<div class="tg-details" style="margin-top:6px"><span style="{grey}"></span>{escape(before)}'
        f'<span style="{blue}"></span>{escape(now)}</div>'
    )


def distribution_height(shown: Distribution) -> int:
    """Return the pixels that a distribution is drawn in."""
    return HEIGHT if shown.edges else paired_bars_height(shown)


def drift_trend(detail: DriftDetail, zone: str) -> None:
    """Draw a row over time, with its onset."""
    trend = detail.trend
    if trend is None or not trend.current:
        return
    dashed = ", dashed: before" if trend.reference else ""
    head("Over time", f"{trend.label[:1].lower()}{trend.label[1:]}{dashed}")
    spec = onset_trend_spec(
        trend,
        detail.row.onset,
        chart_colours(),
        zone,
        zoom=detail.row.verdict is Verdict.CHANGED,
        currency=state.settings().currency,
    )
    _draw(spec, TREND_HEIGHT, "drift_trend", detail.row.sentence)


def chart_colours() -> ChartColours:
    """Return the colours of the theme that is on: this window blue, the comparison grey."""
    colours = palette()
    return ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)


def _draw(spec: dict[str, Any], height: int, key: str, alt: str) -> None:
    st.plotly_chart(spec, height=height, key=key, config=_CONFIG, alt=alt)
