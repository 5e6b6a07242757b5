"""The outcomes of a filter's calls, read once for each way of dividing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.business import totals
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._business.measures import RatioOf
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable
from tidegauge.stats.estimate import Floats
from tidegauge.stats.ratio import Sums

_COLUMNS = "n", "a", "b", "aa", "ab", "bb"


@dataclass(frozen=True)
class Ledger:
    """What is read of a store: its outcomes by role, the figures made of them, and the products that those need."""

    source: Source
    table: BusinessTable
    roles: Mapping[str, str]
    measures: tuple[RatioOf, ...]
    products: tuple[tuple[str, str], ...]

    def totals(
        self, asked: TraceFilter, by: Sequence[str] = (), width: timedelta | None = None
    ) -> pl.DataFrame:
        """Return the sums of `queries.business.totals` by side, `by` (d0, d1, ...) and, with `width`, bucket."""
        ask = partial(_ask, self, tuple(by), width)
        keys = [*(["bucket"] if width else []), *(f"d{place}" for place in range(len(by)))]
        # By name where they tie: the database gives them in another order every time.
        return summed_rows(self.source, asked, ask, keys).sort("side", *keys)


def _ask(
    ledger: Ledger,
    by: tuple[str, ...],
    width: timedelta | None,
    rows: Rows,
    asked: TraceFilter,
    *,
    daily: bool = False,
) -> sa.Select[tuple[object, ...]]:
    return totals(rows, asked, ledger.roles, ledger.table.rejected, ledger.products, by, width, daily=daily)


def sums_of(frame: pl.DataFrame, measure: RatioOf) -> Sums:
    """Return (n, a, b, aa, ab, bb) of each row of totals, the figure's scale in a."""
    a, b, scale = measure.top, measure.bottom, measure.scale
    ab = f"p_{a}_{b}" if f"p_{a}_{b}" in frame.columns else f"p_{b}_{a}"
    names = ("n", f"s_{a}", f"s_{b}", f"p_{a}_{a}", ab, f"p_{b}_{b}")
    factors = (1.0, scale, 1.0, scale**2, scale, 1.0)
    columns = [
        frame[name].to_numpy().astype(np.float64) * by for name, by in zip(names, factors, strict=True)
    ]
    n, x, y, xx, xy, yy = columns
    return n, x, y, xx, xy, yy


def whole(frame: pl.DataFrame, side: int, measure: RatioOf) -> Sums:
    """Return the same of all rows of a side together."""
    found = sums_of(frame.filter(pl.col("side") == side), measure)
    n, a, b, aa, ab, bb = (float(np.sum(one)) for one in found)
    return n, a, b, aa, ab, bb


def both(frame: pl.DataFrame, measure: RatioOf) -> tuple[Sums, Sums]:
    """Return the sums before and now."""
    return whole(frame, REFERENCE, measure), whole(frame, CURRENT, measure)


def aligned(
    frame: pl.DataFrame, keys: Sequence[str]
) -> tuple[list[tuple[str | None, ...]], pl.DataFrame, pl.DataFrame]:
    """Return the segments that either side has, and each side's rows in their order, zeros where it has none."""
    places = frame.select(keys).unique(maintain_order=True).sort(keys, nulls_last=True)
    sides = []
    for side in (REFERENCE, CURRENT):
        own = frame.filter(pl.col("side") == side)
        joined = places.join(own, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
        sides.append(joined.with_columns(pl.exclude(*keys).fill_null(0)))
    return places.rows(), sides[0], sides[1]


def counted(frame: pl.DataFrame, side: int, name: str) -> float:
    """Return one sum of a side."""
    return float(frame.filter(pl.col("side") == side)[f"s_{name}"].sum())


def column(frame: pl.DataFrame, name: str) -> Floats:
    """Return a column as numbers."""
    return frame[name].to_numpy().astype(np.float64)
