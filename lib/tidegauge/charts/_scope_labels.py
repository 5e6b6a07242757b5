"""The words on the chart of a segment: changes by name, in rows that keep them apart, and the onset where the course is not."""

from datetime import datetime
from typing import Any

from tidegauge.charts._scope_marks import MOST_MARKS, Drawn
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.formats import duration, moment
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import Change

_BY_NAME = {"deploy", "traffic"}
LABELS = 3
"""Changes that have their name above the line: more would cover one another."""
ROW = 0.07
"""How high a row of names is, as a share of the chart's height,"""
CHARACTER = 0.014
"""and how wide a character about is, as a share of its width."""
LATE = 0.62
"""From which share of the width on a name stands to the left of its line."""
ABOVE, BELOW = 0.92, 0.08


def scope_labels(drawn: Drawn, colours: ChartColours) -> list[dict[str, Any]]:
    """Return the names of the changes nearest to the onset, in as many rows as keep them apart, and the onset's own words."""
    near = sorted(drawn.marks[-MOST_MARKS:], key=lambda one: _away(one, drawn.onset))[:LABELS]
    found: list[dict[str, Any]] = []
    ends: list[float] = []
    for one in sorted(near, key=lambda one: one.at):
        text = plotly_text(_short(one), 22)
        first, last = _reach(drawn, one.at, text)
        row = next((row for row, end in enumerate(ends) if end <= first), len(ends))
        ends[row : row + 1] = [last]
        place = {"y": 1.0 + ROW * row, "yanchor": "bottom"}
        found.append(
            _label(clock(one.at, drawn.zone), text, colours.text, place, left=_is_late(drawn, one.at))
        )
    return [*found, *_onset_words(drawn, colours)]


def label_rows(drawn: Drawn, colours: ChartColours) -> int:
    """Return how many rows the changes' names take above the chart."""
    return (
        round(max((one["y"] - 1.0) / ROW for one in scope_labels(drawn, colours))) + 1 if drawn.marks else 0
    )


def _reach(drawn: Drawn, at: datetime, text: str) -> tuple[float, float]:
    """Return from where to where a label reaches, as shares of the chart's width."""
    place, width = _place(drawn, at), CHARACTER * len(text)
    return (place - width, place) if _is_late(drawn, at) else (place, place + width)


def _place(drawn: Drawn, at: datetime) -> float:
    if len(drawn.points) < 2:
        return 0.0
    first, last = drawn.points[0].at, drawn.points[-1].at
    return (at - first) / (last - first)


def _is_late(drawn: Drawn, at: datetime) -> bool:
    return _place(drawn, at) > LATE


def _onset_words(drawn: Drawn, colours: ChartColours) -> list[dict[str, Any]]:
    """Write the onset where the course is not: above the low side of its step, or below the high one."""
    onset = drawn.onset
    if onset is None:
        return []
    words = plotly_text(onset_label(onset, drawn.zone), 40)
    place, width = _place(drawn, onset.at), CHARACTER * len(words)
    left = place >= width if onset.rising else place > 1 - width
    # Before a rise, and after a fall, the course is low.
    y = ABOVE if left == onset.rising else BELOW
    at = clock(onset.low if left else onset.high, drawn.zone)
    return [_label(at, words, colours.series, {"y": y, "yanchor": "middle"}, left=left)]


def _away(one: Change, onset: Onset | None) -> float:
    return abs((one.at - onset.at).total_seconds()) if onset else -one.at.timestamp()


def _short(one: Change) -> str:
    if one.to_version and one.component:
        version = one.to_version.rpartition("/")[2]
        return f"{one.component if one.kind in _BY_NAME else one.kind} {version}"
    return called(one)


def onset_label(onset: Onset, zone: str) -> str:
    """Return the onset with how sure it is.

    >>> from datetime import datetime, timedelta
    >>> at = datetime(2026, 11, 17, 13, 20)
    >>> onset_label(Onset(at, at - timedelta(minutes=10), at + timedelta(minutes=20), rising=True), "Europe/Berlin")
    'onset 14:20 ± 20 min'
    >>> onset_label(Onset(at, at - timedelta(days=3), at + timedelta(days=5), rising=True), "Europe/Berlin")
    'onset Tue 17 Nov ± 5 days'
    """
    half = max(onset.high - onset.at, onset.at - onset.low).total_seconds() * 1000
    sure = f" ± {duration(half)}" if half >= 60_000 else ""
    day, _, clock_time = moment(onset.at, zone).rpartition(" ")
    return f"onset {day if half >= _DAY else clock_time}{sure}"


_DAY = 86_400_000


def _label(at: str, text: str, colour: str, place: dict[str, Any], *, left: bool) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "x",
        "yref": "paper",
        "x": at,
        **place,
        "xanchor": "right" if left else "left",
        "xshift": -3 if left else 3,
        "showarrow": False,
        "font": {"size": 11, "color": colour},
    }
