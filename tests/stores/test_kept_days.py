"""A report that is put together from kept days says what one says that reads every row, and so it does the second time."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from tests.stores.test_every_store import differences
from tests.thorough import besides
from tidegauge.cli import main
from tidegauge.demo.days import DemoDay, generate
from tidegauge.reports import _gather
from tidegauge.reports._drift import text_sample
from tidegauge.schema.tables import TABLES
from tidegauge.stores import database_days, open_store, open_writer
from tidegauge.stores.beside import VARIABLE
from tidegauge.stores.duckdb import nearby
from tidegauge.stores.lake import reader
from tidegauge.stores.lake.manifest import ImportRecord

END = datetime(2026, 11, 20)
NEVER, ALWAYS = 10**12, 1

WEEK = ("--from", "2026-11-13", "--to", "2026-11-19")
PARTS = ("--from", "2026-11-13T10:37", "--to", "2026-11-19T15:20")
HOURS = ("--from", "2026-11-13T03:00", "--to", "2026-11-20T03:00")
CASES: Mapping[str, tuple[str, ...]] = {
    "overview": ("overview", *WEEK),
    "overview parts of days": ("overview", *PARTS),
    "overview filtered": ("overview", *WEEK, "--where", "geo=DE", "--where", "latency>200"),
    "overview two groups": ("overview", *WEEK, "--compare", "geo=BR:DE"),
    "overview last week": ("overview", *HOURS, "--compare", "last-week"),
    "overview traces": ("overview", *WEEK, "--grain", "trace"),
    "overview spans": ("overview", *WEEK, "--grain", "span", "--where", "kind!=model"),
    "overview of all": ("overview", "--window", "all data", "--compare", "none"),
    "drift": ("drift", *WEEK),
    "drift parts of days": ("drift", *PARTS),
    "drift hours": ("drift", *HOURS, "--where", "feature=product_search"),
    "drift local days": ("drift", *WEEK, "--time-zone", "Europe/Berlin"),
    "drift two groups": ("drift", *WEEK, "--compare", "device=ios:android"),
    "drift by": ("drift", *WEEK, "--by", "geo"),
    "drift by parts of days": ("drift", *PARTS, "--by", "geo"),
    "control": ("control", *WEEK),
    "control hours": ("control", "--from", "2026-11-18", "--to", "2026-11-19", "--metric", "latency"),
    "control local days": ("control", *WEEK, "--time-zone", "Asia/Kolkata", "--metric", "latency"),
    "control by": ("control", *WEEK, "--metric", "mean(cost_usd)", "--by", "feature"),
    "segments": ("segments", *WEEK, "--by", "geo,device"),
    "segments sessions": ("segments", *PARTS, "--by", "feature", "--metric", "count(distinct session_id)"),
    "segments quantile": ("segments", *WEEK, "--by", "geo", "--metric", "quantile(duration_ms, 0.9)"),
    "health": ("health", *WEEK),
    "feedback": ("feedback", *WEEK),
    "judge": ("judge", *WEEK),
    "judge by": ("judge", *PARTS, "--by", "feature"),
    "versions": ("versions", *WEEK),
    "traces": ("traces", *WEEK, "--where", "geo=DE"),
    "scope": ("scope", *WEEK, "--metric", "error_rate"),
    "cost parts of days": ("cost", *PARTS, "--by", "model", "--who", "user_id"),
    "cost local days": ("cost", *WEEK, "--time-zone", "Asia/Kolkata", "--where", "feature!=batch_enrich"),
}
"""Days of Kolkata begin at 18:30 UTC: no UTC day adds up to one, and no whole hour either."""


SETTINGS = """
[cost.budgets.all]
limit = 100
[cost.budgets.keys]
limit = 5
every = "day"
each = "api_key"
[service.slos.answers]
objective = 0.97
[service.slos.fast]
objective = 0.9
latency_ms = 3000
where = ["geo = DE, US"]
"""
"""Budgets and objectives: they look at weeks before the window."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Return a function from the kind of a store to the address of one with the demo in it, written once a kind."""
    days = list(generate(END, days=30, calls=12_000, seed=7))
    made: dict[str, str] = {}

    def address(kind: str) -> str:
        if kind not in made:
            folder = tmp_path_factory.mktemp("kept")
            made[kind] = (
                request.getfixturevalue("chdb_databases")() if kind == "chdb" else str(folder / "lake")
            )
            _written(made[kind], "demo", days)
        return made[kind]

    return address


