"""What sessions, traces and users cost, put together from single days where the store keeps those."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.cost import by_unit, each_unit, signals_of_spans, units_with
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.relation import Rows
from tidegauge.reports._daily_rows import read_kept, rows_by_day
from tidegauge.reports._daily_units import hashed
from tidegauge.reports.source import Source


def unit_sums(
    source: Source, asked: TraceFilter, priced: Priced, unit: str, unresolved: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the rows of `queries.cost.by_unit`: what the calls of one unit cost together, summed up by side."""
    rows = source.rows(asked)

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        del daily  # asked of days alone: without them the database puts units together
        return each_unit(rows, asked, priced, unit)

    found = None
    if not unresolved or (unit == "session" and _name_sessions(source, rows, asked, unresolved)):
        found = rows_by_day(source, asked, ask, hashed)
    if found is None:
        return read_kept(source, asked, by_unit(rows, asked, priced, unit, unresolved))
    return _together(found, _marked(source, rows, asked, unresolved))


def _name_sessions(source: Source, rows: Rows, asked: TraceFilter, unresolved: Sequence[str]) -> bool:
    """Return whether every signal says of which session it is: else its span has to be found, on whatever day that was."""
    return not source.store.read(signals_of_spans(rows, asked, unresolved)).height


def _marked(source: Source, rows: Rows, asked: TraceFilter, unresolved: Sequence[str]) -> pl.DataFrame | None:
    """Return the units that somebody left or escalated; None where that is not asked."""
    if not unresolved:
        return None
    return hashed(
        source.store.read(units_with(rows, asked, unresolved)).with_columns(pl.col("unit").cast(pl.String))
    )


def _together(found: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    """Return the sums over units: one with a call of unknown cost is in none but `unknown`."""
    # Each side apart: of one key a million rows are grouped in half the time that two take.
    sides = [_of_side(one, marked) for one in found.partition_by("side")]
    return pl.concat(sides) if sides else _of_side(found, marked).clear()


def _of_side(found: pl.DataFrame, marked: pl.DataFrame | None) -> pl.DataFrame:
    units = found.group_by("unit").agg(pl.col("n", "known", "money").sum())
    money = pl.when(pl.col("n") == pl.col("known")).then(pl.col("money"))
    units = units.select("unit", money=money)
    known = units["money"].drop_nulls()
    done = known.clear()
    if marked is not None:
        done = units.filter(~pl.col("unit").is_in(marked["unit"].implode()))["money"].drop_nulls()
    return pl.DataFrame(
        {
            "side": found["side"].head(1),
            "n": [known.len()],
            "unknown": [units.height - known.len()],
            "money": [known.sum()],
            "squares": [(known * known).sum()],
            "resolved": [float(done.len())],
            "resolved_money": [done.sum()],
        }
    )
