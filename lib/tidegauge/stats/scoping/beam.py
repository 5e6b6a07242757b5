"""Where not every segment can be visited: the most promising ones get one attribute more."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.contrast import contrast
from tidegauge.stats.scoping.cuboid import nameable
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.grid import Grid
from tidegauge.stats.scoping.leaves import Codes, Places
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.segments import Segments, joined, leaves_of, once
from tidegauge.stats.scoping.summed import summed
from tidegauge.stats.scoping.surprise import surprise

A_CUBOID = 50
"""Most parents of one cuboid, or the finest one would fill the beam."""


@dataclass(frozen=True, eq=False)
class Beam:
    """What is refined, the traffic in play (shape (1, columns)), and how many segments at most."""

    grid: Grid
    cells: Cells
    totals: Cells
    null: Null
    width: int


def promising(beam: Beam, segments: Segments) -> Segments:
    """Return those of one cuboid that stand out most from their rest."""
    return _first(segments, np.abs(contrast(segments.cells, beam.totals, beam.null)), A_CUBOID)


def children(beam: Beam, parents: Segments) -> Segments:
    """Return the segments with one attribute more than the best of the parents, each once."""
    best = _first(parents, np.abs(contrast(parents.cells, beam.totals, beam.null)), beam.width)
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, codes in enumerate(best.codes):
        groups.setdefault(tuple(np.flatnonzero(codes >= 0).tolist()), []).append(place)
    found = [_refined(beam, best[np.array(places)], fixed) for fixed, places in groups.items()]
    return once(joined([parents[:0], *found]))


def _refined(beam: Beam, parents: Segments, fixed: tuple[int, ...]) -> Segments:
    """Parents of one cuboid share no leaf, so each other attribute takes one pass for all of them."""
    inside = [leaves_of(beam.grid, codes) for codes in parents.codes]
    leaves = np.concatenate(inside)
    parent = np.repeat(np.arange(len(inside), dtype=np.int32), [one.size for one in inside])
    matrix = beam.cells.matrix[leaves]
    free = [place for place in range(len(beam.grid.cards)) if place not in fixed]
    return joined([_split(beam, parents, (leaves, parent, matrix), place) for place in free])


def _split(beam: Beam, parents: Segments, within: tuple[Places, Codes, Floats], place: int) -> Segments:
    leaves, parent, matrix = within
    card = beam.grid.cards[place]
    sums = Cells(summed(parent * card + beam.grid.codes[place, leaves], matrix, len(parents) * card))
    there = np.flatnonzero((sums.w1 + sums.w0 + np.abs(sums.y1)) > 0)
    sums = sums[there]
    codes = parents.codes[there // card]
    codes[:, place] = there % card
    z = surprise(sums, *expected(sums, beam.null), beam.null)
    return Segments(codes, sums, z)[nameable(beam.grid, codes)]


def _first(segments: Segments, by: Floats, most: int) -> Segments:
    if len(segments) <= most:
        return segments
    return segments[np.argpartition(-by, most)[:most]]
