"""Which of several names of the very same calls is told: the one that says most nearly who sends them."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tidegauge.reports._scope.found import Found
from tidegauge.reports._scope.turnover import Segment
from tidegauge.stats.scoping.leaves import LeafTable

_WHO = re.compile(r"(^|_)(key|id|account|client|customer|host|tenant|team|user|workspace)$", re.IGNORECASE)
"""What attributes are called that name one sender, and not a class of calls."""


def told(found: Sequence[Found], table: LeafTable) -> tuple[Found, ...]:
    """Return what was found, each under the most telling of its names; `table` is the one that was not merged."""
    return tuple(_named(one, table) for one in found)


def _named(one: Found, table: LeafTable) -> Found:
    if not one.aliases:
        return one
    names = [one.segment, *(other for other in one.aliases if _is_same(one, other, table))]
    best = max(names, key=lambda name: _telling(name, table))
    if best is one.segment:
        return one
    others = (one.segment, *(other for other in one.aliases if other is not best))
    return replace(one, segment=best, aliases=others)


def _telling(segment: Segment, table: LeafTable) -> tuple[int, int, int, float]:
    """Return fewer attributes first, then values that were recorded, then who it is, then what has more values."""
    recorded = sum(None not in values for _, values in segment)
    who = sum(_WHO.search(name) is not None for name, _ in segment)
    sizes = [len(table.values[table.attributes.index(name)]) for name, _ in segment]
    return -len(segment), recorded - len(segment), who, float(np.log(sizes).sum())


def _is_same(one: Found, other: Segment, table: LeafTable) -> bool:
    """Return whether a name holds these calls and no others, in both windows: else its numbers would not be theirs."""
    inside = np.zeros(table.size, dtype=np.bool_)
    inside[one.leaves] = True
    differ = inside ^ _holds(other, table)
    return not any(one.w[differ].any() for one in (table.current, *table.references))


def _holds(segment: Segment, table: LeafTable) -> NDArray[np.bool_]:
    found = np.ones(table.size, dtype=np.bool_)
    for name, values in segment:
        place = table.attributes.index(name)
        codes = [table.values[place].index(value) for value in values if value in table.values[place]]
        found &= np.isin(table.codes[place], codes)
    return found
