"""Every kind of peer, copied whole into a lake and into PostgreSQL. Authority: the peer, seen in place, row for row."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from tests.clickhouse_tables import LANGFUSE_3, LANGFUSE_4, fill
from tests.thorough import besides
from tidegauge.queries.relation import table
from tidegauge.stores import open_origin, open_store
from tidegauge.stores.record_source import RECORD_SOURCE
from tidegauge.sync.run import Plan, Sync, Synced

CLICKHOUSE = {
    "langfuse_3": LANGFUSE_3,
    "langfuse_4": LANGFUSE_4,
    "langfuse_both": (*LANGFUSE_3, "events_full"),
    "otel": ("otel_traces",),
}
FILES = ("phoenix", "mlflow", "mlflow_3_8")
KEYS = {
    "spans": ("trace_id", "span_id", "kind", "start_time", "cost_usd", "model_version"),
    "scores": ("span_id", "name", "source", "evaluator", "value", "label"),
    "signals": ("span_id", "kind"),
}


@pytest.fixture(scope="module")
def address(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], str]:
    def of(name: str) -> str:
        if name in FILES:
            folder = tmp_path_factory.mktemp(name)
            return f"sqlite:///{shutil.copy(shared / 'fixtures' / f'{name}.db', folder)}"
        return fill(request.getfixturevalue("chdb_databases")(), shared, CLICKHOUSE[name])

    return of


@pytest.fixture(params=["lake", pytest.param("postgresql", marks=pytest.mark.thorough)])
def into(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "lake":
        return str(tmp_path / "lake")
    return str(request.getfixturevalue("postgresql_url"))


def synced(source: str, into: str) -> Synced:
    return Sync(Plan(source, into), lambda _: None, threading.Event()).run()


def held(into: str, name: str) -> list[tuple[object, ...]]:
    store = open_store(into)
    of = table(store.catalog(), name)
    return rows(store.read(sa.select(*(of.c[column] for column in KEYS[name]))))


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.iter_rows(), key=str)


@pytest.mark.parametrize("name", besides((*FILES, "langfuse_both", "otel"), [*FILES, *CLICKHOUSE]))
def test_a_peer_is_copied_whole_and_an_idle_sync_adds_nothing(
    name: str, into: str, address: Callable[[str], str]
) -> None:
    source = address(name)
    first = synced(source, into)
    assert [check.unexplained for check in first.checks] == [0] * len(first.checks)
    origin = open_origin(source).look()
    for of, peer in origin.tables.items():
        shown = origin.read(peer.shown())
        absent = (pl.lit(None).alias(key) for key in KEYS[of] if key not in shown.columns)
        assert held(into, of) == rows(shown.with_columns(*absent).select(KEYS[of])), of
    counts = open_store(into).catalog().rows
    second = synced(source, into)
    assert not second.changed
    assert [check.unexplained for check in second.checks] == [0] * len(second.checks)
    assert open_store(into).catalog().rows == counts


def test_two_sources_with_a_project_of_one_name_are_told_apart(
    into: str, address: Callable[[str], str]
) -> None:
    first = synced(address("phoenix"), into)
    assert (first.record_source, first.shared_projects) == ("Arize Phoenix phoenix.db", ())
    second = synced(address("mlflow"), into)
    assert (second.record_source, second.shared_projects) == ("MLflow mlflow.db", ("support-bot",))
    store = open_store(into)
    of = table(store.catalog(), "spans")
    count = sa.func.count().label("n")
    found = store.read(sa.select(of.c[RECORD_SOURCE], count).group_by(of.c[RECORD_SOURCE]))
    copied = {run.record_source: run.copied.added["spans"] for run in (first, second)}
    assert dict(found.iter_rows()) == copied


def test_what_was_copied_before_it_was_told_apart_stays_and_is_told_by_the_next_sync(
    tmp_path: Path, address: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, into = address("phoenix"), str(tmp_path / "lake")
    with monkeypatch.context() as patch:
        patch.setattr("tidegauge.sync.run.record_source", lambda *_: ("", {}))
        before = synced(source, into)
    assert RECORD_SOURCE not in open_store(into).catalog().columns["spans"]
    after = synced(source, into)
    assert after.copied.replaced == {"spans": before.copied.added["spans"]}
    assert [check.unexplained for check in after.checks] == [0] * len(after.checks)
