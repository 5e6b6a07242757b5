"""A category's values in both windows as paired Plotly bars: what moved most comes first, the rest is one pair."""

import math
from dataclasses import dataclass
from typing import Any

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.plotly_layout import MARGIN, plotly_axis, plotly_layout
from tidegauge.charts.plotly_text import plotly_text
from tidegauge.formats import points, share
from tidegauge.reports._drift.records import Distribution

MOST = 12
"""Values that are drawn; all others are added up."""

_PAIR, _FRAME = 28, 34


@dataclass(frozen=True)
class Pair:
    """One value's share in the reference and in the current window; the reference is nan where there is none."""

    label: str
    reference: float
    current: float

    @property
    def moved(self) -> float:
        """Return the difference, 0 where there is no reference."""
        return self.current - self.reference if math.isfinite(self.reference) else 0.0


def pairs(shown: Distribution) -> list[Pair]:
    """Return the pairs that are drawn: those that moved most, then all others as one.

    >>> pairs(Distribution(("pt", "en"), (), (0.25, 0.75), (0.5, 0.5), ""))[0]
    Pair(label='pt', reference=0.25, current=0.5)
    """
    reference = shown.reference or (math.nan,) * len(shown.labels)
    every = [
        Pair(plotly_text(label), before, now)
        for label, before, now in zip(shown.labels, reference, shown.current, strict=True)
    ]
    # A report that counted the others itself has them last, as one value more than are drawn.
    others = every[MOST:] if len(every) == MOST + 1 else []
    ordered = sorted(every[: len(every) - len(others)], key=lambda one: (-abs(one.moved), -one.current))
    return [*ordered[:MOST], *others, *_rest(ordered[MOST:])]


def _rest(rest: list[Pair]) -> list[Pair]:
    if not rest:
        return []
    label = f"rest ({len(rest)})"
    return [Pair(label, sum(one.reference for one in rest), sum(one.current for one in rest))]


def paired_bars_height(shown: Distribution) -> int:
    """Return the pixels that the chart needs."""
    return _FRAME + _PAIR * min(len(shown.labels), MOST + 1)


def paired_bars_spec(
    shown: Distribution,
    colours: ChartColours,
    names: tuple[str, str] = ("before", "now"),
    *,
    hollow: bool = False,
) -> dict[str, Any]:
    """Return the figure. `names` call the windows, reference first; `hollow` draws what stands on too few rows."""
    drawn = pairs(shown)
    compared = any(math.isfinite(one.reference) for one in drawn)
    now = _bars(drawn, [one.current for one in drawn], names[1], colours.series, hollow=hollow)
    before = _bars(drawn, [one.reference for one in drawn], names[0], colours.reference, hollow=hollow)
    data = [before, now, _moved(drawn, colours)] if compared else [now]
    return {"data": data, "layout": _layout(drawn, colours)}


def _bars(drawn: list[Pair], shares: list[float], name: str, colour: str, *, hollow: bool) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": plotly_text(name, 40),
        "x": [one * 100 if math.isfinite(one) else None for one in shares],
        # Places and not labels: two values may look the same once they are cut.
        "y": list(range(len(drawn))),
        "marker": {
            "color": "rgba(0,0,0,0)" if hollow else colour,
            "line": {"width": 1 if hollow else 0, "color": colour},
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{one.label}<br>before {share(one.reference)}, now {share(one.current)}" for one in drawn
        ],
    }


def _moved(drawn: list[Pair], colours: ChartColours) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [max(one.reference, one.current) * 100 for one in drawn],
        "y": list(range(len(drawn))),
        "text": [f" {points(one.moved)}" for one in drawn],
        "textposition": "middle right",
        "textfont": {"size": 11, "color": colours.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(drawn: list[Pair], colours: ChartColours) -> dict[str, Any]:
    longest = max(max(one.current, _known(one.reference)) for one in drawn) * 100
    labels = {
        "tickmode": "array",
        "tickvals": list(range(len(drawn))),
        "ticktext": [one.label for one in drawn],
    }
    return plotly_layout(
        colours,
        barmode="group",
        bargap=0.35,
        bargroupgap=0.06,
        margin=MARGIN | {"l": 8, "r": 52},
        xaxis=plotly_axis(colours, ticksuffix="%", nticks=4, rangemode="tozero", range=[0, longest or 1]),
        yaxis=plotly_axis(colours, grid=False, autorange="reversed", automargin=True, **labels),
    )


def _known(share_: float) -> float:
    return share_ if math.isfinite(share_) else 0.0
