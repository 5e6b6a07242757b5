"""What stands on the chart of a segment beside its course: recorded changes, the onset and how sure it is."""

from dataclasses import dataclass
from typing import Any

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_marks import clock, faint
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Point
from tidegauge.reports._scope.records import Change

MOST_MARKS = 12


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
