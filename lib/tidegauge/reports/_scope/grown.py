"""Whose traffic grew or shrank: the value of one attribute that explains a change by mix."""

from dataclasses import dataclass

import numpy as np

from tidegauge.reports._mix import MOSTLY
from tidegauge.reports._scope.turnover import Segment
from tidegauge.stats.decomposition import kitagawa
from tidegauge.stats.scoping.leaves import Kind, LeafTable
from tidegauge.stats.scoping.references import pooled


@dataclass(frozen=True)
class Grown:
    """A value with its share of traffic before and now, and how much of the whole change its attribute's mix makes."""

    where: Segment
    before: float
    now: float
    mix: float


def grown(table: LeafTable, references: tuple[int, ...]) -> Grown | None:
    """Return the value that moved the total most by its share of traffic, of the attribute whose mix comes nearest to all of it."""
    if table.kind is Kind.TOTAL or not table.attributes:
        return None
    before, now = pooled(table, references), table.current
    found = []
    for place, name in enumerate(table.attributes):
        size = len(table.values[place])
        a0, b0, a1, b1 = (
            np.bincount(table.codes[place], weights=one, minlength=size)
            for one in (before.y, before.w, now.y, now.w)
        )
        split = kitagawa(a0, b0, a1, b1)
        if not split.change:
            continue
        most = int(np.argmax(split.mix_by_segment * np.sign(split.change)))
        where = ((name, (table.values[place][most],)),)
        shares = float(b0[most] / b0.sum()), float(b1[most] / b1.sum())
        found.append((split.mix / split.change, Grown(where, *shares, split.mix)))
    # Several attributes may tell the same traffic apart: the first one that explains the change is told.
    mostly = [one for part, one in found if MOSTLY <= part <= 1 / MOSTLY]
    return mostly[0] if mostly else min(found, key=lambda one: abs(one[0] - 1))[1] if found else None
