"""One sentence on the shape of a change: where the mass went."""

import numpy as np

from tidegauge import formats
from tidegauge.reports._drift.distribution import grown_range
from tidegauge.reports._drift.records import Distribution


def shape(found: Distribution) -> str:
    """Return the sentence.

    >>> shape(Distribution(("a", "b"), (), (0.5, 0.5), (0.3, 0.7), "share"))
    'b gained most: from 50% to 70% of calls.'
    """
    if found.labels:
        return _category(found)
    return _number(found)


def _category(found: Distribution) -> str:
    shift = np.array(found.current) - np.array(found.reference)
    # Of two values that mirror each other the one that gained is told.
    place = int(np.lexsort((-shift, -np.abs(shift).round(9)))[0])
    verb = "gained" if shift[place] > 0 else "lost"
    before, now = (formats.share(side[place]) for side in (found.reference, found.current))
    return f"{found.labels[place]} {verb} most: from {before} to {now} of calls."


def _number(found: Distribution) -> str:
    ends = grown_range(found)
    if ends is None:
        return "The two distributions lie on one another."
    edges = np.array(found.edges)
    inside = (edges[:-1] >= ends[0]) & (edges[1:] <= ends[1])
    before, now = (float(np.array(side)[inside].sum()) for side in (found.reference, found.current))
    low, high = (formats.value(end, found.unit) for end in ends)
    if ends[0] <= found.edges[0]:
        where = f"below {high}"
    elif ends[1] >= found.edges[-1]:
        where = f"above {low}"
    else:
        where = f"from {low} to {high}"
    return f"The share of calls {where} went from {formats.share(before)} to {formats.share(now)}."
