"""What a search returns: causes, the rest and the total, which add up, and a word for the whole."""

from dataclasses import dataclass
from enum import StrEnum

from tidegauge.stats.scoping.leaves import Places

Where = tuple[tuple[str, str | None], ...]
"""Pairs of attribute and value that all hold; None is "not recorded". In the order of the table's attributes."""


class Outcome(StrEnum):
    """What there is to say of the whole.

    causes: segments are named. even: the metric moved and nothing stands out. mix: other traffic, not other values.
    reversal: at today's mix the change is the other way round than in the total. nothing: it did not move.
    """

    CAUSES = "causes"
    EVEN = "even"
    MIX = "mix"
    REVERSAL = "reversal"
    NOTHING = "nothing"
    NOT_ENOUGH = "not enough data"


@dataclass(frozen=True)
class Part:
    """What some of the traffic did, and what that adds to the total's difference.

    `excess` is y beyond what is expected at today's mix (units of y), `interval` its 95 % interval, `share` its share of
    the excess of all traffic (nan where that is 0, and beyond 1 where others make up for it). In units of the metric:
    `rate_part` + `interaction` + `mix_part` = `change`, what it adds to the total's difference; `moved` is how far its own
    value is off what is expected, `moved_interval` that interval. `before`, `now` and `expected` are its own value
    (a total: y, its reference scaled to the current length); `n0` and `n1` its w (calls) in the reference and now, `traffic`
    its share of all traffic now. `z` is the excess in standard errors, not corrected for the search. nan where not known.
    """

    excess: float
    interval: tuple[float, float]
    share: float
    rate_part: float
    mix_part: float
    interaction: float
    moved: float
    moved_interval: tuple[float, float]
    before: float
    now: float
    expected: float
    n0: float
    n1: float
    traffic: float
    z: float

    @property
    def change(self) -> float:
        """What it adds to the difference of the total, in units of the metric."""
        return self.rate_part + self.interaction + self.mix_part


@dataclass(frozen=True, eq=False)
class Cause(Part):
    """A segment: its attribute values, other names of the same calls, and how it differs from the rest.

    Causes do not overlap: of a later one the leaves of earlier ones are left out, and `leaves` are the places in the
    table that remain. `z_contrast` is the weaker of two tests against the rest (same factor, same points), 0 where they
    disagree; `significant` says whether it passes the bar that counts all segments looked at.
    """

    where: Where
    aliases: tuple[Where, ...]
    z_contrast: float
    significant: bool
    leaves: Places


@dataclass(frozen=True)
class Total(Part):
    """All traffic: `difference` is now less before, and equals `change`; `excess` is the change at today's mix."""

    difference: float


@dataclass(frozen=True, eq=False)
class Scoped:
    """The answer.

    `causes` in order of what they explain, at most `ScopeRules.causes`. `alternatives` describe the same excess otherwise (parent, child),
    `minor` hold less than a tenth of the first; `ranked` is the order to print all of these in, and where nothing is named the
    closest to it. `appeared` and `vanished` are values of one attribute that only one window has: they are causes
    too, but of another kind, and are taken out before the search. Causes, appeared, vanished and `rest` are disjoint and add up
    to `total`. `searched` is how many segments the bar counts, `bar` the standard errors that one must pass, `references` the
    places of the reference periods that were used. Time it at the caller: statistics have no clock.
    """

    outcome: Outcome
    causes: tuple[Cause, ...]
    alternatives: tuple[Cause, ...]
    minor: tuple[Cause, ...]
    ranked: tuple[Cause, ...]
    appeared: tuple[Cause, ...]
    vanished: tuple[Cause, ...]
    rest: Part
    total: Total
    searched: int
    bar: float
    references: tuple[int, ...]
