"""The chart of the chosen row: its course beside the rest of traffic, and what somebody draws a box over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from app import state
from app.components.drift.charts import chart_colours
from app.components.head import head
from app.components.palette import palette
from app.components.scope.table import segment_name
from tidegauge import formats
from tidegauge.charts._scope_marks import Drawn
from tidegauge.charts.scope_chart import HEIGHT, scope_figure
from tidegauge.errors import FilterError
from tidegauge.filters import Window
from tidegauge.reports._scope.records import RowKind, ScopeReport, ScopeRow
from tidegauge.time_zones import to_utc

FEWEST = 3
PART = "part"
_DRAWN = "tg_scope_drawn"


def scope_chart(report: ScopeReport, row: ScopeRow) -> None:
    """Draw the row's course; a box that is drawn over it is put into the link."""
    unit = ", % of calls" if report.metric.searched_unit == "share" else ""
    sub = f"{report.metric.label}{unit}, {row.grain}"
    rest = report.rest.trend if report.rest is not None and row.kind not in _WHOLE and report.causes else ()
    title = {RowKind.TOTAL: "In all traffic", RowKind.REST: "In the rest of traffic"}.get(
        row.kind, "In that segment"
    )
    head(title, f"{sub}; grey = rest of traffic" if rest else sub)
    if len(row.trend) < FEWEST:
        st.html('<div class="tg-details">Too few points for a chart. Choose a longer window.</div>')
        return
    drawn = Drawn(
        segment_name(row),
        row.trend,
        rest,
        row.onset,
        report.marks,
        report.metric.searched_unit,
        state.settings().currency,
        report.windows.time_zone,
    )
    colours = palette()
    shown = replace(chart_colours(), series=colours.tones[formats.tone(row.verdict, row.direction)])
    # Another key after the box was taken back: Plotly would go on showing it.
    key = f"scope_chart_{hash((segment_name(row), report.windows)):x}_{st.session_state.get(_DRAWN, 0)}"
    zone = report.windows.time_zone
    st.plotly_chart(
        scope_figure(drawn, shown),
        height=HEIGHT,
        key=key,
        config={"displayModeBar": False, "scrollZoom": False},
        on_select=lambda: _drawn(key, zone),
        selection_mode="box",
        alt=report.findings[0].sentence,
    )
    st.html('<div class="tg-details">Drag over a bad region to ask what is different there.</div>')


_WHOLE = {RowKind.REST, RowKind.TOTAL}


def _drawn(key: str, zone: str) -> None:
    boxes = _boxes(st.session_state.get(key))
    if boxes:
        ends = sorted(_utc(str(one), zone) for one in boxes[0]["x"])
        st.query_params[PART] = (
            f"{ends[0].isoformat(timespec='minutes')}..{ends[-1].isoformat(timespec='minutes')}"
        )


def _boxes(event: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return list((event or {}).get("selection", {}).get("box", []))


def _utc(text: str, zone: str) -> datetime:
    return to_utc(datetime.fromisoformat(text.replace(" ", "T")[:26]), ZoneInfo(zone))


def drawn_box(window: Window) -> Window | None:
    """Return the part of the window that the link names; None where there is none, it cannot be read, or lies elsewhere."""
    start, _, end = st.query_params.get(PART, "").partition("..")
    try:
        box = Window(datetime.fromisoformat(start), datetime.fromisoformat(end))
        return box if box.overlaps(window) else None
    except (TypeError, ValueError, FilterError):
        return None


def box_words(box: Window, zone: str) -> str:
    """Return the part in the viewer's time."""
    return f"{formats.moment(box.start, zone)} to {formats.moment(box.end, zone)}"


def take_back() -> None:
    """Forget the box. To be called from a widget's callback."""
    st.query_params.pop(PART, None)
    st.session_state[_DRAWN] = st.session_state.get(_DRAWN, 0) + 1
