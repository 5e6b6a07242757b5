"""The traffic of both sides, attribute by attribute, and the attributes that have to be held still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._summary import Summary
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension
from tidegauge.stats.estimate import Floats
from tidegauge.stats.matching.balance import MATTERS, standardised_difference

MOST_VALUES = 200
"""An attribute with more values is no traffic mix: hardly a value would be on both sides."""

MOST_HELD = 3
"""More attributes at once leave too few calls in a cell."""

RELEASED = frozenset(
    {
        *("model", "model_version", "model_requested", "provider", "prompt_name"),
        *("prompt_version", "index_version", "app_version", "variant"),
    }
)
"""What is released, and not traffic: where it differs as well, it is part of what is compared, and that is said."""


@dataclass(frozen=True, eq=False)
class Mix:
    """The values of an attribute with their rows on both sides."""

    dimension: str
    values: tuple[str | None, ...]
    reference: Floats
    current: Floats

    @property
    def difference(self) -> float:
        """The standardised difference."""
        return standardised_difference(self.reference, self.current)

    @property
    def is_apart(self) -> bool:
        """Whether they differ by more than matters, and than that many values differ by chance."""
        rows = 1 / max(self.reference.sum(), 1) + 1 / max(self.current.sum(), 1)
        by_chance = (len(self.values) - 1) * rows
        # Not `>=`: of an attribute without any value on one side there is no number.
        return bool(self.difference**2 - by_chance > MATTERS**2)

    @property
    def unmatched(self) -> float:
        """The share of current rows whose value the reference never has."""
        total = self.current.sum()
        return float(self.current[self.reference == 0].sum() / total) if total else 0.0


def traffic_dimensions(source: Source, asked: TraceFilter, names: Sequence[str]) -> tuple[str, ...]:
    """Return those of `names` that the store has and that are not what is compared."""
    known = known_dimensions(source, asked, names)
    return tuple(name for name in known if usual_dimension(source, asked, (name,)))


def mixes(screened: Summary, dimensions: Sequence[str]) -> tuple[Mix, ...]:
    """Return the mix of each attribute that has 2 to 200 values among the calls of both sides."""
    found = (_mix(screened.totals, place, name) for place, name in enumerate(dimensions, 1))
    return tuple(one for one in found if 2 <= len(one.values) <= MOST_VALUES)


def _mix(totals: pl.DataFrame, level: int, name: str) -> Mix:
    own = totals.filter(pl.col("level") == level).sort("value", nulls_last=True)
    values = own["value"].unique(maintain_order=True).to_list()
    places = {value: place for place, value in enumerate(values)}
    counts = np.zeros((2, len(values)))
    for side, value, rows in own.select("side", "value", "rows").iter_rows():
        counts[int(side == CURRENT), places[value]] += rows
    return Mix(name, tuple(values), counts[0], counts[1])


def out_of_balance(found: Sequence[Mix], named: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the attributes to hold still: the most different first, and not what was released.

    `named` are those that somebody wants held still, versions or not.
    """
    apart = [one for one in found if one.is_apart and not released_together(one, named)]
    return tuple(one.dimension for one in sorted(apart, key=lambda one: -one.difference))[:MOST_HELD]


def released_together(one: Mix, named: Sequence[str] = ()) -> bool:
    """Return whether an attribute is another part of what was released, and differs.

    To weight by it would hide what the release did. One that is `named` is held still while B's values occur in A.
    """
    if not (one.dimension in RELEASED or one.dimension.endswith(("_version", ".version"))):
        return False
    return one.unmatched > MATTERS or (one.is_apart and one.dimension not in named)


def rows_of_cells(summary: Summary, keys: Sequence[str]) -> tuple[pl.DataFrame, Mapping[int, Floats]]:
    """Return the cells of a summary over `keys`, and the rows that either side has in each."""
    totals = summary.by(*keys).totals
    cells = totals.select(keys).unique(maintain_order=True).with_row_index("place")
    placed = totals.join(cells, on=list(keys), how="inner", nulls_equal=True)
    counts = {side: np.zeros(cells.height) for side in (REFERENCE, CURRENT)}
    for side, place, rows in placed.select("side", "place", "rows").iter_rows():
        counts[side][place] += rows
    return cells, counts
