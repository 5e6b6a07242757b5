from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.review_batch import AT, batch_in
from tidegauge.review.loop import claim_next, commit
from tidegauge.workbench.audit import record
from tidegauge.workbench.integrity import check_workbench
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_plans import ReviewPlan


@pytest.fixture
def engine(engine: sa.Engine) -> sa.Engine:
    """A workbench with a batch of five, of which two people labelled one each."""
    batch = batch_in(engine, 5)
    for who in ("marta", "jo"):
        place = claim_next(engine, batch, ReviewPlan(0, ""), who, AT)
        assert place is not None
        commit(engine, batch, place, who, Said(1.0), AT)
    return engine


def _broken(engine: sa.Engine, *statements: str) -> dict[str, tuple[str, ...]]:
    """What the checks find after somebody changed the database by hand."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
    return {one.name: one.problems for one in check_workbench(engine) if one.problems}


def test_a_sound_workbench_has_no_problem(engine: sa.Engine) -> None:
    found = check_workbench(engine)
    assert {one.name for one in found} >= {"audit", "database", "golden", "labels", "references"}
    assert [one for one in found if one.problems] == []


def test_a_label_without_its_item_is_found(engine: sa.Engine) -> None:
    found = _broken(engine, "DELETE FROM review_items WHERE place = 1")
    assert found["references"] == (
        "1 rows of “labels” name a batch and place that “review_items” does not have.",
    )


def test_an_item_labelled_twice_and_another_one_s_undo_are_found(engine: sa.Engine) -> None:
    columns = "batch, place, reviewer, action, at"
    again = f"INSERT INTO labels ({columns}) SELECT {columns} FROM labels WHERE reviewer = 'marta'"  # noqa: S608
    assert _broken(engine, again)["labels"] == ("marta labelled item 1 of batch 1 twice.",)
    undo = (
        "INSERT INTO labels (batch, place, reviewer, action, at, withdraws) "
        "SELECT batch, place, 'jo', 'undo', at, id FROM labels WHERE id = 1"
    )
    assert any("somebody else's" in sentence for sentence in _broken(engine, undo)["labels"])


def test_a_changed_golden_set_is_found(engine: sa.Engine) -> None:
    set_row = "INSERT INTO golden_sets VALUES (1, 'a', 1, 'abc', '', 'ana', '2026-11-21 12:00:00')"
    item = "INSERT INTO golden_items VALUES (1, 1, 'abc', '{}')"
    found = _broken(engine, set_row, item)["golden"]
    assert found[0] == "Golden set a@1: item 1 was changed after it was frozen."
    assert "is not what was frozen" in found[1]


def test_a_gap_in_the_audit_trail_is_found(engine: sa.Engine) -> None:
    for hours in range(6):
        record(engine, "ana", "export", at=datetime(2026, 11, 21, 13) + timedelta(hours=hours))
    with engine.connect() as connection:
        newest = connection.execute(sa.text("SELECT max(id) FROM actions")).scalar()
    assert newest is not None
    found = _broken(engine, f"DELETE FROM actions WHERE id IN ({newest - 2}, {newest - 1})")  # noqa: S608
    assert found["audit"] == (f"2 actions before number {newest} are missing.",)
    found = _broken(engine, f"UPDATE actions SET at = '2026-11-21 10:00:00' WHERE id = {newest}")  # noqa: S608
    assert "comes after one of" in found["audit"][1]


def test_a_lacking_column_and_a_damaged_page_are_found(engine: sa.Engine, tmp_path: Path) -> None:
    found = _broken(engine, "ALTER TABLE labels DROP COLUMN answers")
    assert "Table “labels” lacks answers." in found["database"]
    engine.dispose()
    file = tmp_path / "workbench.sqlite"
    whole = bytearray(file.read_bytes())
    whole[4096 * 6 : 4096 * 9] = b"\xff" * 4096 * 3
    file.write_bytes(whole)
    hurt = sa.create_engine(f"sqlite:///{file}")
    assert any(one.problems for one in check_workbench(hurt))
    hurt.dispose()


def test_a_label_that_came_in_past_the_app_is_found(engine: sa.Engine) -> None:
    columns = "batch, place, reviewer, action, at"
    planted = f"INSERT INTO labels ({columns}) SELECT batch, 5, 'eve', action, at FROM labels WHERE id = 1"  # noqa: S608
    assert _broken(engine, planted)["audit"] == ("Row 3 of the labels, by eve, has no action.",)
