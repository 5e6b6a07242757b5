"""Pairs of both sides against a join in polars."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.queries.pairs import matched, pair_values

START = datetime(2026, 11, 1)
MIDDLE, END = START + timedelta(days=1), START + timedelta(days=2)


def _spans() -> pl.DataFrame:
    random = np.random.default_rng(5)
    n = 300
    case = random.integers(0, 120, n)
    return pl.DataFrame(
        {
            "trace_id": [f"t{k}" for k in range(n)],
            "span_id": [f"s{k}" for k in range(n)],
            "kind": "model",
            "start_time": [START + timedelta(minutes=9 * k) for k in range(n)],
            "case_id": [None if one == 3 else f"c{one}" for one in case],
            "attempt": random.integers(0, 2, n),
            "grade": [None if k % 11 == 0 else float(random.integers(0, 2)) for k in range(n)],
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


def _joined(keys: list[str], value: str | None) -> pl.DataFrame:
    known = _spans().drop_nulls([*keys, *([value] if value else [])])
    sides = (known.filter(pl.col("start_time") < MIDDLE), known.filter(pl.col("start_time") >= MIDDLE))
    before, after = (side.filter(pl.struct(keys).is_unique()) for side in sides)
    # A key that one side has twice is no pair.
    return before.join(after, on=keys)


def _asked() -> TraceFilter:
    return TraceFilter(Population(Window(MIDDLE, END)), Population(Window(START, MIDDLE)))


def test_matched_counts_keys_that_occur_once_on_both_sides(written):
    source = written(_spans())
    for keys in (["case_id"], ["case_id", "attempt"]):
        found = source.store.read(matched(source.rows(_asked()), _asked(), keys)).row(0, named=True)
        assert found["pairs"] == _joined(keys, None).height
        known = _spans().drop_nulls("case_id")
        assert found["current"] == known.filter(pl.col("start_time") >= MIDDLE).height


def test_values_are_those_of_the_join(written):
    source, keys = written(_spans()), ["case_id", "attempt"]
    rows = source.rows(_asked())
    found = source.store.read(pair_values(rows, _asked(), keys, rows.column("grade")))
    expected = _joined(keys, "grade").group_by("grade", "grade_right").len().sort("grade", "grade_right")
    assert found.rows() == [tuple(row) for row in expected.rows()]
