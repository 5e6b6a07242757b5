"""Filled-in review sheets: answers become human scores, with the chance of their draw, once, and none is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import ImportFileError, StoreError
from tidegauge.filters import Window
from tidegauge.imports.labels import LabelsResult, import_labels
from tidegauge.queries.relation import table
from tidegauge.reports.export import to_csv
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.workbench.review_batches import Asked, Drawn, Scale, record_batch
from tidegauge.workbench.review_items import ReviewItem

AT = datetime(2026, 11, 21, 12)
CHANCE = 0.04
OF = Drawn("demo", "session", Window(AT - timedelta(days=7), AT), (), "", "random", "a", 100, 4)
ODD = "-odd span"
ITEMS = [ReviewItem(place, f"t{place}", f"s{place}", f"c{place}", CHANCE) for place in (1, 2, 3)]
ITEMS += [ReviewItem(4, "t4", ODD, None, CHANCE)]
Row = dict[str, Any]


@pytest.fixture
def workbench(engine: sa.Engine) -> sa.Engine:
    """A workbench with batch 1 (yes or no) and batch 2 (1 to 5)."""
    record_batch(engine, Asked("one", "Satisfied?", "satisfied"), OF, ITEMS, by="ana", at=AT)
    asked = Asked("two", "How good?", "helpful", Scale.ONE_TO_FIVE)
    record_batch(engine, asked, OF, ITEMS, by="ana", at=AT)
    return engine


@pytest.fixture
def store(tmp_path: Path) -> str:
    return written(str(tmp_path / "lake"))


def written(url: str) -> str:
    """A store with a score of the same name by a judge, which is nobody's label."""
    judged = {
        "span_id": ["s1"],
        "name": ["satisfied"],
        "value": [0.0],
        "source": ["judge"],
        "created_at": [AT],
    }
    ids = [item.span_id for item in ITEMS]
    spans = pl.DataFrame(
        {"trace_id": ids, "span_id": ids, "kind": "model", "start_time": AT - timedelta(hours=1)}
    )
    with open_writer(url) as writer:
        writer.append("spans", spans)
        writer.append("scores", pl.DataFrame(judged))
        writer.commit(ImportRecord("first", "first.csv", AT))
    return url


@pytest.fixture
def bring(tmp_path: Path, workbench: sa.Engine, store: str) -> Callable[..., LabelsResult]:
    """Return bring(rows...): import them as a sheet, an hour after the last one."""
    clock = iter(AT + timedelta(hours=hour) for hour in range(1, 100))

    def imported(*rows: Row, name: str = "filled.csv", to: str = store, **more: Any) -> LabelsResult:
        path = tmp_path / name
        path.write_text(to_csv(pl.DataFrame(list(rows), infer_schema_length=None)), encoding="utf-8-sig")
        return import_labels(path, to, workbench, next(clock), **more)

    return imported


def row(span: str, value: str, reviewer: str = "ben", batch: int = 1, **more: Any) -> Row:
    return {"batch": batch, "span_id": span, "value": value, "reviewer": reviewer, **more}


def labels(url: str) -> list[tuple[Any, ...]]:
    store = open_store(url)
    rows = table(store.catalog(), "scores").c
    names = ("span_id", "name", "value", "label", "evaluator", "inclusion_probability")
    query = sa.select(*(rows[name] for name in names)).where(rows.source == "human")
    return store.read(query.order_by(rows.created_at, rows.span_id)).rows()


def counts(result: LabelsResult) -> tuple[int, int, int, int, int]:
    return result.new, result.changed, result.unchanged, result.empty, len(result.bad)


def test_answers_become_scores_with_the_chance_of_their_batch(
    bring: Callable[..., LabelsResult], store: str
) -> None:
    result = bring(
        row("s1", "1", inclusion_probability="0.9"),
        row("s2", "No", inclusion_probability="7"),
        row("s3", "", inclusion_probability=""),
        row(ODD, "cannot judge", inclusion_probability=""),
        row("s1", "4", batch=2, inclusion_probability="1"),
    )
    assert counts(result) == (4, 0, 0, 1, 0)
    assert sorted(labels(store), key=str) == [
        (ODD, "satisfied", None, "cannot judge", "ben", CHANCE),
        # Of this batch one was answered, the first: one of 100 was asked for.
        ("s1", "helpful", 4.0, None, "ben", 0.01),
        ("s1", "satisfied", 1.0, None, "ben", CHANCE),
        ("s2", "satisfied", 0.0, None, "ben", CHANCE),
    ]


