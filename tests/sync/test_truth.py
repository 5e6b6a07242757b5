"""The peers' own files, synced into a lake, meet the facts of their truth files: nothing is lost on the way."""

import json
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.turn_facts import FACTS, MEASURES
from tidegauge.stores.addresses import address_of
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.lake.manifest import load
from tidegauge.stores.sqlite.database import SQLiteDatabase
from tidegauge.sync.run import Plan, Sync, Synced

Frames = Mapping[str, pl.DataFrame]
MICROSECOND = 0.001
"""In milliseconds; the truth files have what was sent, in nanoseconds."""
FILES = ("phoenix", "mlflow")


def synced(source: str, folder: Path) -> Synced:
    return Sync(Plan(source, str(folder)), lambda _: None, threading.Event()).run()


def frames(folder: Path) -> Frames:
    manifest = load(folder)
    return {
        table: pl.concat(
            [pl.read_parquet(folder / file.path) for file in manifest.files(table)], how="diagonal_relaxed"
        )
        for table in ("spans", "scores", "signals")
        if manifest.rows(table)
    }


@pytest.fixture(scope="module")
def files(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("peers")
    return {
        name: f"sqlite:///{shutil.copy(shared / 'fixtures' / f'{name}.db', folder)}"
        for name in (*FILES, "mlflow_3_8")
    }


@pytest.fixture(scope="module")
def truths(shared: Path) -> Mapping[str, Mapping[str, Any]]:
    return {
        name: json.loads((shared / "fixtures" / f"{name}.truth.json").read_text())
        for name in (*FILES, "mlflow_3_8")
    }


@pytest.fixture(scope="module")
def bots(files: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Frames]:
    """The project that the truth files are about, in a lake of its own each."""
    folder = tmp_path_factory.mktemp("lakes")
    for name in FILES:
        synced(f"{files[name]}?project=support-bot", folder / name)
    return {name: frames(folder / name) for name in FILES}


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("name", FILES)
def test_a_fact(name, fact, bots, truths):
    assert FACTS[fact](bots[name]["spans"]) == truths[name][fact]


@pytest.mark.parametrize("fact", MEASURES)
@pytest.mark.parametrize("name", FILES)
def test_a_measure(name, fact, bots, truths):
    assert MEASURES[fact](bots[name]["spans"]) == pytest.approx(truths[name][fact], abs=MICROSECOND, rel=0)


def test_phoenix_has_its_scores(bots, truths):
    scores = bots["phoenix"]["scores"]
    by_source = dict(scores.filter(pl.col("name") != "resolved").group_by("source").len().iter_rows())
    truth = truths["phoenix"]["span_annotations_by_kind_excluding_notes"]
    assert by_source == {"judge": truth["LLM"], "human": truth["HUMAN"], "code": truth["CODE"]}
    judged = scores.filter(source="judge", name="relevance")["value"]
    assert judged.mean() == pytest.approx(truths["phoenix"]["relevance_mean_after_one_rejudge_to_0.123"])


def test_the_older_layout_of_mlflow_comes_too(files, truths, tmp_path):
    synced(files["mlflow_3_8"], tmp_path / "old")
    spans, truth = frames(tmp_path / "old")["spans"], truths["mlflow_3_8"]
    assert spans["trace_id"].n_unique() == truth["traces"]
    calls = spans.filter(kind="model")
    assert (calls["input_tokens"].sum(), calls["output_tokens"].sum()) == (
        truth["input_tokens"],
        truth["output_tokens"],
    )


@pytest.mark.parametrize("name", [*FILES, "mlflow_3_8"])
def test_the_copy_is_what_is_seen_in_place(name, files, tmp_path):
    """Every row and column of the copy equals the peer's own Select, and the count check explains every difference."""
    result = synced(files[name], tmp_path / name)
    assert [check.unexplained for check in result.checks] == [0] * len(result.checks)
    address = address_of(files[name])
    store = DatabaseStore(SQLiteDatabase(address), address.options)
    assert store.peer is not None
    for table, frame in frames(tmp_path / name).items():
        seen = store.database.read(store.peer.tables[table].shown())
        keys = [one for one in ("trace_id", "span_id", "name", "kind", "created_at") if one in seen.columns]
        columns = sorted(seen.columns)
        order = [*keys, *(one for one in columns if one not in keys)]
        assert frame.select(columns).sort(order).equals(seen.select(columns).sort(order)), table
