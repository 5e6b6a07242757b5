"""Labels of the app in the store: each once, with the chance of its draw, and out again when undone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tests.review_batch import AT, CHANCE, batch_in
from tidegauge.cli import main
from tidegauge.errors import StoreError
from tidegauge.imports.label_publish import Published, publish_labels, why_read_only
from tidegauge.queries.relation import table
from tidegauge.reports._connections.counts import count_checks
from tidegauge.review.loop import claim_next, commit, undo
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.workbench.label_publications import waiting
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch, record_batch
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.rubrics import record_rubric
from tidegauge.workbench.tables import LABEL_PUBLICATIONS

BOTH = ReviewPlan(overlap=1.0)


@pytest.fixture
def workbench(engine: sa.Engine) -> sa.Engine:
    return engine


@pytest.fixture(params=["lake", "postgresql", "chdb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store with the spans of a batch."""
    folder = str(tmp_path / "lake")
    url = folder if request.param == "lake" else str(request.getfixturevalue(f"{request.param}_url"))
    ids = [str(number) for number in range(1, 7)]
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in ids],
            "span_id": [f"s{one}" for one in ids],
            "session_id": [f"c{one}" for one in ids],
            "kind": "model",
            "start_time": AT - timedelta(hours=1),
        }
    )
    with open_writer(url) as writer:
        writer.append("spans", spans)
        writer.commit(ImportRecord("first", "first.csv", AT, read=spans.height))
    return url


@pytest.fixture
def batch(workbench: sa.Engine) -> ReviewBatch:
    return batch_in(workbench, 6)


def say(workbench: sa.Engine, batch: ReviewBatch, reviewer: str, value: float | None, hour: int = 0) -> None:
    at = AT + timedelta(hours=hour)
    place = claim_next(workbench, batch, BOTH, reviewer, at)
    assert place is not None
    commit(workbench, batch, place, reviewer, Said(value, f"by {reviewer}"), at)


def stored(url: str) -> list[tuple[Any, ...]]:
    store = open_store(url)
    scores = table(store.catalog(), "scores").c
    names = ("span_id", "name", "value", "label", "source", "evaluator", "inclusion_probability")
    rows = store.read(sa.select(*(scores[name] for name in names)))
    assert rows.height == len(set(rows.iter_rows()))
    assert [check.unexplained for check in count_checks(store)] == [0], "Connections accounts for every label"
    return sorted(rows.iter_rows(), key=lambda one: (one[0], one[5]))


def row(span: str, value: float | None, who: str, reached: int = 2) -> tuple[Any, ...]:
    """A score, with the chance of a draw of which the first `reached` items were looked at."""
    chance = pytest.approx(reached * CHANCE / 6)
    return span, "satisfied", value, "cannot judge" if value is None else None, "human", who, chance


def test_each_label_is_published_once(workbench: sa.Engine, batch: ReviewBatch, store: str) -> None:
    say(workbench, batch, "ann", 1.0)
    say(workbench, batch, "ben", 0.0)
    say(workbench, batch, "ann", None)
    assert waiting(workbench, batch.id) == 3
    assert publish_labels(workbench, batch, store, AT) == Published(3, 0)
    assert publish_labels(workbench, batch, store, AT) == Published(0, 0)
    say(workbench, batch, "ben", 1.0, hour=1)
    assert publish_labels(workbench, batch, store, AT) == Published(1, 0)
    assert stored(store) == [
        row("s1", 1, "ann"),
        row("s1", 0, "ben"),
        row("s2", None, "ann"),
        row("s2", 1, "ben"),
    ]


def test_a_crash_before_the_record_doubles_nothing(
    workbench: sa.Engine, batch: ReviewBatch, store: str
) -> None:
    say(workbench, batch, "ann", 1.0)
    publish_labels(workbench, batch, store, AT)
    with workbench.begin() as connection:
        connection.execute(sa.delete(LABEL_PUBLICATIONS))  # as if the process had been killed in between
    publish_labels(workbench, batch, store, AT + timedelta(minutes=1))
    assert stored(store) == [row("s1", 1, "ann", 1)]


