"""Values under keys, asked of ClickHouse itself: what is missing reads as NULL, what is empty as empty."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.clickhouse_tables import connected
from tidegauge.schema import map_functions as maps
from tidegauge.stores.addresses import address_of
from tidegauge.stores.clickhouse.database import ClickHouseDatabase


@pytest.fixture
def database(chdb_url: str) -> ClickHouseDatabase:
    with connected(chdb_url):
        return ClickHouseDatabase(address_of(chdb_url))


def column(written: str) -> sa.ColumnElement[Any]:
    return sa.literal_column(written)


MAP = "map('a', '', 'b.c', 'x')"
USAGE = "map('input', 60, 'input_cached_tokens', 40, 'output', 10, 'total', 110)"
JSON = """'{"a.b": "x", "n": 5, "list": ["p", "q"]}'::JSON"""
MESSAGES = """'[{"role": "user", "parts": [{"type": "text", "content": "Hello"}]}]'"""
CASES = [
    (maps.map_text(column(MAP), "a"), ""),
    (maps.map_text(column(MAP), "b.c"), "x"),
    (maps.map_text(column(MAP), "z"), None),
    (maps.pair_text(column("['a', 'b']"), column("['', 'x']"), "a"), ""),
    (maps.pair_text(column("['a', 'b']"), column("['', 'x']"), "z"), None),
    (maps.path_text(column(JSON), "a.b"), "x"),
    (maps.path_text(column(JSON), "n"), "5"),
    (maps.path_text(column(JSON), "list"), '["p","q"]'),
    (maps.path_text(column(JSON), "z"), None),
    (maps.WholeNumber(column("'814.0'")), 814),
    (maps.WholeNumber(column("'8.5'")), None),
    (maps.Number(column("'1e-3'")), 0.001),
    (maps.FirstItem(column("""'["stop"]'""")), "stop"),
    (maps.FirstItem(column("'length'")), "length"),
    (maps.Readable(column(MESSAGES)), "user: Hello"),
    (maps.Readable(column("""'"quoted"'""")), "quoted"),
    (maps.prefix_sum(column(USAGE), "input"), 100),
    (maps.prefix_sum(column(USAGE), "reasoning"), None),
    (maps.TotalOrSum(column(USAGE)), 110.0),
    (maps.TotalOrSum(column("map('input', 0.5, 'output', 0.25)")), 0.75),
    (maps.TotalOrSum(column("CAST(map() AS Map(String, Float64))")), None),
]


def test_values_under_keys(database: ClickHouseDatabase) -> None:
    asked = sa.select(*(found.label(f"v{place}") for place, (found, _) in enumerate(CASES)))
    assert database.read(asked).row(0) == tuple(expected for _, expected in CASES)
