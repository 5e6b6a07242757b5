"""The records that several reports are made of: windows, measures with their interval, comparisons, points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.filters import Window
from tidegauge.findings import Direction, Effect, Verdict


@dataclass(frozen=True)
class Windows:
    """What the words line says: both windows (UTC), what they are, how many rows each holds, and how fresh.

    `exposure` is what totals of the reference were multiplied by: 1, unless the windows, or what the store holds of
    them, are of unequal length.
    """

    current: Window
    reference: Window | None
    comparison: str
    n_current: int
    n_reference: int | None
    time_zone: str
    complete_to: datetime | None
    grain: str = "call"
    where: tuple[str, ...] = ()
    exposure: float = 1.0


@dataclass(frozen=True)
class Measure:
    """A number with its 95% interval and the rows that it stands on. NaN means that there is none."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Comparison:
    """One metric on both sides. `difference` is in the metric's unit, or a share when `relative`.

    `sees` is the smallest difference that these rows could have shown; `coverage` the share of current rows
    where the metric exists.
    """

    metric: str
    label: str
    unit: str
    current: Measure
    reference: Measure | None
    difference: Effect | None
    relative: bool
    verdict: Verdict
    direction: Direction
    rising: bool | None
    p_value: float | None
    sees: float | None
    coverage: float


@dataclass(frozen=True)
class Segment:
    """The rows that share one value of each dimension. `pooled` counts the small segments merged into this one."""

    values: Mapping[str, str]
    n_current: int
    n_reference: int
    share: float
    share_reference: float | None
    comparisons: tuple[Comparison, ...]
    pooled: int = 0


@dataclass(frozen=True)
class Point:
    """A metric in one time bucket that begins at `at` (UTC)."""

    at: datetime
    value: float
    n: int
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True)
class ChangeMark:
    """A recorded change: when, what kind, and in a few words what."""

    at: datetime
    kind: str
    text: str


@dataclass(frozen=True)
class Trend:
    """A metric over time. The reference points are laid on the current window's times."""

    metric: str
    label: str
    unit: str
    grain: str
    current: tuple[Point, ...]
    reference: tuple[Point, ...] = ()
    changes: tuple[ChangeMark, ...] = field(default_factory=tuple)
    verdict: Verdict = Verdict.CANNOT_TELL
    direction: Direction = Direction.NEUTRAL