@pytest.fixture(autouse=True)
def _a_large_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let every store count as one that is not held whole, and whose texts are thinned out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tidegauge.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setattr(_gather, "WHOLE", 0)
    monkeypatch.setattr(text_sample, "slices_apart", lambda *_: 3)


def _written(store: str, batch: str, days: Sequence[DemoDay]) -> None:
    with open_writer(store) as writer:
        for name in TABLES:
            writer.append(name, pl.concat([getattr(day, name) for day in days], how="diagonal_relaxed"))
        writer.commit(ImportRecord(batch, f"{batch}.parquet", END))


def printed(store: str, command: tuple[str, ...]) -> Any:
    result = CliRunner().invoke(main, ["show", *command, "--store", store, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


PARTLY = (*(case for case, words in CASES.items() if words[1:5] in {PARTS, HOURS}), "drift", "health")
"""Windows that cut days, which stores put together in different ways; whole days are the same to all of them."""
USUAL = (
    *(("lake", case) for case in PARTLY if case.endswith("parts of days")),
    *(("lake", case) for case in ("overview filtered", "control local days", "segments quantile", "health")),
    *(("lake", case) for case in ("feedback", "judge by", "versions", "traces", "scope")),
    ("chdb", "judge"),
    ("lake that reads parts in place", "overview parts of days"),
    *(("chdb", f"{page} parts of days") for page in ("overview", "drift")),
)


@pytest.mark.parametrize(
    ("kind", "case"),
    besides(
        USUAL,
        [
            *(("lake", case) for case in CASES),
            *(("lake that reads parts in place", case) for case in PARTLY),
            *(("chdb", case) for case in (*PARTLY, "control by", "segments quantile", "feedback", "judge")),
            *(("chdb that reads parts in place", case) for case in PARTLY if case.endswith("parts of days")),
        ],
    ),
)
def test_kept_days_say_what_the_rows_say(
    kind: str,
    case: str,
    stores: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    store = stores(kind.partition(" ")[0])
    if kind.endswith("in place"):
        monkeypatch.setattr(nearby, "MOST_ROWS", 0)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mirrors"))
    answers = []
    for least in (NEVER, ALWAYS, ALWAYS):
        monkeypatch.setattr(reader, "LARGE", least)
        monkeypatch.setattr(database_days, "LARGE", least)
        answers.append(printed(store, CASES[case]))
    rows, first, again = answers
    assert differences(rows, first) == []
    assert differences(first, again) == []


def test_what_is_imported_into_an_old_day_of_a_database_counts(
    chdb_databases: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mirrors"))
    monkeypatch.setattr(database_days, "LARGE", 1)
    store, command = chdb_databases(), ("segments", *WEEK, "--by", "geo")
    first, *others = generate(END, days=14, calls=2_000, seed=7)
    _written(store, "one", others)
    before = printed(store, command)
    assert differences(printed(store, command), before) == []
    assert list((tmp_path / "mirrors").glob("*/days/*/2026-11-14.*"))
    late = first.spans.with_columns(pl.col("start_time") + pl.duration(days=8))
    _written(store, "late", [replace(first, spans=late)])
    kept = printed(store, command)
    monkeypatch.setattr(database_days, "LARGE", NEVER)
    assert differences(kept, printed(store, command)) == []
    assert kept["windows"]["n_current"] > before["windows"]["n_current"]


def test_what_a_database_holds_is_looked_at_again_when_rows_came(
    chdb_databases: Callable[[], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mirrors"))
    monkeypatch.setattr(database_days, "LARGE", 1)
    store, (first, *others) = chdb_databases(), generate(END, days=5, calls=300, seed=7)
    _written(store, "one", others)
    found = open_store(store).catalog()
    assert list((tmp_path / "mirrors").glob("*/days/*/window.*"))
    assert open_store(store).catalog() == found
    _written(store, "two", [first])
    later = open_store(store).catalog()
    assert later.rows["spans"] > found.rows["spans"]
    assert found.first is not None
    assert later.first is not None
    assert later.first < found.first
    monkeypatch.setattr(database_days, "LARGE", NEVER)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none"))
    assert open_store(store).catalog() == later
