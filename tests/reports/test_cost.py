"""The report on small stores: where money is from, parts that sum, units, spenders, lines and what fails."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tests.conftest import MIDDLE, START
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._cost.lines import in_window
from tidegauge.reports.cost import CostOptions, cost, table
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable

PRICES = CostTable.model_validate(
    {"prices": [{"model": "m", "input": 10.0, "cached_input": 1.0, "output": 30.0}]}
)


def _calls(n: int, start: datetime, **columns: object) -> pl.DataFrame:
    at = [start + timedelta(days=7) * place / n for place in range(n)]
    name = f"{start:%d}"
    base = {
        "trace_id": [f"t{name}{place}" for place in range(n)],
        "span_id": [f"s{name}{place}" for place in range(n)],
        "session_id": [f"u{name}{place // 2}" for place in range(n)],
        "kind": "model",
        "start_time": at,
        "model_version": "m",
        "input_tokens": 1_000,
        "cached_input_tokens": 0,
        "output_tokens": 100,
    }
    return pl.DataFrame(base | columns)


@pytest.fixture
def two_weeks(written: Callable[..., Source]) -> Callable[..., Source]:
    """Return two_weeks(before, after): a store of both weeks' calls."""
    return lambda before, after, **others: written(pl.concat([before, after], how="diagonal"), **others)


def test_tokens_and_the_cache_are_told_apart(two_weeks: Callable, ask: Callable[..., TraceFilter]) -> None:
    """By hand: 300 calls at 0.013; then 0.5 of the input from the cache (−0.0045) and 200 tokens out (+0.003)."""
    before = _calls(300, START)
    after = _calls(300, MIDDLE, cached_input_tokens=500, output_tokens=200)
    report = cost(two_weeks(before, after), ask(), options=CostOptions(PRICES))
    assert report.split is not None
    assert report.split.reference == pytest.approx(300 * 0.013)
    assert report.split.current == pytest.approx(300 * (0.0055 + 0.006))
    parts = {one.name: one.value for one in report.split.parts}
    assert parts["cache"] == pytest.approx(300 * -0.0045)
    assert parts["tokens"] == pytest.approx(300 * 0.003)
    assert (parts["volume"], parts["mix"], parts["price"]) == pytest.approx((0, 0, 0), abs=1e-9)
    assert sum(parts.values()) == pytest.approx(report.split.total, abs=1e-9)


def test_recorded_money_without_tokens_is_a_part_of_its_own(two_weeks: Callable, ask: Callable) -> None:
    before = _calls(200, START, input_tokens=None, output_tokens=None, cost_usd=0.01)
    after = _calls(200, MIDDLE, input_tokens=None, output_tokens=None, cost_usd=0.03)
    report = cost(two_weeks(before, after), ask())
    assert report.split is not None
    assert {one.name: round(one.value, 9) for one in report.split.parts}["uncounted"] == 4.0


def test_recorded_goes_before_computed(two_weeks: Callable, ask: Callable) -> None:
    after = _calls(200, MIDDLE, cost_usd=[0.5 if place < 50 else None for place in range(200)])
    report = cost(two_weeks(_calls(10, START), after), ask(), options=CostOptions(PRICES))
    assert (report.coverage.recorded, report.coverage.computed) == (0.25, 0.75)
    assert report.spend is not None
    assert report.spend.current.value == pytest.approx(50 * 0.5 + 150 * 0.013)


def test_a_session_with_an_unknown_call_is_in_no_mean(two_weeks: Callable, ask: Callable) -> None:
    after = _calls(
        100, MIDDLE, cost_usd=[0.5 if place % 10 else None for place in range(100)], input_tokens=None
    )
    report = cost(two_weeks(_calls(10, START), after), ask())
    (session,) = [one for one in report.figures if one.metric == "per_session"]
    assert (session.current.value, session.current.n) == (1.0, 40)
    assert session.coverage == pytest.approx(0.8)


