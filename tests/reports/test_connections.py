"""The page Connections: cards, fields and the count check, held to polars, to SQL of SQLite's own and a truth file."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tidegauge.reports._connections.records import CountCheck, Left, State
from tidegauge.reports._connections.sentence import count_line, detail_finding, left_out_note
from tidegauge.reports.connections import connection_detail, connections, table
from tidegauge.reports.export import to_json
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.stores import Store, open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames
from tidegauge.sync.run import Plan, Sync
from tidegauge.workbench.named_stores import NamedStore, Origin

NOW = datetime(2026, 11, 15)
PASSWORD = "p@ss:w/rd %"  # noqa: S105  of nobody


def test_every_field_of_a_lake_has_its_share_and_an_example(
    source: Source, frames: Mapping[str, pl.DataFrame]
) -> None:
    spans = frames["spans"]
    mapping = connection_detail(source).tables[0]
    assert mapping.rows == mapping.of == spans.height
    for one in (*mapping.fields, *mapping.attributes):
        recorded = spans.height - spans[one.field].null_count() if one.field in spans.columns else 0
        assert one.recorded == pytest.approx(recorded / spans.height), one.field
        assert (one.example is not None) == bool(recorded), one.field


def test_a_field_that_none_of_the_newest_rows_records_has_an_example(tmp_path: Path) -> None:
    numbers = range(1_500)
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in numbers],
            "span_id": [f"s{one}" for one in numbers],
            "start_time": [NOW + timedelta(seconds=one) for one in numbers],
            "route": ["/health", *[None] * 1_499],
            "retried": [True, *[None] * 1_499],
            "weight": [0.5, *[None] * 1_499],
        }
    )
    write_frames(tmp_path / "lake", {"spans": spans}, ImportRecord("b", "a.csv", NOW, read=1_500))
    mapping = connection_detail(Source(open_store(str(tmp_path / "lake")))).tables[0]
    found = {one.field: one.example for one in mapping.attributes}
    assert found == {"route": "/health", "retried": "true", "weight": "0.5"}


def test_every_table_with_rows_has_its_fields(source: Source, frames: Mapping[str, pl.DataFrame]) -> None:
    tables = {one.table: one for one in connection_detail(source).tables}
    assert {name: one.rows for name, one in tables.items()} == {
        name: frame.height for name, frame in frames.items()
    }
    signals = {one.field: (one.recorded, one.example) for one in tables["signals"].fields}
    assert signals["kind"] == (1.0, "thumbs_up")


def test_scores_and_judges(source: Source, frames: Mapping[str, pl.DataFrame]) -> None:
    detail, scores = connection_detail(source), frames["scores"]
    assert detail.tables[1].rows == scores.height
    counted = dict(scores.group_by("evaluator").len().iter_rows())
    assert {one.evaluator: one.n for one in detail.judges} == counted
    assert min(one.first for one in detail.judges) == scores["created_at"].min()


def test_what_an_import_left_out_is_accounted_for(tmp_path: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    spans = frames["spans"].head(100)
    record = ImportRecord("b", "a.csv", NOW, read=210, quarantined=10)
    write_frames(tmp_path / "lake", {"spans": pl.concat([spans, spans])}, record)
    detail = connection_detail(Source(open_store(str(tmp_path / "lake"))))
    (check,) = detail.counts
    assert (check.source, check.shown, check.unexplained) == (210, 100, 0)
    assert sorted(one.rows for one in check.left) == [10, 100]


def test_a_copy_that_is_brought_up_to_date_again_and_again_has_each_row_once(
    tmp_path: Path, shared: Path
) -> None:
    path, into = shutil.copy(shared / "fixtures" / "phoenix.db", tmp_path), str(tmp_path / "lake")
    sync = Sync(Plan(f"sqlite:///{path}", into), lambda _: None, threading.Event())
    checks = []
    for full in (False, False, True):
        sync.run(full=full)
        checks.append(connection_detail(Source(open_store(into))).counts)
    with closing(sqlite3.connect(path)) as own, own:
        own.execute("UPDATE spans SET name = 'renamed' WHERE id > 900")
    sync.run()
    checks.append(connection_detail(Source(open_store(into))).counts)
    (check,) = checks[0]
    assert check.source == check.shown
    assert (check.left, check.unexplained) == ((), 0)
    assert checks == [(check,)] * len(checks)


def test_a_difference_without_a_reason_is_told() -> None:
    check = CountCheck("spans", 982, 979, (Left("They are deleted.", 2),))
    assert count_line(check) == (
        "spans: source 982 · shown 979 · 2 left out (they are deleted) · 1 without a known reason"
    )
    apart = CountCheck("spans", 1_022, 987, (Left("traces without a single span", 35, apart=True),))
    assert count_line(apart) == (
        "spans: source 987 and 35 traces without a single span · shown 987 · 35 left out (traces without a single span)"
    )
    assert "3 more than the source says" in count_line(CountCheck("spans", 10, 13))


@pytest.fixture(scope="session")
def phoenix(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("phoenix") / "phoenix.db"
    shutil.copy(shared / "fixtures" / "phoenix.db", copy)
    return copy


def test_phoenix_is_counted_against_its_own_tables(phoenix: Path, shared: Path) -> None:
    truth = json.loads((shared / "fixtures" / "phoenix.truth.json").read_text())
    detail = connection_detail(Source(open_store(f"sqlite:///{phoenix}")))
    with sqlite3.connect(phoenix) as lite:
        ((spans,),) = lite.execute("SELECT count(*) FROM spans").fetchall()
        projects = {name for (name,) in lite.execute("SELECT name FROM projects")}
    lite.close()
    checks = {check.table: check for check in detail.counts}
    assert checks["spans"].source == checks["spans"].shown == spans
    assert not any(check.unexplained for check in detail.counts)
    notes = [one.rows for one in checks["scores"].left if "note" in one.reason]
    assert notes == [truth["span_annotations_note_rows"]]
    assert set(detail.projects) <= projects
    assert detail.product == "Arize Phoenix on SQLite"


def test_one_project_of_phoenix(phoenix: Path, shared: Path) -> None:
    truth = json.loads((shared / "fixtures" / "phoenix.truth.json").read_text())
    store = open_store(f"sqlite:///{phoenix}?project=support-bot")
    detail = connection_detail(Source(store))
    assert detail.tables[0].rows == truth["observed_in_store"]["spans"]
    places = {one.field: one.read_from for one in detail.tables[0].fields if one.recorded}
    assert all(places.values())
    assert (detail.projects, detail.left_out) == (("support-bot",), len(truth["other_projects"]))
    said = detail_finding(detail, datetime(2026, 11, 21), "UTC").sentence
    assert f"{detail.tables[0].rows} spans of 1 of its {1 + detail.left_out} projects, " in said
    assert left_out_note(detail).startswith(f"{detail.left_out} other projects of the store are left out")


def _named(name: str, url: str) -> NamedStore:
    return NamedStore(name, url, Origin.SETTINGS)


def test_a_store_that_is_away_costs_its_card_only(
    lake_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWAY_PASSWORD", PASSWORD)
    stores = (
        _named("lake", str(lake_folder)),
        _named("away", "postgresql+psycopg://ann:${AWAY_PASSWORD}@127.0.0.1:9/traces"),
        _named("unset", "postgresql+psycopg://ann:${NOT_THERE_PASSWORD}@127.0.0.1:9/traces"),
        _named("empty", str(tmp_path / "nothing")),
    )
    report = connections(
        stores,
        stores[0],
        lambda one: open_store(one.url),
        lambda store: connection_detail(Source(store)),
        NOW,
        patience=60,
    )
    assert [card.state for card in report.stores] == [State.ANSWERS, State.DOWN, State.DOWN, State.EMPTY]
    assert "NOT_THERE_PASSWORD is not set" in str(report.stores[2].error)
    printed = to_json(report) + repr(report) + repr(stores)
    for piece in ("p@ss", "w/rd", "ss%3A", "rd %"):
        assert piece not in printed
    assert table(report).height > 30
    # The small lake was written without a count of what was read.
    assert "Our pages show 9,600 rows more than the source says" in report.findings[0].sentence


def test_a_store_that_lets_one_wait_holds_up_nobody(source: Source) -> None:
    answer = threading.Event()

    class Waiting(Lake):
        doing = "Copying the store, once: 10 of 60 spans"

        def catalog(self) -> Catalog:
            answer.wait(60)
            return super().catalog()

    assert isinstance(source.store, Lake)
    stores = (_named("lake", "lake"), _named("slow", "slow"))
    opened = {"lake": source.store, "slow": Waiting(source.store.folder)}
    report = connections(
        stores,
        stores[0],
        lambda one: opened[one.name],
        lambda store: connection_detail(Source(store)),
        NOW,
        patience=0.01,
    )
    answer.set()
    assert [card.state for card in report.stores] == [State.ANSWERS, State.WAITING]
    assert report.stores[1].error == "Copying the store, once: 10 of 60 spans."


def test_an_embedded_engine_is_not_opened_to_be_listed(lake_folder: Path, tmp_path: Path) -> None:
    stores = (_named("lake", str(lake_folder)), _named("engine", f"chdb:///{tmp_path / 'engine'}"))
    asked = []

    def opened(one: NamedStore) -> Store:
        asked.append(one.name)
        return open_store(one.url)

    report = connections(stores, stores[0], opened, lambda store: connection_detail(Source(store)), NOW)
    assert [card.state for card in report.stores] == [State.ANSWERS, State.CLOSED]
    assert "one program into a folder" in str(report.stores[1].error)
    assert set(asked) == {"lake"}
