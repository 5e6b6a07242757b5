"""Versions that replaced one another: searched as one value, so that a release is no segment that vanished."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tidegauge.reports._scope.codes import combined
from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import LeafTable, Places, Sums
from tidegauge.stats.scoping.records import Where
from tidegauge.stats.scoping.references import pooled

LEAST_CALLS = 20.0
GONE = 0.01
"""A value that one window has less than this share of is new or gone."""
TURNED = 0.05
"""A version attribute is not searched where it changed under more than this share of the calls."""
LEAST_CELL = 5.0
"""Calls that a combination of other attributes needs for what it ran on to be known."""
KNOWN = 0.5
"""The share of a value's calls whose like must be known from the other window, else it is other traffic."""

Segment = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Attributes with the values that each may have."""

_ENDINGS = ("version", "release", "build", "revision", "snapshot")
_MODELS = {"model", "model_requested"}


def is_version(name: str) -> bool:
    """Return whether an attribute says which version of something answered.

    >>> is_version("prompt_version"), is_version("model"), is_version("geo")
    (True, True, False)
    """
    return name in _MODELS or name.lower().endswith(_ENDINGS)


@dataclass(frozen=True, eq=False)
class Replaced:
    """A table in which versions of one window only have the code of what they replaced, or were replaced by.

    `leaf` is the place of each original leaf in it, `groups` the values that each code of each attribute stands for.
    `fleeting` are the version attributes that changed under too many calls to be searched at all.
    """

    table: LeafTable
    leaf: Places
    groups: tuple[tuple[tuple[str | None, ...], ...], ...]
    fleeting: tuple[str, ...]

    def segment(self, where: Where) -> Segment:
        """Return a segment with all values that its codes stand for."""
        found = []
        for name, value in where:
            place = self.table.attributes.index(name)
            found.append((name, self.groups[place][self.table.values[place].index(value)]))
        return tuple(found)

    def original(self, leaves: Places) -> Places:
        """Return the leaves of the original table that some leaves of this one are made of."""
        return np.flatnonzero(np.isin(self.leaf, leaves))


def replaced(table: LeafTable) -> Replaced:
    """Return the table to search: what a release did is no segment that appeared or vanished."""
    w0, w1 = _weights(table)
    steady = [place for place, name in enumerate(table.attributes) if not is_version(name)]
    cell = _cells(table, steady)
    codes, kept = table.codes.copy(), []
    groups: list[list[tuple[str | None, ...]]] = [[(value,) for value in own] for own in table.values]
    for place, name in enumerate(table.attributes):
        if is_version(name):
            for code, other in _partners(table.codes[place], cell, w0, w1, len(table.values[place])):
                codes[place][codes[place] == code] = other
                groups[place][other] = tuple(dict.fromkeys((*groups[place][other], *groups[place][code])))
        if not is_version(name) or _turned(codes[place], len(table.values[place]), cell, w0, w1) <= TURNED:
            kept.append(place)
    fleeting = tuple(name for place, name in enumerate(table.attributes) if place not in kept)
    merged, leaf = only(table, codes, kept)
    return Replaced(merged, leaf, tuple(tuple(groups[place]) for place in kept), fleeting)


def without(table: LeafTable, names: Sequence[str]) -> tuple[LeafTable, Places]:
    """Return the table without some attributes, and the place of each leaf in it."""
    kept = [place for place, name in enumerate(table.attributes) if name not in names]
    return only(table, table.codes, kept)


def only(table: LeafTable, codes: NDArray[np.int32], places: Sequence[int]) -> tuple[LeafTable, Places]:
    """Return the table of some attributes with these codes, and the place of each leaf in it."""
    leaf, first = combined(
        [codes[place] for place in places], [len(table.values[place]) for place in places], table.size
    )
    found = replace(
        table,
        attributes=tuple(table.attributes[place] for place in places),
        values=tuple(table.values[place] for place in places),
        codes=np.ascontiguousarray(codes[list(places)][:, first]),
        current=added(table.current, leaf, first.size),
        references=tuple(added(one, leaf, first.size) for one in table.references),
    )
    return found, leaf


def _weights(table: LeafTable) -> tuple[Floats, Floats]:
    """Return the denominators of both windows, those of the reference at the current window's size."""
    w0, w1 = pooled(table, tuple(range(len(table.references)))).w, table.current.w
    return w0 * (w1.sum() / max(w0.sum(), 1e-300)), w1


