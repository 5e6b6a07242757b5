"""What is written over a control chart: baselines, changes, limits and the window by name, and since when it is out."""

from datetime import datetime
from math import isfinite
from typing import Any

from tidegauge import formats
from tidegauge.charts._control_layers import Drawn
from tidegauge.charts._control_places import baseline_ends, named_changes, share_of, window_start, x_of
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.charts.trend import shortened
from tidegauge.formats.times import local
from tidegauge.reports._control.records import ControlPoint, Origin
from tidegauge.reports._control.words import at_place

ROW = 16
"""Pixels of a row of names."""

NEAR = 0.13
"""Limits closer than this share of the axis would be written over one another."""

NARROW = 0.12
"""A block narrower than this share of the chart has no room for its name."""


def annotations(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the names of blocks, changes, limits and the window, and since when the metric is out."""
    if drawn.small:
        return []
    return [
        *_block_names(drawn),
        *_change_names(drawn),
        *_limit_names(drawn),
        *_window(drawn),
        *_since(drawn),
    ]


def _block_names(drawn: Drawn) -> list[dict[str, Any]]:
    found = []
    for stage in drawn.chart.stages:
        ends = baseline_ends(drawn, stage)
        if ends is None or share_of(drawn, ends[1]) - share_of(drawn, ends[0]) < NARROW:
            continue
        when = stage.frozen.at
        by = f"baseline, frozen {_day(when, drawn.zone)}" if when else "baseline"
        name = "baseline: first days recorded" if stage.frozen.origin is Origin.FIRST else by
        found.append(_note(drawn, name, ends[0], 1, xanchor="left", yanchor="top", xshift=5, yshift=-2))
    return found


def _day(at: datetime, zone: str) -> str:
    here = local(at, zone)
    return f"{here.day} {here:%b}"


def _change_names(drawn: Drawn) -> list[dict[str, Any]]:
    return [
        _note(
            drawn,
            shortened(change.text),
            change.at,
            1,
            xanchor="right",
            yanchor="bottom",
            xshift=3,
            yshift=ROW * row,
        )
        for change, row in named_changes(drawn)
        if row is not None
    ]


def _limit_names(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the last point's limits, beside the chart: there nothing else is written."""
    last = next((point for point in reversed(drawn.chart.points) if isfinite(point.upper)), None)
    if last is None:
        return []
    colour = drawn.colours.inside
    found = [_beside(drawn, "upper limit", last.upper, colour)]
    height = drawn.scale.high - drawn.scale.low
    if (last.upper - last.centre) / drawn.scale.divisor > NEAR * height:
        found.append(_beside(drawn, "centre", last.centre, drawn.colours.text))
    if (last.centre - last.lower) / drawn.scale.divisor > NEAR * height:
        found.append(_beside(drawn, "lower limit", last.lower, colour))
    return found


def _beside(drawn: Drawn, name: str, value: float, colour: str) -> dict[str, Any]:
    return {
        "x": 1,
        "y": value / drawn.scale.divisor,
        "xref": "paper",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 4,
        "text": f"{name}<br>{_written(drawn, value)}",
        "align": "left",
        "showarrow": False,
        "font": {"color": colour, "size": 11},
    }


def _since(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the name of the point from which on the metric is out, and the rule that says so."""
    first = next((point for point in drawn.chart.points if point.at == drawn.chart.since), None)
    if first is None or not isfinite(first.statistic):
        return []
    when = at_place(first.at, drawn.zone, hourly=drawn.chart.hourly)
    # Before it there is room above the limits; after it there are points.
    left = share_of(drawn, first.at) > 0.25
    height = (first.statistic / drawn.scale.divisor - drawn.scale.low) / (drawn.scale.high - drawn.scale.low)
    above = height < 0.2 or (height < 0.8 and first.statistic >= first.centre)
    return [
        _label(
            drawn,
            f"since {when}: {first.rules[0]}",
            first,
            first.statistic,
            xanchor="right" if left else "left",
        )
        | {
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1.2,
            "arrowcolor": drawn.colours.line,
            "ax": -34 if left else 34,
            "ay": -40 if above else 40,
            "standoff": 6,
            "font": {"color": drawn.colours.outside, "size": 12},
            "bgcolor": drawn.colours.surface,
        }
    ]


def _window(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the name of the window's beginning, where earlier points are drawn too."""
    first = window_start(drawn)
    return (
        []
        if first is None
        else [_note(drawn, "window", first, 0, xanchor="left", yanchor="bottom", xshift=3)]
    )


def _written(drawn: Drawn, value: float) -> str:
    if drawn.chart.in_sigmas:
        return f"{formats.decimal(value, 1)} sigmas"
    return formats.value(value, drawn.chart.unit, drawn.currency)


def _label(drawn: Drawn, text: str, point: ControlPoint, value: float, **more: Any) -> dict[str, Any]:
    return _note(drawn, text, point.at, value / drawn.scale.divisor, **more) | {"yref": "y"}


def _note(drawn: Drawn, text: str, at: datetime, y: float, **more: Any) -> dict[str, Any]:
    return {
        "x": x_of(drawn, at),
        "y": y,
        "xref": "x",
        "yref": "paper",
        "text": plotly_text(text, 80),
        "showarrow": False,
        "font": {"color": drawn.colours.text, "size": 12},
        **more,
    }
