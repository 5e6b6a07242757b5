"""How a metric stands to its baseline, as typed values: state, shift, verdict. What an alert rule will ask."""

from dataclasses import dataclass
from math import isnan, sqrt
from statistics import median

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.reports._control.evidence import LEVEL, tail
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import ControlPoint, Stage, State
from tidegauge.reports._rulers import Ruler
from tidegauge.stats.normal import critical

RECENT = 2
"""A signal at one of this many last points: the metric is outside its limits now."""

RUN = 2
"""Signals at most this many points apart belong together."""

ONE_SIDE = 2 / 3
"""The share of a run that must lie on one side for it to be a shift, and not a swing."""

WARM = 48
"""Points that a chart with memory takes to reach the level that it begins in."""

LAST = 7
"""The shift of a metric that is outside is read from this many last points."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A chart's drawn points in the window, with the last stage and the corrected p-value of their distance.

    `history` are all points after the baseline, those before the window too: a metric may have been out for longer.
    `ruler` is the change of judge between baseline and window, if there was one; `baseline` its own points.
    """

    points: Points
    drawn: tuple[ControlPoint, ...]
    history: tuple[ControlPoint, ...]
    stage: Stage
    p_value: float
    ruler: Ruler | None = None
    baseline: tuple[ControlPoint, ...] = ()

    @property
    def metric(self) -> Metric:
        """The metric that is charted."""
        return self.points.metric

    @property
    def out(self) -> tuple[ControlPoint, ...]:
        """The points of the window that a rule calls signals."""
        return tuple(point for point in self.drawn if point.outside)

    @property
    def state(self) -> State:
        """How the metric stands to its baseline."""
        if self.stage.fitted is None or not self.drawn:
            return State.UNKNOWN
        if any(point.outside for point in self.drawn[-RECENT:]):
            return State.OUTSIDE
        return State.RETURNED if self.out else State.WITHIN

    @property
    def since(self) -> ControlPoint | None:
        """The first point of the last run of signals; None when the window has none."""
        places = [place for place, point in enumerate(self.history) if point.outside]
        if not places or not self.out:
            return None
        first = places[-1]
        for place in reversed(places):
            if first - place > RUN:
                break
            first = place
        return self.history[first]

    @property
    def is_cut(self) -> bool:
        """Whether the run of signals is there nearly from the first point that is read after a gap behind the baseline."""
        since = self.since
        if since is None or not self.history or self.history[0].at <= self.stage.frozen.window.end:
            return False
        return sum(point.at < since.at for point in self.history) < WARM

    @property
    def run(self) -> tuple[ControlPoint, ...]:
        """The points of the last run of signals, its first and last one included; at most the last seven."""
        since = self.since
        if since is None:
            return ()
        return tuple(point for point in self.history if since.at <= point.at <= self.out[-1].at)[-LAST:]

    @property
    def spike(self) -> ControlPoint | None:
        """The farthest point beyond chance, where the run as a whole lies where it always did."""
        far = [point for point in self.out if self._is_far(point) and _at_least(point) >= self.floor]
        if not far or self.is_shift:
            return None
        return max(far, key=lambda point: abs(_away(point)))

    @property
    def effect(self) -> Effect | None:
        """How far the last run, or the spike, lies from what is usual, with the interval that the chart's sigma gives it."""
        points = (self.spike,) if self.spike else self.run
        if not points:
            return None
        away = [_away(point) for point in points]
        sigma = [one / point.z for one, point in zip(away, points, strict=True) if point.z]
        shift = sum(away) / len(away)
        half = critical(0.95) * max(sigma, default=0.0) / sqrt(len(away))
        return Effect(shift, shift - half, shift + half, self.metric.unit)

    @property
    def floor(self) -> float:
        """The smallest shift that matters, in the metric's unit."""
        relative = self.metric.floor_relative and self.stage.fitted is not None
        return self.metric.floor * (abs(self.stage.fitted.centre) if relative and self.stage.fitted else 1.0)

    @property
    def is_material(self) -> bool:
        """Whether the last run, or a single point that chance does not explain, reaches the metric's floor."""
        return self.is_shift or self.spike is not None

    @property
    def is_shift(self) -> bool:
        """Whether the last run as a whole lies off: most of it on one side, and its median by the floor or more."""
        away = [_away(point) for point in self.run]
        # One point is a spike until another one follows it.
        if len(away) < 2 or abs(median(away)) < self.floor:
            return False
        return max(sum(one > 0 for one in away), sum(one < 0 for one in away)) >= ONE_SIDE * len(away)

    def _is_far(self, point: ControlPoint) -> bool:
        return float(tail(point.z, self.stage.points)) * len(self.drawn) < LEVEL

    @property
    def is_chance(self) -> bool:
        """Whether as many points looked at would have sent one out as far."""
        return isnan(self.p_value) or self.p_value >= LEVEL

    @property
    def verdict(self) -> Verdict:
        """What can be said of the window beside the baseline."""
        match self.state:
            case State.UNKNOWN:
                return Verdict.CANNOT_TELL
            case State.WITHIN:
                return Verdict.CANNOT_TELL if self.stage.uneven else Verdict.NOT_MATERIAL
            case _ if self.is_chance and self.is_material:
                return Verdict.CANNOT_TELL
            case _ if self.is_chance or not self.is_material:
                return Verdict.NOT_MATERIAL
            case _:
                return Verdict.CHANGED if self.ruler is None else Verdict.NOT_COMPARABLE

    @property
    def rising(self) -> bool | None:
        """The direction of the number."""
        effect = self.effect
        return None if effect is None or not effect.value else effect.value > 0

    @property
    def direction(self) -> Direction:
        """Whether that is good."""
        is_changed = self.verdict is Verdict.CHANGED
        return news(self.rising, self.metric.direction) if is_changed else Direction.NEUTRAL


def _at_least(point: ControlPoint) -> float:
    """How far a point lies from what is usual, less what noise may have added."""
    return abs(_away(point)) * (1 - critical(0.95) / abs(point.z)) if point.z else 0.0


def _away(point: ControlPoint) -> float:
    return point.value - point.usual
