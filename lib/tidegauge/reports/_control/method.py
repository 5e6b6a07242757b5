"""Which chart is drawn: the recommended one with its reason, or another that the viewer chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.errors import FilterError, unknown
from tidegauge.reports._control.level import unevenness
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import Choice, Frozen
from tidegauge.stats.spc._records import BaselineError, Kind, Method
from tidegauge.stats.spc.choose import choose
from tidegauge.stats.spc.dispersion import OVERDISPERSED
from tidegauge.stats.spc.family import METHODS

SLOW = ("ewma", "cusum")
"""Offered beside every recommendation: they see slow change that single points hide."""

_MEASURED = {"p_prime", "u_prime"}

_PLAIN = {Kind.RATE: "p", Kind.COUNT: "u", Kind.MEAN: "x_bar_s", Kind.VALUE: "individuals"}


@dataclass(frozen=True)
class Selected:
    """The method that is drawn, by name, why it was recommended (empty if it was not), and which one was."""

    name: str
    method: Method
    why: str
    recommended: str


def select(points: Points, frozen: Sequence[Frozen], asked: str | None) -> Selected:
    """Return the method that was asked for, else the one that the latest baseline with enough points recommends.

    Raises:
        FilterError: there is no such method, or it cannot chart points of this kind.
    """
    recommended, why = _recommended(points, frozen)
    if asked is None or asked == recommended:
        return Selected(recommended, METHODS[recommended], why, recommended)
    if asked not in METHODS:
        raise FilterError(unknown("control chart", asked, METHODS))
    if points.groups.kind not in METHODS[asked].kinds:
        fitting = [name for name, one in METHODS.items() if points.groups.kind in one.kinds]
        raise FilterError(
            f"A {METHODS[asked].label} does not fit {points.metric.label}. There are: {', '.join(sorted(fitting))}."
        )
    return Selected(asked, METHODS[asked], "", recommended)


def choices(kind: Kind, recommended: str) -> tuple[Choice, ...]:
    """Return the charts that a page offers: the recommended one, and those with memory."""
    names = dict.fromkeys((recommended, *SLOW))
    return tuple(
        Choice(name, METHODS[name].label, name == recommended)
        for name in names
        if kind in METHODS[name].kinds
    )


def _recommended(points: Points, frozen: Sequence[Frozen]) -> tuple[str, str]:
    for one in reversed(frozen):
        normal = points.grid.at(one.window)
        try:
            found = choose(points.groups[normal])
            plain = METHODS[_PLAIN[points.groups.kind]].fit(points.groups[normal])
        except BaselineError:
            continue
        if found.method in _MEASURED and plain.sigma_z <= OVERDISPERSED and unevenness(points, normal):
            # Chosen for neighbours that resemble each other, which here is the creep of the baseline itself.
            return _PLAIN[
                points.groups.kind
            ], f"Day by day points spread as chance explains ({plain.sigma_z:.1f} times)."
        return found.method, found.reason
    return _PLAIN[points.groups.kind], ""