def test_the_same_answers_twice_change_nothing(bring: Callable[..., LabelsResult], store: str) -> None:
    rows = (row("s1", "1"), row("s2", "0"), row("s3", ""), row("s9", "1"))
    first, again = bring(*rows), bring(*rows)
    assert (again.already, again.record.at) == (True, first.record.at)
    more = bring(*rows[:2], row("s3", "yes"), name="other.csv")
    assert counts(more) == (1, 0, 2, 0, 0)
    # Two of 100 were answered at first, three of 100 now: the older labels have the new chance, too.
    assert more.reweighed == 2
    assert [one[-1] for one in labels(store)] == [0.03, 0.03, 0.03]
    third = bring(*rows[:2], name="third.csv")
    assert (counts(third), third.reweighed) == ((0, 0, 2, 0, 0), 0)


def test_a_changed_answer_is_added_and_the_older_one_stays(
    bring: Callable[..., LabelsResult], store: str
) -> None:
    bring(row("s1", "1"), row("s2", "1"))
    assert counts(bring(row("s1", "0"), row("s2", "1"))) == (0, 1, 1, 0, 0)
    assert [one[2] for one in labels(store) if one[0] == "s1"] == [1.0, 0.0]
    assert counts(bring(row("s1", "0"), row("s1", "1", reviewer="cas"))) == (1, 0, 1, 0, 0)


def test_a_row_that_cannot_be_used_is_quarantined_with_the_reason(
    bring: Callable[..., LabelsResult], store: str
) -> None:
    result = bring(
        row("s1", "1"),
        row("s1", "5"),
        row("s9", "1"),
        row("s2", "1", batch=9),
        row("s3", "0.5", batch=2),
        row("s2", "1", reviewer=""),
        row("s1", "0"),
    )
    told = [(bad.row, bad.column, bad.value, bad.rule) for bad in result.bad]
    assert told == [
        (2, "value", "5", "not 1 (yes), 0 (no) or “cannot judge”"),
        (3, "span_id", "s9", "not in the review batch"),
        (4, "batch", "9", "no review batch of this workbench"),
        (5, "value", "0.5", "not a whole number from 1 to 5, or “cannot judge”"),
        (6, "reviewer", "", "required"),
        (7, "value", "0", "another value by the same reviewer stands in this file"),
    ]
    assert counts(result) == (1, 0, 0, 0, 6)
    kept = open_store(store).quarantined(result.record.batch, 10)
    assert kept["rule"].to_list() == [rule for *_, rule in told]
    assert (result.record.read, result.record.kept, result.record.quarantined) == (7, 1, 6)


def test_a_reviewer_may_be_named_for_all(bring: Callable[..., LabelsResult], store: str) -> None:
    unsigned = {"batch": 1, "span_id": "s1", "value": "1"}
    with pytest.raises(ImportFileError, match=r"no column reviewer.*--reviewer"):
        bring(unsigned)
    assert counts(bring(unsigned, reviewer="cas")) == (1, 0, 0, 0, 0)
    assert labels(store)[0][4] == "cas"


def test_another_file_is_no_sheet(bring: Callable[..., LabelsResult], store: str) -> None:
    with pytest.raises(ImportFileError, match="no review sheet: it has no column batch, value"):
        bring({"span_id": "s1", "reviewer": "ben"})
    assert labels(store) == []


def test_labels_do_not_go_into_a_wrong_store(bring: Callable[..., LabelsResult], tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"none of the answers that were reviewed.*drawn from “demo”"):
        bring(row("s1", "1"), to=str(tmp_path / "another"))
    assert open_store(str(tmp_path / "another")).catalog().rows["scores"] == 0


def test_a_store_that_is_only_read_takes_no_labels(
    bring: Callable[..., LabelsResult], tmp_path: Path
) -> None:
    with pytest.raises(StoreError):
        bring(row("s1", "1"), to=str(tmp_path / "x.duckdb"))


@pytest.mark.parametrize("kind", ["postgresql", "chdb"])
def test_labels_go_into_every_store_that_is_written(
    kind: str, bring: Callable[..., LabelsResult], request: pytest.FixtureRequest
) -> None:
    url = written(request.getfixturevalue(f"{kind}_databases")())
    assert counts(bring(row("s1", "1"), row(ODD, "?"), to=url)) == (2, 0, 0, 0, 0)
    assert counts(bring(row("s1", "0"), row(ODD, "cannot judge"), row("x", "1"), to=url)) == (0, 1, 1, 0, 1)
    assert [one[2] for one in labels(url) if one[0] == "s1"] == [1.0, 0.0]
