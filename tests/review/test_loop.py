"""The review loop: no item lost or doubled, whoever reviews at the same time, on SQLite and PostgreSQL."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.review.loop import LostError, claim_next, commit, skip, take_up_skipped, undo
from tidegauge.review.overlap import reviewers_needed
from tidegauge.review.progress import progress, wanted_labels
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import Said, labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale, batch_of
from tidegauge.workbench.review_claims import LEASE
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import ReviewPlan
from tidegauge.workbench.tables import LABELS

PLAN = ReviewPlan()
ITEMS, REVIEWERS, PROCESSES = 200, 10, 4
YES, NO = Said(1.0, seconds=3.0), Said(0.0, seconds=5.0)
LATER = AT + LEASE + timedelta(seconds=1)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    """Both databases in turn."""
    return either_url


@pytest.fixture
def batch(engine: sa.Engine) -> ReviewBatch:
    return batch_in(engine, 6)


def label_all(url: str, number: int, reviewer: str) -> None:
    """Label whatever there is until nothing is left, as a process of its own does."""
    engine = open_workbench(url)
    batch = batch_of(engine, str(number))
    while (place := claim_next(engine, batch, PLAN, reviewer, now())) is not None:
        commit(engine, batch, place, reviewer, Said(float(place % 2)), now())
    engine.dispose()


def now() -> datetime:
    return datetime.now()  # noqa: DTZ005  compared with itself alone


def check_exact(engine: sa.Engine, batch: ReviewBatch) -> None:
    """Every item has as many labels as its hash wants, by different people."""
    found = labels_of_batch(engine, batch.id)
    of_place = Counter(one.place for one in found)
    wanted = {
        item.place: reviewers_needed(batch.of.seed, item.span_id, PLAN.overlap)
        for item in items_of(engine, batch.id)
    }
    assert dict(of_place) == wanted
    assert len({(one.place, one.reviewer) for one in found}) == len(found)
    assert all(one.value == one.place % 2 for one in found)


def test_ten_threads_label_each_item_as_often_as_wanted(workbench_url: str, engine: sa.Engine) -> None:
    batch = batch_in(engine, ITEMS)
    with ThreadPoolExecutor(REVIEWERS) as pool:
        list(pool.map(lambda n: label_all(workbench_url, batch.id, f"r{n}"), range(REVIEWERS)))
    check_exact(engine, batch)
    assert progress(engine, batch.id, "r0", wanted_labels(engine, batch, PLAN)).left == 0


def test_processes_label_each_item_as_often_as_wanted(workbench_url: str, engine: sa.Engine) -> None:
    batch = batch_in(engine, ITEMS)
    spawn = multiprocessing.get_context("spawn")
    workers = [
        spawn.Process(target=label_all, args=(workbench_url, batch.id, f"r{n}")) for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    check_exact(engine, batch)


def confirm(url: str, number: int, reviewer: str, told: Path) -> None:
    """Label, and write down each label once it is confirmed, as a reviewer sees it."""
    engine = open_workbench(url)
    batch = batch_of(engine, str(number))
    with told.open("a") as sink:
        while (place := claim_next(engine, batch, PLAN, reviewer, now())) is not None:
            commit(engine, batch, place, reviewer, Said(float(place % 2)), now())
            sink.write(f"{place}\n")
            sink.flush()


def test_what_was_confirmed_survives_kill_minus_nine(
    workbench_url: str, engine: sa.Engine, tmp_path: Path
) -> None:
    batch = batch_in(engine, 2_000)
    spawn = multiprocessing.get_context("spawn")
    for number in range(4):
        told = tmp_path / f"told{number}"
        worker = spawn.Process(target=confirm, args=(workbench_url, batch.id, f"k{number}", told))
        worker.start()
        while not (told.exists() and told.stat().st_size > 60 * (number + 1)):
            assert worker.is_alive()
            time.sleep(0.003)
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        # The last line may be half written: it was not confirmed.
        seen = [int(line) for line in told.read_text().split("\n")[:-1]]
        kept = [one.place for one in labels_of_batch(engine, batch.id) if one.reviewer == f"k{number}"]
        assert set(seen) <= set(kept)
        assert len(kept) - len(seen) in {0, 1}
        assert len(kept) == len(set(kept))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_nobody_else_is_asked_until_the_lease_ends(engine: sa.Engine, batch: ReviewBatch) -> None:
    alone = ReviewPlan(overlap=0.0)
    assert claim_next(engine, batch, alone, "ann", AT) == 1
    assert claim_next(engine, batch, alone, "ben", AT) == 2
    assert claim_next(engine, batch, alone, "ann", LATER) == 1  # nobody took it: it is still hers
    assert claim_next(engine, batch, alone, "cid", LATER) == 2  # ben has left
    with pytest.raises(LostError, match="given to cid after 2 minutes"):
        commit(engine, batch, 2, "ben", YES, LATER)
    commit(engine, batch, 2, "cid", YES, LATER)
    assert [(one.place, one.reviewer) for one in labels_of_batch(engine, batch.id)] == [(2, "cid")]


def test_a_label_after_the_lease_counts_while_nobody_has_taken_the_item(
    engine: sa.Engine, batch: ReviewBatch
) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 1, "ann", YES, LATER)
    assert len(labels_of_batch(engine, batch.id)) == 1


def test_the_overlap_is_asked_of_two_and_never_of_a_third(engine: sa.Engine, batch: ReviewBatch) -> None:
    both = ReviewPlan(overlap=1.0)
    assert [claim_next(engine, batch, both, who, AT) for who in ("ann", "ben", "cid")] == [1, 1, 2]


def test_the_same_item_is_not_labelled_twice_by_one_person(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 1, "ann", YES, AT)
    with pytest.raises(LostError, match="another window"):
        commit(engine, batch, 1, "ann", NO, AT)
    with pytest.raises(LostError):
        commit(engine, batch, 5, "ann", NO, AT)  # never asked for
    assert [one.value for one in labels_of_batch(engine, batch.id)] == [1.0]


def test_undo_opens_the_item_again_and_keeps_both_rows(engine: sa.Engine, batch: ReviewBatch) -> None:
    alone = ReviewPlan(overlap=0.0)
    claim_next(engine, batch, alone, "ann", AT)
    commit(engine, batch, 1, "ann", Said(1.0, "sure?"), AT)
    assert claim_next(engine, batch, alone, "ann", AT) == 2
    last = undo(engine, batch, alone, "ann", AT + timedelta(seconds=1))
    assert last is not None
    assert (last.place, last.value, last.comment) == (1, 1.0, "sure?")
    assert claim_next(engine, batch, alone, "ann", AT) == 1
    commit(engine, batch, 1, "ann", NO, AT)
    assert claim_next(engine, batch, alone, "ann", AT) == 2  # the one in hand comes back
    assert [one.value for one in labels_of_batch(engine, batch.id)] == [0.0]
    with engine.connect() as connection:
        rows = connection.execute(sa.select(LABELS.c.action, LABELS.c.withdraws).order_by(LABELS.c.id)).all()
    assert [tuple(row) for row in rows] == [("label", None), ("undo", 1), ("label", None)]


def test_undo_goes_back_step_by_step_to_the_beginning(engine: sa.Engine, batch: ReviewBatch) -> None:
    for _ in range(3):
        place = claim_next(engine, batch, PLAN, "ann", AT)
        assert place is not None
        commit(engine, batch, place, "ann", YES, AT)
    undone = [undo(engine, batch, PLAN, "ann", AT + timedelta(seconds=n)) for n in range(4)]
    assert [one and one.place for one in undone] == [3, 2, 1, None]
    assert labels_of_batch(engine, batch.id) == ()


def test_skipped_items_go_to_others_and_can_be_taken_up(engine: sa.Engine, batch: ReviewBatch) -> None:
    alone = ReviewPlan(overlap=0.0)
    claim_next(engine, batch, alone, "ann", AT)
    skip(engine, batch, 1, "ann", Said(None, "too long"), AT)
    assert claim_next(engine, batch, alone, "ann", AT) == 2
    assert claim_next(engine, batch, alone, "ben", AT) == 1
    with pytest.raises(ReviewError, match="ben took it"):
        undo(engine, batch, alone, "ann", AT)
    assert take_up_skipped(engine, batch, "ann", AT) == 1
    assert claim_next(engine, batch, alone, "ann", LATER) == 2
    assert labels_of_batch(engine, batch.id) == ()


def test_cannot_judge_is_a_label_and_hostile_notes_are_kept(engine: sa.Engine, batch: ReviewBatch) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    commit(engine, batch, 1, "ann", Said(None, "'; DROP TABLE labels; --\x00 \ud800 שלום " + "x" * 9_000), AT)
    (label,) = labels_of_batch(engine, batch.id)
    assert (label.value, label.label) == (None, "cannot judge")
    assert label.comment is not None
    assert label.comment.startswith("'; DROP TABLE labels; -- ? שלום x")
    assert len(label.comment) == 5_000


@pytest.mark.parametrize("value", [0.5, 2.0, float("nan")])
def test_a_value_off_the_scale_is_refused(engine: sa.Engine, batch: ReviewBatch, value: float) -> None:
    claim_next(engine, batch, PLAN, "ann", AT)
    with pytest.raises(ReviewError, match="not on the scale"):
        commit(engine, batch, 1, "ann", Said(value), AT)


def test_labels_are_signed(engine: sa.Engine, batch: ReviewBatch) -> None:
    with pytest.raises(ReviewError, match="signed"):
        claim_next(engine, batch, PLAN, " \x00 ", AT)


def test_progress_counts_what_stands(engine: sa.Engine) -> None:
    batch = batch_in(engine, 10, Scale.ONE_TO_FIVE)
    alone = ReviewPlan(overlap=0.0)
    paces = (4.0, 8.0, 5.0, 7.0, 6.0)
    for who, seconds in (*(("ann", one) for one in paces), ("ben", 30.0)):
        place = claim_next(engine, batch, alone, who, AT)
        assert place is not None
        commit(engine, batch, place, who, Said(4.0, seconds=seconds), AT)
    undo(engine, batch, alone, "ben", AT)
    found = progress(engine, batch.id, "ann", wanted_labels(engine, batch, alone))
    assert (found.wanted, dict(found.by), found.seconds, found.left) == (10, {"ann": 5}, np.median(paces), 5)
    assert found.minutes_left == pytest.approx(5 * 6 / 60)


def test_of_a_label_or_two_no_pace_is_told(engine: sa.Engine) -> None:
    batch, alone = batch_in(engine, 10, Scale.ONE_TO_FIVE), ReviewPlan(overlap=0.0)
    paces = {"ann": (40.0, 30.0), "ben": (4.0, 8.0, 6.0)}
    for who, seconds in paces.items():
        for one in seconds:
            found = progress(engine, batch.id, "ann", 10)
            assert (found.seconds, found.minutes_left) == (None, None)
            place = claim_next(engine, batch, alone, who, AT)
            assert place is not None
            commit(engine, batch, place, who, Said(4.0, seconds=one), AT)
    # Of the five labels of both; her own are too few.
    assert progress(engine, batch.id, "ann", 10).seconds == np.median([*paces["ann"], *paces["ben"]])
