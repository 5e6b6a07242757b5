"""Paired comparisons: the columns that name a case, and the change on the pairs."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import FilterError, MetricError
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.declaration import builtin_metrics, declare
from tidegauge.reports._paired import paired
from tidegauge.reports._paired_keys import pair_keys
from tidegauge.settings import MetricTable

START = datetime(2026, 11, 1)
MIDDLE, END = START + timedelta(days=1), START + timedelta(days=2)
CASES = 200


def _spans() -> pl.DataFrame:
    """Every case once a day; 40 that were right are wrong on the second day, 10 the other way round."""
    case = np.tile(np.arange(CASES), 2)
    right = np.where(case < 120, 1, 0)
    right[CASES:][:40] = 0
    right[CASES:][150:160] = 1
    return pl.DataFrame(
        {
            "trace_id": [f"t{k}" for k in range(2 * CASES)],
            "span_id": [f"s{k}" for k in range(2 * CASES)],
            "kind": "model",
            "start_time": [START + timedelta(minutes=7 * k) for k in range(CASES)]
            + [MIDDLE + timedelta(minutes=7 * k) for k in range(CASES)],
            "query_id": [f"q{k // 2}" if k < 20 else f"q{k}" for k in case],
            "occurrence": [int(k % 2) if k < 20 else 0 for k in case],
            "request_number": np.arange(2 * CASES),
            "tenant": [f"x{k % 4}" for k in case],
            "right": right,
            "duration_ms": 100.0 + case + np.where(np.arange(2 * CASES) < CASES, 0, 25),
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


def _asked() -> TraceFilter:
    return TraceFilter(Population(Window(MIDDLE, END)), Population(Window(START, MIDDLE)))


def _right(direction: str = "higher"):
    return declare("right", MetricTable(expression="mean(right)", label="Right", direction=direction))


def test_the_columns_that_name_a_case_are_found(written):
    assert pair_keys(written(_spans()), _asked()) == ("query_id", "occurrence")


def test_without_such_a_column_there_is_nothing_to_pair(written):
    source = written(_spans().drop("query_id"))
    assert pair_keys(source, _asked()) == ()
    assert paired(source, _asked(), _right()) is None


def test_a_share_is_tested_on_its_pairs(written):
    found = paired(written(_spans()), _asked(), _right())
    assert (found.pairs, found.lost, found.gained) == (200, 40, 10)
    assert found.difference.value == pytest.approx(-0.15)
    assert found.test == "McNemar, exact"
    assert found.p_value < 0.0001
    assert (found.verdict, found.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert found.unmatched == 0
    assert "200 cases answered in both windows: 10 rose and 40 fell" in found.sentence


def test_named_columns_beat_those_that_are_found(written):
    found = paired(written(_spans()), _asked(), _right(), pair_by=["query_id"])
    assert found.pair_by == ("query_id",)
    assert found.pairs == 180
    assert found.unmatched == pytest.approx(0.1)


def test_a_number_is_tested_by_student_and_wilcoxon(written):
    metric = declare("wait", MetricTable(expression="mean(duration_ms)", direction="lower"))
    found = paired(written(_spans()), _asked(), metric)
    assert found.difference.value == pytest.approx(25)
    assert found.test == "Student's t, paired"
    assert found.second < 1e-9
    assert (found.verdict, found.direction) == (Verdict.CHANGED, Direction.WORSE)


def test_what_has_no_value_for_each_call_is_refused(written):
    source = written(_spans())
    for name in ("latency_p50", "cost", "cost_per_session"):
        with pytest.raises(MetricError, match="cannot be paired"):
            paired(source, _asked(), builtin_metrics()[name], pair_by=["query_id"])


def test_an_unknown_column_is_named(written):
    with pytest.raises(FilterError, match="query_id"):
        paired(written(_spans()), _asked(), _right(), pair_by=["query_idd"])


def test_nothing_is_compared_with_nothing(written):
    alone = TraceFilter(Population(Window(MIDDLE, END)))
    assert paired(written(_spans()), alone, _right(), pair_by=["query_id"]) is None
