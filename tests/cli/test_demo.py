"""`tidegauge demo` beside a demo that is there already."""

from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tidegauge.cli import main
from tidegauge.cli._demo_reviews import ITEMS
from tidegauge.clock import now
from tidegauge.demo.store import plan_of
from tidegauge.review.listed_batch import listed_batches
from tidegauge.review.loop import claim_next
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.golden_sets import changes_of, list_sets
from tidegauge.workbench.label_publications import waiting
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import list_batches
from tidegauge.workbench.review_plans import plan_of as plan_of_batch


def invoke(*arguments: str, refused: str = "") -> str:
    result = CliRunner().invoke(main, ["demo", "--no-serve", *arguments])
    assert result.exit_code == bool(refused), result.output
    assert refused in result.output
    return result.output


@pytest.fixture
def store(tmp_path: Path) -> str:
    place = str(tmp_path / "demo")
    invoke("--store", place, "--calls", "1000", "--seed", "3")
    return place


def test_what_was_planted_is_listed_and_nothing_written(store: str) -> None:
    kept = plan_of(store)
    listed = invoke("--store", store, "--facts")
    assert "Generating" not in listed
    assert f"--store {store}" in listed
    assert plan_of(store) == kept


def test_a_demo_is_opened_as_it_was_made(store: str) -> None:
    again = invoke("--store", store)
    assert "Generating" not in again
    assert f"tidegauge demo --facts --store {store}" in again
    smaller = invoke("--store", store, "--calls", "2000")
    assert "are needed for what is planted: as many are made, not 2,000." in smaller
    calls = pl.scan_parquet(f"{store}/spans/**/*.parquet", missing_columns="insert", extra_columns="ignore")
    n = calls.filter(pl.col("kind") == "model").collect().height
    assert f"of which {n:,} are model calls." in smaller


def workbench(store: str) -> sa.Engine:
    return open_workbench(f"sqlite:///{Path(store).parent / 'demo-workbench.sqlite'}")


def said(engine: sa.Engine) -> list[tuple[object, ...]]:
    return [(one.place, one.reviewer, one.value, one.answers) for one in labels_of_batch(engine, 1)]


def test_its_workbench_has_a_batch_that_two_began_and_a_frozen_set(store: str) -> None:
    """Authority: the numbers that the module says, counted in the workbench, and its own checks."""
    engine = workbench(store)
    (batch,) = listed_batches(engine, list_batches(engine))
    assert (batch.items, batch.done, len(batch.labels_by)) == (ITEMS, 28, 2)
    assert 0 < batch.done < batch.wanted
    values: dict[int, set[float | None]] = {}
    for one in labels_of_batch(engine, 1):
        values.setdefault(one.place, set()).add(one.value)
    assert any(len(both) > 1 for both in values.values())  # something to decide
    (frozen,) = list_sets(engine)
    assert (frozen.title, frozen.items > 0) == ("support@1", True)
    assert changes_of(engine, "support").enter == ()
    assert not waiting(engine, 1)
    # Nobody holds a sample, and a second start adds nothing.
    before = said(engine)
    invoke("--store", store)
    assert [one.id for one in list_batches(engine)] == [1]
    assert said(engine) == before


def test_a_new_demo_has_a_new_batch_unless_somebody_worked_in_the_old_one(store: str) -> None:
    engine = workbench(store)
    before = said(engine)
    invoke("--store", store, "--fresh", "--seed", "4")
    assert plan_of(store).seed == 4  # type: ignore[union-attr]
    assert [one.id for one in list_batches(engine)] == [1]
    assert not waiting(engine, 1)
    assert said(engine) != before
    (batch,) = list_batches(engine)
    place = claim_next(engine, batch, plan_of_batch(engine, 1), "ann", now())
    assert place is not None
    kept = said(engine)
    invoke("--store", store, "--fresh", "--seed", "5", refused="would be lost")
    assert said(engine) == kept


def test_a_new_one_keeps_size_and_seed(store: str) -> None:
    kept = plan_of(store)
    invoke("--store", store, "--fresh")
    now = plan_of(store)
    assert kept is not None
    assert now is not None
    assert (now.calls, now.seed) == (kept.calls, kept.seed) == (1000, 3)
