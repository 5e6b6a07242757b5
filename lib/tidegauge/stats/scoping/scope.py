"""Scoping: the smallest set of segments that explains why a metric differs between two windows."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.scoping.causes import causes
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.described import Described
from tidegauge.stats.scoping.ground import Ground, ground
from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.nothing import nothing_known
from tidegauge.stats.scoping.outcome import outcome
from tidegauge.stats.scoping.parts import Ledger, ledger
from tidegauge.stats.scoping.ranking import ranking
from tidegauge.stats.scoping.records import Cause, Part, Scoped, Total
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.search import Searched
from tidegauge.stats.scoping.taken import taken


def scope(leaves: LeafTable, rules: ScopeRules | None = None) -> Scoped:
    """Return the segments that explain the difference, and how it adds up.

    A segment is ranked by the part of the change that surely lies in it, minus half of what it would have if the change
    were spread evenly. It is named only if it differs from what is expected of it at today's mix and from the rest of
    traffic, by a factor and by points, each with the number of segments looked at counted.

    Parameters
    ----------
    leaves : the sums of every combination of attribute values, in the current period and the references.
    rules : the same default for every metric.

    Examples
    --------
    Planted: calls from BR on ios fail seven times in ten, all others once in a hundred.

    >>> from itertools import product
    >>> from tidegauge.stats.scoping.leaves import Kind, Sums
    >>> cells = np.array(list(product(range(3), range(2)))).T.astype(np.int32)
    >>> w = np.full(6, 1000.0)
    >>> now, before = Sums(np.array([10, 10, 10, 700, 10, 10.0]), w), Sums(np.full(6, 10.0), w)
    >>> names = (("VN", "BR", "DE"), ("web", "ios"))
    >>> found = scope(LeafTable(Kind.RATE, ("geo", "device"), names, cells, now, (before,)))
    >>> found.outcome.value, found.causes[0].where
    ('causes', (('geo', 'BR'), ('device', 'ios')))
    >>> round(found.total.difference, 3), round(found.causes[0].change, 3), found.searched
    (0.115, 0.115, 11)

    References
    ----------
    The segment search: Kulldorff, M. (1997). A spatial scan statistic. Commun. Statist. 26, 1481-1496, with another score:
    Lavrac, N., Flach, P. and Zupan, B. (1999). Rule evaluation measures (weighted relative accuracy). ILP, 174-185. The
    parts: Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.
    """
    asked = rules or ScopeRules()
    base = ground(leaves, asked)
    return nothing_known(leaves) if base is None else _searched(base, asked)


def _searched(base: Ground, rules: ScopeRules) -> Scoped:
    came, went = taken(base, rules.alpha)
    searched = np.ones(len(base.cells), dtype=np.bool_)
    for one in (*came, *went):
        searched[one.leaves] = False
    books = ledger(base, searched)
    described = Described(books, searched, rules.order)
    cells = Cells(np.where(searched[:, None], base.cells.matrix, 0.0)) if came or went else base.cells
    found = causes(Searched(base.grid, cells, cells.sum(), base.null, rules))
    named = tuple(described.named(one) for one in found.named)
    appeared, vanished = (tuple(described.turnover(one) for one in group) for group in (came, went))
    order = ranking(found)
    total = _total(books, searched)
    return Scoped(
        outcome=outcome(base, total, named=bool(named or came or went)),
        causes=named,
        alternatives=tuple(described.listed(found.first, row) for row in order.alternatives),
        minor=() if found.minor is None else (described.named(found.minor),),
        ranked=described.in_order(found, order, named, (*appeared, *vanished)),
        appeared=appeared,
        vanished=vanished,
        rest=_rest(books, total, (*named, *appeared, *vanished), searched),
        total=total,
        searched=found.bars.searched,
        bar=found.bars.highest,
        references=base.used,
    )


def _total(books: Ledger, searched: NDArray[np.bool_]) -> Total:
    """All traffic: what was searched moved at today's mix, and everything else that the total did is mix."""
    every = books.part(np.ones_like(searched))
    moved = books.part(searched)
    n1 = books.ground.below[1]
    rate = moved.excess / n1 - moved.interaction
    known = vars(every) | {
        "excess": moved.excess,
        "interval": moved.interval,
        "share": 1.0,
        "rate_part": rate,
        "interaction": moved.interaction,
        "mix_part": every.change - rate - moved.interaction,
        "z": moved.z,
    }
    return Total(**known, difference=every.change)


def _rest(books: Ledger, total: Total, named: tuple[Cause, ...], searched: NDArray[np.bool_]) -> Part:
    """What is left, so that it adds up; its own excess is that of its leaves together."""
    left = searched.copy()
    for one in named:
        left[np.searchsorted(books.ground.places, one.leaves)] = False
    rate = total.rate_part - sum(one.rate_part for one in named)
    mix = total.mix_part - sum(one.mix_part for one in named)
    inter = total.interaction - sum(one.interaction for one in named)
    known = vars(books.part(left)) | {"rate_part": rate, "mix_part": mix, "interaction": inter}
    return Part(**known)
