"""The tables in ClickHouse: the engine itself reads what `store init` prints, on one server and on a cluster."""

from collections.abc import Callable

import pytest

from tidegauge.schema.tables import TABLES
from tidegauge.stores.addresses import address_of
from tidegauge.stores.clickhouse.client import Clients, place_of
from tidegauge.stores.clickhouse.ddl import names, quoted, statements
from tidegauge.stores.clickhouse.session import Session
from tidegauge.stores.clickhouse.setup import ddl, made
from tidegauge.stores.clickhouse.types import kind_of

FORMATTED = "SELECT formatQuerySingleLine"


@pytest.fixture
def session(chdb_url: str) -> Session:
    """A session inside of a store that was just made."""
    made(address_of(chdb_url))
    return Session(Clients(place_of(address_of(chdb_url)), {}))


def text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.mark.parametrize("cluster", [None, "main", "my `odd` cluster"])
def test_the_engine_reads_every_statement(cluster: str | None, session: Session) -> None:
    for statement in statements("my db", cluster):
        (form,) = session.rows(FORMATTED + f"({text(statement)})")[0]
        # What is read is all that was written.
        assert session.rows(FORMATTED + f"({text(form)})")[0][0] == form
        session.command(f"EXPLAIN AST {statement}")


def test_a_cluster_has_a_table_on_each_shard_and_one_over_all() -> None:
    on_one, on_many = statements("traces"), statements("traces", "main")
    assert all("ON CLUSTER `main`" in statement for statement in on_many)
    assert not any("CLUSTER" in statement for statement in on_one)
    spans = [statement for statement in on_many if "`traces`.spans" in statement]
    assert "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/spans_local', '{replica}')" in spans[0]
    assert "ENGINE = Distributed(`main`, `traces`, spans_local, cityHash64(ifNull(span_id, '')))" in spans[1]


def test_scores_lie_with_their_spans() -> None:
    # A join on span_id is answered by each shard alone only if both are divided by it.
    sharded = [one for one in statements("traces", "main") if "Distributed" in one and "spans_local" in one]
    scores = [one for one in statements("traces", "main") if "Distributed" in one and "scores_local" in one]
    assert sharded[0].rpartition("cityHash64")[2] == scores[0].rpartition("cityHash64")[2]


def test_spans_are_laid_out_for_their_questions(session: Session) -> None:
    query = "SELECT engine, partition_key, sorting_key FROM system.tables WHERE database = currentDatabase() AND name = "
    assert session.rows(query + "'spans'") == [
        (
            "MergeTree",
            "toYYYYMM(start_time)",
            "toDate(start_time), feature, model_version, start_time, span_id",
        )
    ]
    columns = dict(
        session.rows(
            "SELECT name, type || ' ' || compression_codec FROM system.columns "
            "WHERE database = currentDatabase() AND table = 'spans'"
        )
    )
    assert columns["start_time"] == "DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD(1))"
    assert columns["feature"] == "LowCardinality(Nullable(String)) CODEC(ZSTD(1))"
    assert columns["trace_id"].startswith("String ")


def test_every_canonical_column_holds_its_kind(session: Session) -> None:
    for name, table in TABLES.items():
        found = session.rows(
            "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = "  # noqa: S608  names of ours
            + text(name)
        )
        assert {column: kind_of(written) for column, written in found} == table.kinds


def test_a_second_time_nothing_is_made(chdb_databases: Callable[[], str]) -> None:
    address = address_of(chdb_databases())
    assert made(address) == ddl(address)
    assert made(address) == ()


def test_names_are_all_that_is_made(session: Session) -> None:
    found = session.rows("SELECT name FROM system.tables WHERE database = currentDatabase()")
    assert {name for (name,) in found} == set(names())


def test_identifiers_are_quoted(session: Session) -> None:
    odd = "a`b\\c\"d'e %"
    session.command(f"CREATE TABLE odd ({quoted(odd)} Int8) ENGINE = Memory")
    found = session.rows(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'odd'"
    )
    assert found == [(odd,)]
