"""What is drawn behind a control chart: baselines as grey blocks, the window's start, recorded changes as lines."""

from datetime import datetime
from typing import Any

from tidegauge.charts._control_layers import Drawn
from tidegauge.charts._control_places import baseline_ends, kept_changes, window_start, x_of
from tidegauge.reports._control.records import Stage


def shapes(drawn: Drawn) -> list[dict[str, Any]]:
    """Return the grey blocks of the baselines and the dashed lines of the changes, all below the points."""
    blocks = [block for stage in drawn.chart.stages if (block := _block(drawn, stage))]
    if drawn.small:
        return blocks
    start = window_start(drawn)
    window = [] if start is None else [_upright(drawn, start, "solid")]
    return [*blocks, *window, *(_upright(drawn, change.at, "dot") for change in kept_changes(drawn))]


def _block(drawn: Drawn, stage: Stage) -> dict[str, Any] | None:
    ends = baseline_ends(drawn, stage)
    if ends is None:
        return None
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": x_of(drawn, ends[0]),
        "x1": x_of(drawn, ends[1]),
        "y0": 0,
        "y1": 1,
        "fillcolor": drawn.colours.block,
        "line": {"width": 0},
        "layer": "below",
    }


def _upright(drawn: Drawn, at: datetime, dash: str) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": x_of(drawn, at),
        "x1": x_of(drawn, at),
        "y0": 0,
        "y1": 1,
        "line": {"color": drawn.colours.text, "width": 1, "dash": dash},
        "layer": "below",
    }
