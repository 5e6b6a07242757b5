"""Keyset paging in SQL against the same slice of a polars sort, from every row in both directions."""

from datetime import datetime, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidegauge.filters import Grain, Population, TraceFilter, Window
from tidegauge.queries.relation import Rows
from tidegauge.queries.traces_page import Listing, Position, Sort, page
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES
from tidegauge.stores.duckdb.engine import run

START = datetime(2026, 11, 20)
ASKED = TraceFilter(Population(Window(START, START + timedelta(days=1))), grain=Grain.SPAN)
VALUES = st.sampled_from([None, 0.0, -1.5, 2.5, float("inf"), float("-inf")])
ROWS = st.lists(st.tuples(VALUES, st.sampled_from("ab"), st.integers(0, 3)), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


def _spans(rows) -> pl.DataFrame:
    own = {
        "trace_id": [trace for _, trace, _ in rows],
        "span_id": [f"s{place}" for place in range(len(rows))],
        "start_time": [START + timedelta(hours=hour) for *_, hour in rows],
        "cost_usd": [value for value, *_ in rows],
    }
    kinds = TABLES["spans"].kinds
    missing = [pl.lit(None, dtype=kind.polars).alias(name) for name, kind in kinds.items() if name not in own]
    schema = {name: kinds[name].polars for name in own}
    return pl.DataFrame(own, schema=schema).with_columns(missing)


@given(rows=ROWS, sort=st.sampled_from([Sort.COST, Sort.NEWEST, Sort.OLDEST]), limit=st.integers(1, 5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_from_every_row(connection, rows, sort, limit):
    spans = _spans(rows)
    connection.register("given", spans.to_arrow())
    connection.execute(
        "CREATE OR REPLACE TABLE spans AS FROM given"
    )  # a cursor does not see registered frames
    column = "cost_usd" if sort is Sort.COST else "start_time"
    ordered = spans.sort(
        column, "trace_id", "span_id", descending=[sort.falling, False, False], nulls_last=True
    )
    ids, listing = ordered["span_id"].to_list(), Listing(ASKED, sort)

    def listed(position: Position | None) -> list[str]:
        query = page(Rows(Catalog(), Grain.SPAN), listing, position, limit)
        return run(connection, query)["span_id"].to_list()

    assert listed(None) == ids[:limit]
    for place, row in enumerate(ordered.iter_rows(named=True)):
        here = (row[column], row["trace_id"], row["span_id"])
        assert listed(Position(*here)) == ids[place + 1 :][:limit]
        assert listed(Position(*here, back=True)) == ids[:place][::-1][:limit]
