"""How often the same search names something as strong where nothing is known to have happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.records import Scoped
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.scope import scope

ORDINARY = 0.1
"""Share of ordinary periods that name something as strong, above which a finding is nothing out of the ordinary."""


@dataclass(frozen=True)
class ReplayCount:
    """Of `periods` ordinary periods `fired` name anything, and `as_strong` something at least as strong as was found."""

    fired: int
    as_strong: int
    periods: int

    @property
    def ordinary(self) -> bool:
        """Whether what was found is nothing out of the ordinary. Without periods nobody knows, and it is not."""
        return self.as_strong > ORDINARY * self.periods


def replay(found: Scoped, periods: Iterable[LeafTable], rules: ScopeRules | None = None) -> ReplayCount:
    """Return how often `periods` name something, each asked as the found one was.

    Chance alone explains little of how real traffic varies: on calm minutes of a real service the search alone names
    something in three of ten. Earlier periods of the same store say what is usual there.

    Parameters
    ----------
    found : what is in question.
    periods : tables of ordinary periods as long as the one in question, or standard errors do not compare: as `past` makes them, or
        from the store, for example the weeks before, each against the week before it.

    Examples
    --------
    Planted: three ordinary weeks in which a1 goes up and down as it does now.

    >>> import numpy as np
    >>> from tidegauge.stats.scoping.leaves import Kind, Sums
    >>> weeks = [Sums(np.array([100.0, bad]), np.full(2, 1000.0)) for bad in (160, 60, 170, 165)]
    >>> table = LeafTable(Kind.RATE, ("a",), (("a0", "a1"),), np.array([[0, 1]], np.int32), weeks[-1], tuple(weeks[:-1]))
    >>> found = scope(table)
    >>> found.causes[0].where, replay(found, past(table)).ordinary
    ((('a', 'a1'),), True)
    """
    strengths = [strength(scope(table, rules or ScopeRules())) for table in periods]
    asked = strength(found)
    return ReplayCount(
        sum(one > 0 for one in strengths), sum(one >= asked for one in strengths if one > 0), len(strengths)
    )


def past(table: LeafTable) -> Iterator[LeafTable]:
    """Yield each reference period of a table as if it were asked about, against the other ones."""
    for place, period in enumerate(table.references):
        others = table.references[:place] + table.references[place + 1 :]
        if others:
            yield replace(table, current=period, references=others)


def strength(found: Scoped) -> float:
    """Return how strong the strongest named segment is: standard errors beyond the rest, 0 where none is named."""
    named = (*found.causes, *found.appeared, *found.vanished)
    return max((abs(one.z_contrast) for one in named), default=0.0)
