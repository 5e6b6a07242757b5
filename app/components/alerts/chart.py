"""The chart of a back-test; a click on a firing leads to Scope at that time."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import menu, state
from app.components.drift.charts import chart_colours
from app.components.head import head
from app.components.palette import palette
from tidegauge.alerts.backtest_records import Backtest, Firing
from tidegauge.alerts.records import segment_words
from tidegauge.charts.backtest_chart import HEIGHT, BacktestDrawn, FiringMark, KnownSpan, backtest_figure
from tidegauge.formats import Tone
from tidegauge.reports._traces.text import first_line

FEWEST = 2
_WENT = "tg_backtest_click"


def backtest_chart(found: Backtest, zone: str, key: str) -> None:
    """Draw the course of the segment that says most, where the rule would have fired, and the known incidents."""
    course = found.course
    if course is None or len(course.at) < FEWEST:
        st.html('<div class="tg-details">Too few windows for a chart.</div>')
        return
    chips = (*found.rule.table.where, *([segment_words(course.segment)] if course.segment else []))
    head(
        f"{course.label}, {first_line(', '.join(chips) or segment_words(()), 120)}",
        "▼ would have fired, ▽ without a known incident; shaded = known incidents; dashed = usual",
    )
    drawn = BacktestDrawn(
        course.at,
        course.value,
        course.reference,
        course.low,
        course.high,
        [_mark(one, found) for one in found.firings],
        [KnownSpan(one.known.name, one.known.start, one.known.end) for one in found.incidents],
        course.unit,
        course.label,
        state.settings().currency,
        zone,
    )
    # Another key after a click was followed: on return Plotly would still have it.
    key = f"{key}_{st.session_state.get(_WENT, 0)}"
    event = st.plotly_chart(
        backtest_figure(drawn, chart_colours(), palette().tones[Tone.WORSE]),
        height=HEIGHT,
        key=key,
        config={"displayModeBar": False, "scrollZoom": False},
        on_select="rerun",
        selection_mode="points",
        alt=found.sentence,
    )
    place = clicked(event)
    if place is not None and place < len(found.firings):
        st.session_state[_WENT] = st.session_state.get(_WENT, 0) + 1
        to_scope(found.firings[place])


def _mark(one: Firing, found: Backtest) -> FiringMark:
    is_false = bool(found.incidents) and one.known is None
    return FiringMark(one.fired, f"{one.severity.value} {segment_words(one.segment)}", is_false)


def clicked(event: Mapping[str, Any] | None) -> int | None:
    """Return the place of the firing that was clicked: the marks alone carry one."""
    points = (event or {}).get("selection", {}).get("points", [])
    told = next((one["customdata"] for one in points if one.get("customdata") is not None), None)
    first = told[0] if isinstance(told, list) and told else told
    return int(first) if isinstance(first, int | float) else None


def to_scope(one: Firing) -> None:
    """Leave for the page that shows what a firing found, at that time."""
    entry = next((entry for entry in menu.entries() if entry.name == one.link.page), None)
    if entry is not None:
        menu.go(entry.path, one.link.params, only=True)