def test_what_was_undone_leaves_the_store(workbench: sa.Engine, batch: ReviewBatch, store: str) -> None:
    say(workbench, batch, "ann", 1.0)
    say(workbench, batch, "ben", 1.0)
    publish_labels(workbench, batch, store, AT)
    undo(workbench, batch, BOTH, "ann", AT + timedelta(hours=1))
    say(workbench, batch, "ann", 0.0, hour=1)
    assert publish_labels(workbench, batch, store, AT) == Published(1, 1)
    assert stored(store) == [row("s1", 0, "ann", 1), row("s1", 1, "ben", 1)]
    assert waiting(workbench, batch.id) == 0


RUBRIC = """
name = "two questions"
[verdict]
question = "Satisfied?"
label = "satisfied"
[[questions]]
name = "wrong"
text = "What is wrong?"
kind = "categories"
many = true
options = ["format", "fact"]
[[questions]]
name = "correct"
text = "How correct?"
kind = "1 to 5"
"""


def test_answers_are_published_beside_the_verdict_with_its_chance(workbench: sa.Engine, store: str) -> None:
    plain = batch_in(workbench, 6)
    found = record_rubric(workbench, RUBRIC, "ana", AT)
    items = items_of(workbench, plain.id)
    batch = record_batch(workbench, plain.asked, plain.of, items, by="ana", at=AT, rubric=found.id)
    told = {"wrong": ["fact"], "correct": 4.0}
    for value, answers in ((0.0, told), (1.0, {}), (0.0, {"correct": 1.0})):
        place = claim_next(workbench, batch, BOTH, "ann", AT)
        assert place is not None
        commit(workbench, batch, place, "ann", Said(value, answers=answers), AT)
        # Each label moves the chance of those before it.
        publish_labels(workbench, batch, store, AT)
    names = [(row[0], row[1], row[2], row[-1]) for row in stored(store)]
    chance = pytest.approx(3 * CHANCE / 6)
    assert sorted(names) == [
        ("s1", "correct", 4.0, chance),
        ("s1", "satisfied", 0.0, chance),
        ("s1", "wrong.fact", 1.0, chance),
        ("s1", "wrong.format", 0.0, chance),
        ("s2", "satisfied", 1.0, chance),
        ("s3", "correct", 1.0, chance),
        ("s3", "satisfied", 0.0, chance),
    ]
    undo(workbench, batch, BOTH, "ann", AT + timedelta(hours=1))
    assert publish_labels(workbench, batch, store, AT) == Published(0, 1)
    assert {row[0] for row in stored(store)} == {"s1", "s2"}


def test_a_store_that_is_only_read_says_so_and_the_labels_stay(
    workbench: sa.Engine, batch: ReviewBatch, shared: Path
) -> None:
    say(workbench, batch, "ann", 1.0)
    phoenix = next(iter(sorted(shared.glob("fixtures/**/phoenix*.db"))), None)
    if phoenix is None:
        pytest.skip("no Phoenix store among the shared data")
    url = f"sqlite:///{phoenix}"
    assert why_read_only(url, open_store(url))
    with pytest.raises(StoreError, match="only reads"):
        publish_labels(workbench, batch, url, AT)
    assert waiting(workbench, batch.id) == 1


def test_export_and_publish_as_commands(
    workbench: sa.Engine, batch: ReviewBatch, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "://" in store:
        pytest.skip("the commands are the same for every store")
    monkeypatch.setenv("TIDEGAUGE_WORKBENCH", f"sqlite:///{tmp_path / 'workbench.sqlite'}")
    say(workbench, batch, "ann", 1.0)
    say(workbench, batch, "ann", None)
    sheet = tmp_path / "labels.csv"
    told = CliRunner().invoke(
        main, ["review", "export", "1", "--labels", "--csv", str(sheet), "--store", store]
    )
    assert told.exit_code == 0, told.output
    told = CliRunner().invoke(main, ["review", "publish", "1", "--store", store])
    assert told.stdout == "2 labels written, 0 taken out again.\n"
    told = CliRunner().invoke(main, ["review", "import", str(sheet), "--store", store])
    assert (told.exit_code, told.stdout) == (0, "labels.csv: 2 there already\n")
    assert stored(store) == [row("s1", 1, "ann"), row("s2", None, "ann")]
