"""The onset of a change on a time axis, its interval, and the changes that were recorded."""

from datetime import datetime
from typing import Any

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.charts.trend import MOST_MARKS, shortened
from tidegauge.formats import duration
from tidegauge.formats.times import local
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Trend


def clock(at: datetime, zone: str) -> str:
    """Return the wall clock of the zone as text. Without a zone: Plotly would shift the moment by the browser's."""
    return local(at, zone).isoformat(sep=" ")


def faint(colour: str) -> str:
    """Return a colour as a 16% wash."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"


def mark_shapes(trend: Trend, onset: Onset | None, colours: ChartColours, zone: str) -> list[dict[str, Any]]:
    """Return the lines of the changes, and the onset with its interval."""
    changes = [
        _line(change.at, colours, zone, {"width": 1, "dash": "dot"}) for change in trend.changes[-MOST_MARKS:]
    ]
    if onset is None:
        return changes
    band = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": clock(onset.low, zone),
        "x1": clock(onset.high, zone),
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": faint(colours.mark),
        "layer": "below",
    }
    return [*changes, band, _line(onset.at, colours, zone, {"width": 1.2, "dash": "dash"})]


def _line(at: datetime, colours: ChartColours, zone: str, drawn: dict[str, Any]) -> dict[str, Any]:
    # A shape and not add_vline, which counts in milliseconds of the browser's zone.
    place = clock(at, zone)
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": place,
        "x1": place,
        "y0": 0,
        "y1": 1,
        "line": {"color": colours.mark, **drawn},
    }


def onset_words(onset: Onset) -> str:
    """Return how sure the moment is.

    >>> at, low, high = datetime(2026, 11, 19, 2), datetime(2026, 11, 18, 22), datetime(2026, 11, 19, 6)
    >>> onset_words(Onset(at, low, high, rising=True))
    'onset ± 4 h'
    """
    either_side = (onset.high - onset.low).total_seconds() * 500
    return f"onset ± {duration(either_side)}" if either_side > 0 else "onset"


def mark_labels(trend: Trend, onset: Onset | None, colours: ChartColours, zone: str) -> list[dict[str, Any]]:
    """Return what stands above the lines."""
    named = [(change.at, plotly_text(shortened(change.text), 30)) for change in trend.changes[-1:]]
    # The onset's own words win: both above one chart of this width would cover one another.
    shown = [(onset.at, onset_words(onset))] if onset else named
    return [_label(trend, at, text, colours, zone) for at, text in shown]


def _label(trend: Trend, at: datetime, text: str, colours: ChartColours, zone: str) -> dict[str, Any]:
    times = [point.at for point in trend.current]
    late = bool(times) and times[-1] > times[0] and (at - times[0]) / (times[-1] - times[0]) > 0.6
    return {
        "text": text,
        "xref": "x",
        "yref": "paper",
        "x": clock(at, zone),
        "y": 1,
        "xanchor": "right" if late else "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": colours.text},
    }