def _turned(codes: NDArray[np.int32], size: int, cell: Places, w0: Floats, w1: Floats) -> float:
    """Return the share of calls that run on another value than calls like them did in the other window.

    Like are calls with the same other attributes; a value counts as new for them as far as others lost calls to it.
    """
    cells = int(cell.max(initial=0)) + 1
    key, shares = cell * size + codes, []
    for own, other in ((w1, w0), (w0, w1)):
        here, there = (np.bincount(key, weights=one, minlength=cells * size) for one in (own, other))
        new = (here * (there <= GONE * here)).reshape(cells, size).sum(axis=1)
        whole, known = (np.bincount(cell, weights=one, minlength=cells) for one in (own, other))
        lost = np.where(known >= LEAST_CELL, np.maximum(known - (whole - new), 0.0), 0.0)
        shares.append(float(np.minimum(new, lost).sum() / max(own.sum(), 1e-300)))
    return max(shares)


def _cells(table: LeafTable, places: Sequence[int]) -> Places:
    sizes = [len(table.values[place]) for place in places]
    return combined([table.codes[place] for place in places], sizes, table.size)[0]


def _partners(
    codes: NDArray[np.int32], cell: Places, w0: Floats, w1: Floats, size: int
) -> list[tuple[int, int]]:
    """Return (code, other): a value that only one window has, and what its calls have in the other one."""
    before, now = (np.bincount(codes, weights=one, minlength=size) for one in (w0, w1))
    found: list[tuple[int, int]] = []
    for own, there, elsewhere in ((now, w1, w0), (before, w0, w1)):
        other = before if own is now else now
        for code in np.flatnonzero((own >= LEAST_CALLS) & (other <= GONE * own)):
            taken = {one for pair in found for one in pair}
            partner = _partner(int(code), codes, cell, there, elsewhere, size)
            # A value that took another's place is that one's partner as well.
            if partner is not None and int(code) not in taken:
                found.append((int(code), partner))
    return found


def _partner(
    code: int, codes: NDArray[np.int32], cell: Places, there: Floats, elsewhere: Floats, size: int
) -> int | None:
    """Return the value that calls with the same other attributes have in the other window."""
    cells = int(cell.max(initial=0)) + 1
    own = np.bincount(cell, weights=np.where(codes == code, there, 0.0), minlength=cells)
    all_elsewhere = np.bincount(cell, weights=elsewhere, minlength=cells)
    weight = np.divide(own, all_elsewhere, out=np.zeros(cells), where=all_elsewhere > 0)
    score = np.bincount(codes, weights=weight[cell] * elsewhere, minlength=size)
    score[code] = 0.0
    best = int(np.argmax(score))
    return best if score.sum() >= KNOWN * own.sum() else None


def added(sums: Sums, leaf: Places, size: int, mask: Floats | None = None) -> Sums:
    """Return the sums of a period over other leaves; `leaf` is the new place of each, `mask` 0 where it is left out."""

    def column(values: Floats | None) -> Floats | None:
        if values is None:
            return None
        weights = values if mask is None else values * mask
        return np.bincount(leaf, weights=weights, minlength=size).astype(np.float64)

    y, w = column(sums.y), column(sums.w)
    assert y is not None  # noqa: S101  both are always there
    assert w is not None  # noqa: S101
    return Sums(y, w, column(sums.q), column(sums.yw), column(sums.ww), sums.length)
