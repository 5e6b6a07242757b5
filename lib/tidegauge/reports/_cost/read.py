"""What the page Cost reads of a store: the prices of its models, then money by model and segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.prices.book import PriceBook
from tidegauge.queries.conditions import condition
from tidegauge.queries.cost import CELL_SUMS, cells, models_seen
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows (side, model, segment, sums): what the filter's calls cost."""

    frame: pl.DataFrame

    def side(self, side: int) -> pl.DataFrame:
        """The rows of one side."""
        return self.frame.filter(pl.col("side") == side)

    def calls(self, side: int) -> float:
        """How many calls one side has."""
        return float(self.side(side)["n"].sum())

    @property
    def now(self) -> pl.DataFrame:
        """The current rows."""
        return self.side(CURRENT)

    @property
    def before(self) -> pl.DataFrame:
        """The reference's rows."""
        return self.side(REFERENCE)


def priced_models(source: Source, asked: TraceFilter, table: CostTable) -> Priced:
    """Return the prices of the models that the filter's calls name; models that nobody knows a price of are left out."""
    found = summed_rows(source, asked, models_seen, ("model", "provider"))
    return priced_of(source, asked, table, found)


def priced_of(source: Source, asked: TraceFilter, table: CostTable, named: pl.DataFrame) -> Priced:
    """Return the prices of the models in a frame of columns model and provider."""
    book, prices = PriceBook(table), {}
    for model, provider in named.select("model", "provider").unique(maintain_order=True).iter_rows():
        # A store that names no model can still be priced: by a price of one's own for “*”.
        known = book.prices(model or "", provider)
        if known is not None:
            prices[model, provider] = known
    return Priced(
        prices,
        {str(kind): column for kind, column in table.tokens.items()},
        _batch(source.rows(asked), table),
        book.scale,
    )


def _batch(rows: Rows, table: CostTable) -> sa.ColumnElement[bool] | None:
    """Return what tells a batch call, of the chips that this store has attributes for."""
    known = []
    for chip in map(parse_condition, table.batch):
        try:
            known.append(condition(rows, chip))
        except FilterError:
            return None
    return sa.and_(*known) if known else None


def read_cells(
    source: Source,
    asked: TraceFilter,
    priced: Priced,
    by: str | None,
    kept: Sequence[str | None] | None = None,
) -> Cells:
    """Return the money of the filter's calls by model and by `by`; of many values only those `kept` stand apart."""

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return cells(rows, asked, priced, by, kept, daily=daily)

    found = summed_rows(source, asked, ask, ("model", "segment"))
    return Cells(found.with_columns(pl.col(CELL_SUMS).fill_null(0.0)).sort("side", "model", "segment"))
