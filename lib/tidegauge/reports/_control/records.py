"""The records of a control chart: points, stages with their frozen baseline, change points, and what is said."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tidegauge.filters import Window
from tidegauge.findings import Effect, Finding
from tidegauge.reports._records import ChangeMark
from tidegauge.stats.spc._records import Baseline


class Origin(StrEnum):
    """Where a baseline comes from: the first recorded days, an act on record, or a name or dates that were asked for."""

    FIRST = "first"
    RECORDED = "recorded"
    NAMED = "named"


@dataclass(frozen=True)
class Frozen:
    """The window (UTC) whose points are declared to be normal; of a recorded one also who did it, when, and why."""

    window: Window
    origin: Origin
    by: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """The means of two stretches of points, their difference, and its p-value."""

    before: float
    after: float
    effect: Effect
    p_value: float


class State(StrEnum):
    """How a metric stands to its baseline at the end of the window: what an alert rule asks."""

    OUTSIDE = "outside"
    RETURNED = "returned"
    WITHIN = "within"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Stage:
    """A stretch of points with limits of its own. `fitted` is None where they were refused, and `refusal` says why.

    `points` counts the points of the baseline that have a value; `uneven` is the step from its first third to its last,
    where it is not level, and `creeps` whether a straight line explains it.
    """

    frozen: Frozen
    start: datetime
    end: datetime
    points: int
    fitted: Baseline | None
    refusal: str = ""
    uneven: Step | None = None
    creeps: bool = False


@dataclass(frozen=True)
class ControlPoint:
    """A point that begins at `at` (UTC). `statistic` is what is drawn between the limits: the value, or its EWMA or CUSUM.

    `rules` says in words which patterns end here; `few` that it stands on less than the fewest rows. `other` is
    the second line of a CUSUM. `usual` is what the baseline makes one
    expect here, season and all, and `z` how many sigmas the value lies from it. NaN means that there is none.
    """

    at: datetime
    value: float
    n: int
    statistic: float
    centre: float
    lower: float
    upper: float
    rules: tuple[str, ...] = ()
    few: bool = False
    stage: int = 0
    is_baseline: bool = False
    in_window: bool = True
    other: float = float("nan")
    z: float = float("nan")
    usual: float = float("nan")

    @property
    def outside(self) -> bool:
        """Whether a rule calls it a signal."""
        return bool(self.rules)

    @property
    def is_average(self) -> bool:
        """Whether what is drawn is an average in the metric's unit, and not the value itself."""
        return math.isnan(self.other) and self.statistic != self.value and math.isfinite(self.statistic)


@dataclass(frozen=True)
class Turn:
    """The level changed: the first point after it, the points between which it lies (UTC), the levels on both sides."""

    at: datetime
    low: datetime
    high: datetime
    before: float
    after: float


@dataclass(frozen=True)
class Choice:
    """A chart that can be drawn of the same points."""

    name: str
    label: str
    recommended: bool = False


@dataclass(frozen=True)
class ControlChart:
    """One metric's chart. `method` is the member drawn, `why` the reason for it; `notes` is what the line below it says.

    `run_length` is how many points lie between two false signals on average, None where it is not known. `p_value` is that of the farthest
    point of the window, corrected for the points and charts
    looked at; `since` is the first point of the last run of signals.
    """

    metric: str
    label: str
    unit: str
    segment: Mapping[str, str]
    hourly: bool
    method: str
    method_label: str
    why: str
    choices: tuple[Choice, ...]
    points: tuple[ControlPoint, ...]
    stages: tuple[Stage, ...]
    turns: tuple[Turn, ...]
    changes: tuple[ChangeMark, ...]
    run_length: float | None
    state: State
    since: datetime | None
    finding: Finding
    p_value: float
    notes: tuple[str, ...] = ()

    @property
    def in_sigmas(self) -> bool:
        """Whether what is drawn is a sum of deviations and not the metric itself."""
        return any(math.isfinite(point.other) for point in self.points)