def test_resolved_sessions_carry_the_money_of_the_others(two_weeks: Callable, ask: Callable) -> None:
    after = _calls(200, MIDDLE, cost_usd=0.5)
    left = pl.DataFrame(
        {
            "span_id": None,
            "session_id": [f"u{MIDDLE:%d}{place}" for place in range(25)],
            "kind": "abandoned",
            "created_at": MIDDLE + timedelta(days=1),
        },
        schema_overrides={"span_id": pl.String},
    )
    report = cost(two_weeks(_calls(10, START, cost_usd=0.5), after, signals=left), ask())
    (resolved,) = [one for one in report.figures if one.metric == "per_resolved"]
    assert resolved.current.value == pytest.approx(200 * 0.5 / 75)


def test_more_calls_are_no_bad_news(two_weeks: Callable, ask: Callable) -> None:
    report = cost(two_weeks(_calls(300, START, cost_usd=0.01), _calls(900, MIDDLE, cost_usd=0.01)), ask())
    found = report.findings[0]
    assert (found.verdict, found.direction, found.rising) == (Verdict.CHANGED, Direction.NEUTRAL, True)
    assert found.sentence.startswith("Spend rose $6.00 to $9.00 (+200%).")


def test_dearer_calls_are_bad_news(two_weeks: Callable, ask: Callable) -> None:
    before, after = _calls(400, START), _calls(400, MIDDLE, output_tokens=900)
    found = cost(two_weeks(before, after), ask(), options=CostOptions(PRICES)).findings[0]
    assert (found.verdict, found.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert "tokens per call" in found.sentence


def test_keys_that_fail_or_are_cut_off_say_so(two_weeks: Callable, ask: Callable) -> None:
    bad = {
        "api_key": ["bad" if place % 2 else "good" for place in range(400)],
        "status": ["error" if place % 4 == 1 else "ok" for place in range(400)],
        "finish_reason": ["length" if place % 4 == 2 else "stop" for place in range(400)],
    }
    report = cost(
        two_weeks(_calls(10, START, cost_usd=1.0), _calls(400, MIDDLE, cost_usd=1.0, **bad)),
        ask(),
        None,
        "api_key",
    )
    assert {one.value: one.why for one in report.spenders} == {"bad": "50% fail", "good": "50% cut off"}
    good = next(one for one in report.spenders if one.value == "good")
    assert good.cut_money == pytest.approx(100)
    told = {one.kind: one.sentence for one in report.findings}
    assert told["cost.failing"] == "50% of the calls of key bad fail: a gateway should stop asking at 10%."
    assert (
        told["cost.cut"]
        == "50% of the calls of key good are cut off at the token limit: $100 was paid for them."
    )
    assert table(report)["why"].to_list() == [one.why for one in report.spenders]


def test_judging_and_labels_are_lines_of_their_own(two_weeks: Callable, ask: Callable) -> None:
    after = _calls(100, MIDDLE, cost_usd=0.01)
    scores = pl.DataFrame(
        {
            "span_id": after["span_id"][:30],
            "name": "correctness",
            "value": 4.0,
            "source": ["human"] * 10 + ["judge"] * 20,
            "created_at": MIDDLE + timedelta(days=2),
        }
    )
    source = two_weeks(_calls(100, START, cost_usd=0.01), after, scores=scores)
    spent = ((date(2026, 11, 9), 2.0), (date(2026, 11, 2), 1.0))
    options = CostOptions(CostTable(review_label=0.5), judging=spent)
    lines = {one.name: one for one in cost(source, ask(), options=options).lines}
    assert (lines["Judging"].value, lines["Judging"].n) == (2.0, 20)
    assert lines["Judging"].reference == pytest.approx(1.0, rel=0.02)  # at the current window's length
    assert (lines["Review"].value, lines["Review"].n) == (5.0, 10)
    unknown = {one.name: one.value for one in cost(source, ask()).lines}
    assert unknown == {"Judging": None, "Review": None}
    assert in_window(dict(spent), ask().current.window) == 2.0


def test_money_is_in_the_currency_of_the_settings(two_weeks: Callable, ask: Callable) -> None:
    source = two_weeks(_calls(100, START, cost_usd=1.0), _calls(100, MIDDLE, cost_usd=1.0))
    euro = cost(source, ask(), options=CostOptions(CostTable(currency_per_dollar=0.5), "EUR"))
    assert euro.currency == "EUR"
    assert euro.spend is not None
    assert euro.spend.current.value == 50.0
    assert cost(source, ask(), options=CostOptions(currency="EUR")).currency == "USD"
