"""The review that counts for a session. Authority: rows written by hand, one rule a test."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from tests.agreement_lake import END, spans
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.queries.sessions_marks import reviewed_units
from tidegauge.reports.source import Source
from tidegauge.schema.tables import ADJUDICATED

Written = Callable[..., Source]
MONTH = TraceFilter(Population(Window(END - timedelta(days=28), END)))
Said = tuple[str, float | None, str | None, float | None, int]


@pytest.fixture
def review(written: Written) -> Callable[..., tuple[float | None, float | None]]:
    """Return review(said...): (value, probability) of a session; each is who, value, label, chance, after how many hours."""

    def counted(*said: Said) -> tuple[float | None, float | None]:
        rows = [
            {
                "span_id": "s0",
                "name": "satisfied",
                "value": value,
                "label": label,
                "source": "human",
                "evaluator": who,
                "created_at": END + timedelta(hours=after),
                "inclusion_probability": chance,
            }
            for who, value, label, chance, after in said
        ]
        frame = pl.DataFrame(
            rows,
            schema_overrides={"value": pl.Float64, "label": pl.String, "inclusion_probability": pl.Float64},
        )
        source = written(spans(3, session_id=["c0", "c1", "c2"]), scores=frame)
        found = reviewed_units(source.rows(MONTH), MONTH, "session", "satisfied").rows
        read = source.store.read(sa.select(found.c.unit, found.c.value, found.c.probability))
        (row,) = read.filter(pl.col("unit") == "c0").iter_rows()
        return row[1], row[2]

    return counted


def test_the_first_reviewer_counts_without_a_decision(review: Callable[..., object]) -> None:
    assert review(("ana", 1.0, None, 0.2, 1), ("jon", 0.0, None, 0.2, 2)) == (1.0, 0.2)


def test_a_decision_counts_with_the_chance_of_the_labels(review: Callable[..., object]) -> None:
    two = (("ana", 1.0, None, 0.2, 1), ("jon", 0.0, None, 0.2, 2))
    assert review(*two, ("lena", 0.0, ADJUDICATED, None, 9)) == (0.0, 0.2)


def test_of_two_decisions_the_last_one_counts(review: Callable[..., object]) -> None:
    two = (("ana", 1.0, None, 0.2, 1), ("jon", 0.0, None, 0.2, 2))
    assert review(*two, ("lena", 0.0, ADJUDICATED, None, 9), ("marta", 1.0, ADJUDICATED, None, 11)) == (
        1.0,
        0.2,
    )


def test_an_adjudicator_who_was_a_reviewer_too_decides(review: Callable[..., object]) -> None:
    two = (("ana", 1.0, None, 0.2, 1), ("jon", 0.0, None, 0.2, 2))
    assert review(*two, ("jon", 1.0, ADJUDICATED, None, 9)) == (1.0, 0.2)


def test_a_chance_is_kept_where_the_only_reviewer_decides(review: Callable[..., object]) -> None:
    assert review(("ana", 1.0, None, 0.2, 8), ("ana", 0.0, ADJUDICATED, None, 9)) == (0.0, 0.2)


def test_what_nobody_can_judge_is_no_review(review: Callable[..., object]) -> None:
    two = (("ana", 1.0, None, 0.2, 1), ("jon", 0.0, None, 0.2, 2))
    assert review(*two, ("lena", None, ADJUDICATED, None, 9)) == (None, 0.2)
