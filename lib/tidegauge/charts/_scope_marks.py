"""What stands on the chart of a segment beside its course: recorded changes, the onset and how sure it is."""

from dataclasses import dataclass
from typing import Any

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock, faint
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.formats import duration, moment
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Point
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import Change

MOST_MARKS = 12
_BY_NAME = {"deploy", "traffic"}
LABELS = 3
"""Changes that have their name above the line: more would cover one another."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn: the row's course and name, that of the rest, the onset, and the changes of the window."""

    name: str
    points: tuple[Point, ...]
    rest: tuple[Point, ...]
    onset: Onset | None
    marks: tuple[Change, ...]
    unit: str
    currency: str
    zone: str


def scope_shapes(drawn: Drawn, colours: ChartColours) -> list[dict[str, Any]]:
    """Return a dotted line for each change, a dashed one for the onset, and its interval as a band."""
    lines = [_upright(clock(one.at, drawn.zone), colours.mark, "dot") for one in drawn.marks[-MOST_MARKS:]]
    if drawn.onset is None:
        return lines
    ends = {"x0": clock(drawn.onset.low, drawn.zone), "x1": clock(drawn.onset.high, drawn.zone)}
    whole = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": {"width": 0}, "layer": "below"}
    band = {"type": "rect", **whole, **ends, "fillcolor": faint(colours.series)}
    return [*lines, band, _upright(clock(drawn.onset.at, drawn.zone), colours.series, "dash")]


def _upright(at: str, colour: str, dash: str) -> dict[str, Any]:
    # A shape and not add_vline, which counts in milliseconds of the browser's zone.
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        **ends,
        "line": {"color": colour, "width": 1, "dash": dash},
    }


def scope_labels(drawn: Drawn, colours: ChartColours) -> list[dict[str, Any]]:
    """Return the names of the changes nearest to the onset, and the onset's own words."""
    near = sorted(drawn.marks[-MOST_MARKS:], key=lambda one: _away(one, drawn.onset))[:LABELS]
    ordered = sorted(near, key=lambda one: one.at)
    found = [
        _label(
            drawn,
            clock(one.at, drawn.zone),
            plotly_text(_short(one), 22),
            colours.text,
            1.0 + 0.07 * (place % 2),
        )
        for place, one in enumerate(ordered)
    ]
    if drawn.onset is not None:
        words = plotly_text(onset_label(drawn.onset, drawn.zone), 40)
        found.append(_label(drawn, clock(drawn.onset.high, drawn.zone), words, colours.series, 0.12))
    return found


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
    'onset 14:20 ± 15 min'
    """
    half = (onset.high - onset.low).total_seconds() * 500
    sure = f" ± {duration(half)}" if half >= 60_000 else ""
    return f"onset {moment(onset.at, zone)[-5:]}{sure}"


def _label(drawn: Drawn, at: str, text: str, colour: str, y: float) -> dict[str, Any]:
    times = [clock(one.at, drawn.zone) for one in drawn.points]
    late = bool(times) and at > times[int(len(times) * 0.62)]
    return {
        "text": text,
        "xref": "x",
        "yref": "paper",
        "x": at,
        "y": y,
        "xanchor": "right" if late else "left",
        "yanchor": "bottom" if y >= 1 else "middle",
        "xshift": -3 if late else 3,
        "showarrow": False,
        "font": {"size": 11, "color": colour},
    }
