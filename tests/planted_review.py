"""Answers of which it is planted who is right, scored by a judge that errs; and what a server recorded of their review."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import sqlalchemy as sa

from tests.agreement_lake import spans
from tests.waiting import wait_for
from tidegauge.queries.relation import table
from tidegauge.stores import open_store
from tidegauge.workbench.review_items import items_of

CALLS = 60


def good(span: str) -> bool:
    """Whether an answer is right, as planted: 42 of 60 are."""
    return int(span[1:]) % 10 > 2


def mark(span: str) -> float:
    """What the judge says: it passes half of the wrong answers, and fails three right ones. So 12 are flagged."""
    number = int(span[1:])
    return 2.0 if number % 20 in {2, 5, 10, 12} else 5.0 if good(span) else 4.0


def planted() -> dict[str, pl.DataFrame]:
    """Return the calls, and what the judge said of each."""
    answers = [f"answer {one}" for one in range(CALLS)]
    calls = spans(CALLS, output_text=answers).with_columns(status=pl.lit("ok"))
    marks = calls.select("span_id", "trace_id", created_at=pl.col("start_time") + timedelta(minutes=5))
    marks = marks.with_columns(
        value=pl.Series([mark(one) for one in calls["span_id"]]),
        name=pl.lit("correctness"),
        source=pl.lit("judge"),
        evaluator=pl.lit("judge-lm r1"),
        inclusion_probability=pl.lit(1.0),
    )
    return {"spans": calls, "scores": marks}


def corrected(drawn: set[str]) -> float:
    """Return the share of right answers by PPI++: labels of the drawn ones, judge's marks as parts of 1 to 5 of all."""
    rest = {f"s{one}" for one in range(CALLS)} - drawn
    said = np.array([[good(one), (mark(one) - 1) / 4] for one in sorted(drawn)], dtype=float)
    others = np.array([(mark(one) - 1) / 4 for one in sorted(rest)])
    every = np.concatenate([said[:, 1], others])
    lam = np.cov(said.T)[0, 1] / ((1 + len(drawn) / len(rest)) * every.var(ddof=1))
    return float(said[:, 0].mean() + lam * (others.mean() - said[:, 1].mean()))


class Kept:
    """What the server recorded: its workbench, and its lake."""

    def __init__(self, folder: Path, engine: sa.Engine) -> None:
        self.folder = folder
        self.engine = engine

    def spans(self, batch: int) -> dict[int, str]:
        """Return a batch's spans by place."""
        return {item.place: item.span_id for item in items_of(self.engine, batch)}

    def human(self) -> pl.DataFrame:
        store = open_store(str(self.folder / "lake"))
        scores = table(store.catalog(), "scores")
        return store.read(sa.select(*scores.c).where(scores.c.source == "human"))

    def wait(self, labels: int) -> None:
        """Wait until a thread of the server has brought so many labels to the store."""
        wait_for(lambda: self.human().height == labels)
