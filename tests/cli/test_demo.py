"""`tidegauge demo` beside a demo that is there already."""

import shutil
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from tidegauge.alerts.records import State
from tidegauge.alerts.standings import read_checks, read_standings
from tidegauge.alerts.transitions import list_transitions
from tidegauge.cli import main
from tidegauge.cli._demo_alerts import WORKED_ON, _is_loop, demo_rules
from tidegauge.cli._demo_reviews import ITEMS
from tidegauge.clock import now
from tidegauge.demo.store import plan_of
from tidegauge.incidents.listing import list_incidents
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.records import Opening
from tidegauge.review.listed_batch import listed_batches
from tidegauge.review.loop import claim_next
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.alert_rules import list_rules
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.golden_sets import changes_of, list_sets
from tidegauge.workbench.incident_events import EventKind
from tidegauge.workbench.integrity import check_workbench
from tidegauge.workbench.label_publications import waiting
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import list_batches
from tidegauge.workbench.review_plans import plan_of as plan_of_batch


def invoke(*arguments: str, refused: str = "") -> str:
    result = CliRunner().invoke(main, ["demo", "--no-serve", *arguments])
    assert result.exit_code == bool(refused), result.output
    assert refused in result.output
    return result.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    invoke("--store", str(folder / "demo"), "--calls", "1000", "--seed", "3")
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> str:
    """The demo with its workbench, a test's own: made once, for it takes long."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return str(tmp_path / "demo")


def test_what_was_planted_is_listed_and_nothing_written(store: str) -> None:
    kept = plan_of(store)
    listed = invoke("--store", store, "--facts")
    assert "Generating" not in listed
    assert f"--store {store}" in listed
    assert plan_of(store) == kept


@pytest.mark.usefixtures("without_the_demos_workbench")
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
    # A demo this small has no orders, which its second set is drawn from (test_demo_golden_runs).
    (frozen,) = list_sets(engine)
    assert (frozen.title, frozen.items > 0) == ("support@1", True)
    assert changes_of(engine, "support").enter == ()
    assert not waiting(engine, 1)
    # Nobody holds a sample, and a second start adds nothing.
    before = said(engine)
    invoke("--store", store)
    assert [one.id for one in list_batches(engine)] == [1]
    assert said(engine) == before


def test_its_workbench_has_rules_that_watched_and_what_they_opened(made: Path) -> None:
    """Authority: the rules of the file, read again, and the workbench's own checks."""
    engine, key = workbench(str(made / "demo")), store_key(str(made / "demo"))
    assert {one.name: one.table for one in list_rules(engine)} == demo_rules()
    checks = read_checks(engine, key)
    assert [one.rule for one in checks] == sorted(demo_rules())
    assert [one.problem for one in checks] == [None] * len(checks)
    plan = plan_of(str(made / "demo"))
    assert plan is not None
    assert {one.at for one in checks} == {plan.end}
    assert {one.rule for one in read_standings(engine, key)} <= set(demo_rules())
    moved = [one.transition for one in list_transitions(engine, key)]
    fired = {one.rule for one in moved if one.after is State.FIRING}
    # How many calls a window has depends on when the demo was made; that the locale is missing, on nothing.
    assert "device locale" in fired
    for one in list_incidents(engine):
        assert one.rule in fired
        done = {event.kind for event in one.events}
        assert (EventKind.ACKNOWLEDGED in done) == (one.opened_at + WORKED_ON <= plan.end)
        assert all(event.at <= plan.end for event in one.events)
        # What fires after it was resolved opens the next one.
        over = one.resolved_at or plan.end
        assert all(event.at <= over for event in one.events if event.kind is EventKind.ALERT)


def test_only_the_planted_loop_is_said_to_be_one(tmp_path: Path) -> None:
    """Authority: data/demo_facts.toml, read by the demo's own clock."""
    engine, end = open_workbench(f"sqlite:///{tmp_path / 'w.sqlite'}"), datetime(2026, 11, 22, 10)
    for onset, is_loop in ((datetime(2026, 11, 19, 23), True), (datetime(2026, 11, 18, 23), False)):
        told = Opening("budget", onset=onset)
        assert _is_loop(open_incident(engine, told, store="", by="ana", at=end), end) is is_loop
    assert all(not one.problems for one in check_workbench(engine))


@pytest.mark.thorough
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


@pytest.mark.thorough
@pytest.mark.usefixtures("without_the_demos_workbench")
def test_a_new_one_keeps_size_and_seed(store: str) -> None:
    kept = plan_of(store)
    invoke("--store", store, "--fresh")
    now = plan_of(store)
    assert kept is not None
    assert now is not None
    assert (now.calls, now.seed) == (kept.calls, kept.seed) == (1000, 3)
