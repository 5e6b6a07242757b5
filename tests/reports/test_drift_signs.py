"""The two-of-four rule on weeks whose signs were planted one by one."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._drift.signs import signs, two_of_four
from tidegauge.reports._drift.text import text_rows

START = datetime(2026, 11, 2)
MIDDLE, END = START + timedelta(days=7), START + timedelta(days=14)
A_DAY = 300
N = 14 * A_DAY


def _asked(end: datetime = END) -> TraceFilter:
    return TraceFilter(Population(Window(MIDDLE, end)), Population(Window(START, MIDDLE)))


def _week(slower: float = 0, longer: float = 0, wordier: float = 0, others: float = 0) -> pl.DataFrame:
    """Two weeks of calls; each argument is what one sign gains a day in the second week, as a share.

    Latency `slower`, inputs `longer`, outputs `wordier`, and the share of answers that say something else `others`.
    """
    random = np.random.default_rng(9)
    day = np.repeat(np.arange(14), A_DAY)
    late = np.maximum(day - 6, 0)
    usual = random.choice(
        ["it left the house today", "your parcel is on its way", "the refund takes a week"], N
    )
    other = "voucher terms exclude sale items and gift cards"
    answers = np.where(random.random(N) < others * late, other, usual)
    weekly = 1 + 0.1 * (day % 7 >= 5)
    return pl.DataFrame(
        {
            "trace_id": [f"t{k}" for k in range(N)],
            "span_id": [f"s{k}" for k in range(N)],
            "kind": "model",
            "start_time": [START + timedelta(days=14) / N * k for k in range(N)],
            "session_id": [f"u{k // 2}" for k in range(N)],
            "feature": "help",
            "duration_ms": random.lognormal(6, 0.5, N) * (1 + slower * late) * weekly,
            "input_tokens": (random.integers(200, 400, N) * (1 + longer * late)).astype(int),
            "output_tokens": (random.integers(100, 200, N) * (1 + wordier * late) * weekly).astype(int),
            "input_text": "where is it",
            "output_text": answers.tolist(),
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


def _read(source, asked=None):
    asked = asked or _asked()
    texts = text_rows(source, asked)
    return signs(source, asked, texts), two_of_four(source, asked, texts)


def test_a_quiet_fortnight_has_no_finding(written):
    found, finding = _read(written(_week()))
    assert [one.name for one in found] == ["latency", "similarity", "tokens a session"]
    assert not any(one.worsened for one in found)
    assert finding is None


def test_one_sign_alone_is_no_finding(written):
    found, finding = _read(written(_week(slower=0.05)))
    assert [one.name for one in found if one.worsened] == ["latency"]
    assert finding is None


def test_less_similar_answers_and_more_tokens_are(written):
    found, finding = _read(written(_week(others=0.08, wordier=0.15)))
    assert {one.name for one in found if one.worsened} == {"similarity", "tokens a session"}
    assert finding.sentence == (
        "Two of four drift signs worsened for 7 days: answers less similar, more tokens a session."
    )
    assert (finding.verdict, finding.direction, finding.kind) == (
        Verdict.CHANGED,
        Direction.WORSE,
        "drift.signs",
    )
    assert finding.p_value < 0.05
    assert any("tokens a session" in detail and "→" in detail for detail in finding.details)


def test_latency_that_longer_inputs_explain_does_not_count(written):
    found, _ = _read(written(_week(slower=0.05, longer=0.06)))
    assert "latency" not in {one.name for one in found}


def test_hallucinations_count_where_they_are_judged(written):
    spans = _week(slower=0.05)
    random = np.random.default_rng(3)
    late = np.maximum(np.repeat(np.arange(14), A_DAY) - 6, 0)
    scores = spans.select("span_id", "trace_id", created_at=pl.col("start_time")).with_columns(
        name=pl.lit("hallucination"),
        source=pl.lit("judge"),
        value=pl.Series((random.random(N) < 0.03 + 0.03 * late).astype(float)),
    )
    _, finding = _read(written(spans, scores=scores))
    assert "slower without longer inputs, more hallucinations" in finding.sentence


def test_what_gets_better_is_no_sign(written):
    found, finding = _read(written(_week(slower=-0.05, wordier=-0.08)))
    assert not any(one.worsened for one in found)
    assert finding is None


@pytest.mark.parametrize("end", [MIDDLE + timedelta(days=6)])
def test_less_than_a_week_says_nothing(written, end):
    assert _read(written(_week(slower=0.05, wordier=0.1)), _asked(end))[0] == ()
