"""ClickHouse over HTTP, with the driver's own client: address, password, server away and back, settings, writes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tests.clickhouse_server import PASSWORD, Server, served
from tidegauge.errors import StoreError
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.addresses import address_of
from tidegauge.stores.clickhouse.client import place_of
from tidegauge.stores.clickhouse.database import ClickHouseDatabase
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.lake.manifest import ImportRecord

AT = datetime(2026, 11, 1, 12, 30, 15, 123456)
SPANS = pl.DataFrame(
    {
        "trace_id": ["t1", "t2"],
        "span_id": ["s1", "s2"],
        "start_time": [AT, AT.replace(month=10)],
        "kind": ["model", "tool"],
        "feature": ["it's", None],
        "plan": ["pro", None],
    }
)


@pytest.fixture
def url(clickhouse_server: Server, chdb_databases: Callable[[], str]) -> str:
    """The address of a store of two spans behind HTTP."""
    address = clickhouse_server.url(chdb_databases().rpartition("=")[2])
    with open_writer(address) as writer:
        writer.append("spans", SPANS)
        record = writer.commit(ImportRecord("b", "f", AT))
    assert record.rows == {"spans": 2}
    return address


def test_what_was_written_is_read(url: str) -> None:
    store = open_store(url)
    assert store.product == "ClickHouse"
    assert store.catalog().rows["spans"] == 2
    assert (store.catalog().first, store.catalog().newest) == (AT.replace(month=10), AT)
    assert "plan" in store.catalog().attributes
    assert [record.batch for record in store.imports] == ["b"]


def test_readers_ask_to_be_refused_writes(url: str, clickhouse_server: Server) -> None:
    database = ClickHouseDatabase(address_of(url))
    for statement in (
        "INSERT INTO spans (trace_id) VALUES ('x')",
        "DROP TABLE spans",
        "TRUNCATE TABLE spans",
    ):
        with database._clients.client() as client, pytest.raises(Exception, match="readonly"):
            client.command(statement)
    assert statement in clickhouse_server.asked[-1]
    assert open_store(url).catalog().rows["spans"] == 2


def test_a_wrong_password_is_said_and_not_shown(url: str) -> None:
    wrong = url.replace("s3cret", "hunter2")
    with pytest.raises(StoreError, match="refuses the user or the password") as error:
        open_store(wrong).catalog()
    assert "hunter2" not in str(error.value)
    with pytest.raises(StoreError, match="refuses the user or the password"), open_writer(wrong):
        pass


def test_the_password_is_in_no_text(url: str) -> None:
    store = open_store(url)
    assert isinstance(store, DatabaseStore)
    address = address_of(url)
    texts = [store.url, store.version(), repr(place_of(address)), str(store.catalog()), address.shown]
    assert not [text for text in texts if PASSWORD in text or "s3cret" in text]


def test_a_missing_database_is_said(clickhouse_server: Server) -> None:
    with pytest.raises(StoreError, match=r"has no such database.*tidegauge store init"):
        open_store(clickhouse_server.url("absent")).catalog()


def test_a_server_that_is_away_is_said_and_asked_again(url: str, chdb_folder: Path) -> None:
    port = address_of(url).url.port
    assert port
    database = ClickHouseDatabase(address_of(url.replace(f":{port}/", ":9/")))
    with pytest.raises(
        StoreError, match=r"does not answer: connection refused\. Check that ClickHouse runs"
    ) as error:
        database.tables()
    assert "s3cret" not in str(error.value)


def test_a_server_may_go_and_come_back(chdb_folder: Path, chdb_databases: Callable[[], str]) -> None:
    name = chdb_databases().rpartition("=")[2]
    with served(chdb_folder) as server:
        port, address = server.server_address[1], server.url(name)
        with open_writer(address) as writer:
            writer.append("spans", SPANS)
            writer.commit(ImportRecord("b", "f", AT))
        database = ClickHouseDatabase(address_of(address))
        assert "spans" in database.tables()
    with pytest.raises(StoreError, match="does not answer"):
        database.tables()
    with served(chdb_folder, port):
        assert "spans" in database.tables()


def test_a_certificate_is_asked_for_by_the_address() -> None:
    place = place_of(address_of("clickhousedb+connect://ann:pw@db/traces?secure=true&verify=false"))
    assert place.arguments["secure"] == "true"
    assert "port" not in place.arguments  # the driver takes 8443
    assert place.database == "traces"
    assert "pw" not in repr(place)


def test_a_user_who_may_not_choose_settings_is_told(url: str, clickhouse_server: Server) -> None:
    clickhouse_server.settings_allowed = False
    with pytest.raises(StoreError, match=r"Reading needs a user whose profile has readonly = 2 or 0"):
        open_store(url).catalog()
