"""Calm minutes of a real service, with what was planted in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from _scoping_incidents import Incident

from tidegauge.stats.scoping.leaves import LeafTable, Sums
from tidegauge.stats.scoping.records import Where
from tidegauge.stats.scoping.references import calm

Random = np.random.Generator


@dataclass(frozen=True, eq=False)
class Planted:
    """A table and the segments that were made worse in its current period.

    `seen` are the standard errors that a plain test of each segment alone finds.
    """

    table: LeafTable
    causes: frozenset[Where]
    seen: tuple[float, ...]


def calm_minutes(incident: Incident) -> Iterator[LeafTable]:
    """Yield each calm minute before the incident against all other minutes before it.

    Calm is what is no worse than the median of them: an incident often begins before anybody sees it.
    """
    for place in calm(incident.table):
        before = incident.table.references
        others = before[:place] + before[place + 1 :]
        yield replace(incident.table, current=before[place], references=others)


def noisy(random: Random, table: LeafTable, factor: float = 1.0, points: float = 0.0) -> LeafTable:
    """Return the table with stalls drawn anew around the references' rates, all times a factor and plus points now."""
    rate = _rates(table)
    references = tuple(_drawn(random, one, rate) for one in table.references)
    return replace(
        table, references=references, current=_drawn(random, table.current, rate * factor + points)
    )


def planted(random: Random, table: LeafTable, causes: int) -> Planted:
    """Return the table with the stalls of some random segments of one to three attributes raised.

    Each holds 2 to 30 % of viewers, shares less than half of its viewers with another, and gets .15 to 1.5 times the stalls of all traffic, as
    far as it has the viewers.
    """
    masks: list[np.ndarray] = []
    names: list[Where] = []
    for _ in range(1000):
        where, mask = _segment(random, table)
        share = table.current.w[mask].sum() / table.current.w.sum()
        if (
            0.02 <= share <= 0.3
            and _minimal(table, where, mask)
            and not any(_overlap(table, mask, other) for other in masks)
        ):
            masks.append(mask)
            names.append(where)
        if len(masks) == causes:
            break
    y, w = table.current.y.copy(), table.current.w
    for mask in masks:
        more = np.exp(random.uniform(np.log(0.15), np.log(1.5))) * table.current.y.sum()
        rate = min(more / w[mask].sum(), 0.8)
        y[mask] = np.minimum(y[mask] + random.poisson(rate * w[mask]), w[mask])
    made = replace(table, current=replace(table.current, y=y))
    return Planted(made, frozenset(names), tuple(_standard_errors(made, mask) for mask in masks))


def decoy(random: Random, table: LeafTable) -> LeafTable:
    """Return the table with four times the traffic in a segment that always had six times the rate, and no rate changed."""
    mask = np.zeros(table.size, dtype=bool)
    while not 0.02 <= table.current.w[mask].sum() / table.current.w.sum() <= 0.2:
        _, mask = _segment(random, table)
    rate = np.minimum(_rates(table) * np.where(mask, 6.0, 1.0), 0.9)
    current = replace(table.current, w=np.where(mask, 4 * table.current.w, table.current.w))
    references = tuple(_drawn(random, one, rate) for one in table.references)
    return replace(table, current=_drawn(random, current, rate), references=references)


def _drawn(random: Random, period: Sums, rate: np.ndarray) -> Sums:
    return replace(period, y=random.poisson(period.w * rate).astype(float))


def _rates(table: LeafTable) -> np.ndarray:
    """Return the leaves' rates; those of few viewers borrow from the whole, or most would never stall."""
    viewers = np.sum([one.w for one in table.references], axis=0)
    stalls = np.sum([one.y for one in table.references], axis=0)
    return np.asarray((stalls + 20 * stalls.sum() / viewers.sum()) / (viewers + 20))


def _segment(random: Random, table: LeafTable) -> tuple[Where, np.ndarray]:
    """Return a segment around a leaf drawn by its viewers."""
    leaf = random.choice(table.size, p=table.current.w / table.current.w.sum())
    order = int(random.integers(1, min(3, len(table.attributes)) + 1))
    chosen: Sequence[int] = sorted(random.choice(len(table.attributes), order, replace=False))
    mask = np.all([table.codes[place] == table.codes[place, leaf] for place in chosen], axis=0)
    where = tuple((table.attributes[p], table.values[p][table.codes[p, leaf]]) for p in chosen)
    return where, mask


def _minimal(table: LeafTable, where: Where, mask: np.ndarray) -> bool:
    """Return whether each attribute of a segment leaves out a third of viewers: without it would be another segment."""
    w = table.current.w
    for one in where:
        wider = np.ones(table.size, dtype=bool)
        for name, value in where:
            place = table.attributes.index(name)
            if (name, value) != one:
                wider &= table.codes[place] == table.values[place].index(value)
        if w[mask].sum() > 2 / 3 * w[wider].sum():
            return False
    return True


def _overlap(table: LeafTable, one: np.ndarray, other: np.ndarray) -> bool:
    w = table.current.w
    return bool(w[one & other].sum() > 0.5 * min(w[one].sum(), w[other].sum()))


def _standard_errors(table: LeafTable, mask: np.ndarray) -> float:
    y1, w1 = table.current.y[mask].sum(), table.current.w[mask].sum()
    y0, w0 = (sum(getattr(one, name)[mask].sum() for one in table.references) for name in ("y", "w"))
    pooled = (y1 + y0) / (w1 + w0)
    return float((y1 / w1 - y0 / w0) / np.sqrt(pooled * (1 / w1 + 1 / w0)))
