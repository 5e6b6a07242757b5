"""A table is vacuumed and analyzed when it has grown by a share, and not with every commit of a long copy."""

from datetime import datetime

import polars as pl

from tests.postgresql_server import run
from tidegauge.stores import open_writer
from tidegauge.stores._writer import Writer
from tidegauge.stores.lake.manifest import ImportRecord

AT = datetime(2026, 11, 30)


def put(writer: Writer, rows: range) -> None:
    spans = [f"s{number}" for number in rows]
    frame = pl.DataFrame({"span_id": spans, "kind": "retry", "created_at": AT})
    writer.replace("signals", frame)
    writer.commit(ImportRecord(f"{rows}", "signals.csv", AT))


def tidied(url: str) -> int:
    # Only what was asked for is counted here: what the server does of its own is another column.
    return int(run(url, "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'signals'")[0][0])


def test_a_table_is_tidied_as_it_grows(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        put(writer, range(9_000))
        assert tidied(postgresql_url) == 0
        put(writer, range(9_000, 60_000))
        assert tidied(postgresql_url) == 1
        put(writer, range(60_000, 71_000))
        assert tidied(postgresql_url) == 1, "11,000 rows are less than a fifth of 60,000"
        put(writer, range(71_000, 73_000))
        assert tidied(postgresql_url) == 2
        put(writer, range(73_000, 84_000))
    assert tidied(postgresql_url) == 3, "what is left is tidied at the end"


def test_few_rows_are_left_to_the_server(postgresql_url: str) -> None:
    with open_writer(postgresql_url) as writer:
        put(writer, range(9_000))
    assert tidied(postgresql_url) == 0
