"""What is worth saying: one frozen type that pages, commands, alerts, gates and incidents share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What can be said of a difference. Never "no drift"."""

    CHANGED = "changed"
    NOT_MATERIAL = "not_material"
    CANNOT_TELL = "cannot_tell"
    NOT_COMPARABLE = "not_comparable"


class Direction(StrEnum):
    """Whether a change is good news."""

    BETTER = "better"
    WORSE = "worse"
    NEUTRAL = "neutral"


def news(rising: bool | None, good: str) -> Direction:
    """Return whether a number that went up, or down, is good news; `good` is higher, lower, or anything for neither.

    >>> news(rising=True, good="lower").value, news(rising=None, good="lower").value, news(rising=True, good="").value
    ('worse', 'neutral', 'neutral')
    """
    if rising is None or good not in {"higher", "lower"}:
        return Direction.NEUTRAL
    return Direction.BETTER if rising == (good == "higher") else Direction.WORSE


@dataclass(frozen=True)
class Effect:
    """The size of a difference with its 95% interval, in `unit`."""

    value: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Link:
    """The page that shows a finding: its name, and the query that selects the same rows there."""

    page: str
    params: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One plain sentence, complete in itself, with everything that it stands on.

    `details` is the grey line: interval, n, coverage, what else was looked at. `p_value` is adjusted for the
    search, or None. `rising` is the direction of the number itself; `direction` says whether that is good.
    """

    verdict: Verdict
    kind: str
    sentence: str
    details: tuple[str, ...] = ()
    metric: str | None = None
    column: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.NEUTRAL
    rising: bool | None = None
    effect: Effect | None = None
    n_reference: int | None = None
    n_current: int | None = None
    p_value: float | None = None
    onset: datetime | None = None
    link: Link | None = None


_ORDER = {
    (Verdict.CHANGED, Direction.WORSE): 0,
    (Verdict.CHANGED, Direction.NEUTRAL): 1,
    (Verdict.NOT_COMPARABLE, Direction.NEUTRAL): 2,
    (Verdict.CHANGED, Direction.BETTER): 3,
    (Verdict.CANNOT_TELL, Direction.NEUTRAL): 4,
    (Verdict.NOT_MATERIAL, Direction.NEUTRAL): 5,
}


def rank(verdict: Verdict, direction: Direction) -> int:
    """Return the place of a verdict in a list: what needs attention comes first.

    >>> rank(Verdict.CHANGED, Direction.WORSE) < rank(Verdict.CHANGED, Direction.BETTER)
    True
    """
    return _ORDER.get((verdict, direction), _ORDER.get((verdict, Direction.NEUTRAL), 9))
