"""Each planted fact, measured with polars on the generated rows, has the size that data/demo_facts.toml states."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import pytest

from tidegauge.demo import Fact, facts
from tidegauge.filters import parse_condition

SESSIONS = 1.6
"""How much larger a variance is when the calls of one session move together (mean of n² over mean of n)."""


@dataclass(frozen=True)
class Measure:
    """A metric as polars spells it; `values` are the independent units that its sampling error comes from."""

    value: pl.Expr
    values: pl.Expr
    inflated: float = 1.0


def _mean(column: pl.Expr, inflated: float = 1.0) -> Measure:
    return Measure(column.mean(), column.cast(pl.Float64).drop_nulls(), inflated)


RATED = pl.col("thumbs_up") | pl.col("thumbs_down")
LEFT = pl.col("abandoned").max().over("session_id").filter(pl.col("session_id").is_first_distinct())
MEASURES = {
    "output_tokens": _mean(pl.col("output_tokens")),
    "format_failure_rate": _mean(~pl.col("format_valid"), SESSIONS),
    "rate(language = 'vi')": _mean(pl.col("language") == "vi", SESSIONS),
    "rate(device_locale is null)": _mean(pl.col("device_locale").is_null(), SESSIONS),
    "cost": Measure(pl.col("cost_usd").sum(), pl.col("cost_usd")),
    "error_rate": _mean(pl.col("status") == "error"),
    "thumbs_up_rate": _mean(pl.col("thumbs_up").filter(RATED)),
    "abandonment_rate": _mean(LEFT),
    "correctness": _mean(pl.col("correctness"), SESSIONS),
    "escalation_rate": _mean(pl.col("escalation"), SESSIONS),
    "recall_at_5": _mean(pl.col("recall@5")),
    "ctr": _mean(pl.col("clicks").fill_null(0).filter(pl.col("impressions") > 0), SESSIONS),
}
FACTS = {fact.name: fact for fact in facts(datetime(2026, 11, 21, 10))}


def _rows(calls: pl.DataFrame, fact: Fact, start: datetime, stop: datetime) -> pl.DataFrame:
    calls = calls.filter(pl.col("start_time").is_between(start, stop, closed="left"))
    for chip in fact.where:
        condition = parse_condition(chip)
        same = pl.col(condition.attribute).is_in(list(condition.values))
        calls = calls.filter(same if condition.operator == "=" else ~same)
    return calls


def _tolerance(rows: pl.DataFrame, measure: Measure, expected: float, *, total: bool) -> float:
    """Four standard errors, from the spread that is seen, or the binomial one where that is larger."""
    values = rows.select(measure.values.cast(pl.Float64).alias("value"))["value"]
    n = len(values)
    spread = float(values.std() or 0.0)  # type: ignore[arg-type]
    if total:
        return 4 * math.sqrt(n) * math.sqrt(spread**2 + float(values.mean() or 0.0) ** 2)  # type: ignore[arg-type]
    if 0 <= expected <= 1:
        spread = max(spread, math.sqrt(expected * (1 - expected)))
    return 4 * math.sqrt(measure.inflated / n) * spread


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("side", ["reference", "current"])
def test_a_fact_has_its_stated_size(calls: pl.DataFrame, end: datetime, name: str, side: str) -> None:
    fact = FACTS[name]
    windows = {"reference": (fact.before_from, fact.before_until), "current": (fact.onset, fact.until or end)}
    rows, measure = _rows(calls, fact, *windows[side]), MEASURES[fact.metric]
    expected = getattr(fact, side)
    found = float(rows.select(measure.value).item())
    assert rows.height > 200
    assert found == pytest.approx(
        expected, abs=_tolerance(rows, measure, expected, total=fact.unit == "usd") + 1e-9
    )


MOVING = [name for name, fact in FACTS.items() if fact.reference != fact.current]


@pytest.mark.parametrize("name", MOVING)
def test_a_change_stands_far_out_of_the_noise(calls: pl.DataFrame, end: datetime, name: str) -> None:
    fact = FACTS[name]
    measure, total = MEASURES[fact.metric], fact.unit == "usd"
    before, now = (
        _rows(calls, fact, fact.before_from, fact.before_until),
        _rows(calls, fact, fact.onset, fact.until or end),
    )
    difference = now.select(measure.value).item() - before.select(measure.value).item()
    errors = [_tolerance(rows, measure, fact.reference, total=total) for rows in (before, now)]
    assert abs(difference) > math.hypot(*errors)


def _share(rows: pl.DataFrame, flag: Callable[[], pl.Expr]) -> float:
    return float(rows.select(flag().mean()).item())


def test_the_json_breaks_nowhere_else(calls: pl.DataFrame, end: datetime) -> None:
    fact = FACTS["broken_json"]
    there = (pl.col("geo") == "BR") & (pl.col("device") == "ios") & (pl.col("feature") == "order_status")
    rest = calls.filter((pl.col("start_time") >= fact.onset) & ~there)
    assert _share(rest, lambda: ~pl.col("format_valid")) == pytest.approx(0.009, abs=0.004)


def test_only_the_new_release_loses_the_locale(calls: pl.DataFrame) -> None:
    missing = calls.with_columns(gone=pl.col("device_locale").is_null())
    by_version = dict(missing.group_by("app_version").agg(pl.col("gone").mean()).iter_rows())
    assert by_version.pop("4.2.0") == 1.0
    assert max(by_version.values()) < 0.006


def test_the_loop_is_1860_calls_with_a_growing_context(calls: pl.DataFrame, end: datetime) -> None:
    fact = FACTS["retry_loop"]
    loop = _rows(calls, fact, fact.onset, fact.until or end).filter(pl.col("model_requested") == "aster-mini")
    assert loop.height == 1860
    assert loop.sort("start_time")["input_tokens"].head(20).mean() == pytest.approx(2200, rel=0.05)
    assert loop.sort("start_time")["input_tokens"].tail(20).mean() == pytest.approx(37_800, rel=0.05)
    assert loop["session_id"].n_unique() > 1


def test_the_silent_change_is_silent(
    demo: dict[str, pl.DataFrame], calls: pl.DataFrame, end: datetime
) -> None:
    fact = FACTS["silent_model_change"]
    assert demo["changes"].filter(pl.col("at").is_between(fact.onset.replace(hour=0), end)).is_empty()
    others = calls.filter(pl.col("model_requested") == "aster-mini", pl.col("feature") != "batch_enrich")
    before = others.filter(pl.col("start_time").is_between(fact.before_from, fact.onset))[
        "output_tokens"
    ].mean()
    now = others.filter(pl.col("start_time") >= fact.onset)["output_tokens"].mean()
    assert now == pytest.approx(before, rel=0.03)


def test_human_scores_do_not_move_with_the_judge(demo: dict[str, pl.DataFrame]) -> None:
    onset = FACTS["judge_change"].onset
    human = demo["scores"].filter(pl.col("source") == "human", pl.col("name") == "correctness")
    before, now = (
        human.filter(side)["value"].mean()
        for side in (pl.col("created_at") < onset, pl.col("created_at") >= onset)
    )
    assert human.height > 500
    assert now == pytest.approx(before, abs=0.35)


def test_evaluators_change_at_the_onset(demo: dict[str, pl.DataFrame]) -> None:
    judged = demo["scores"].filter(pl.col("source") == "judge")
    first = judged.filter(pl.col("evaluator") == "aster-judge/rubric-r4")["created_at"].min()
    assert str(first) > "2026-11-16 10:00"
    assert judged["evaluator"].unique().sort().to_list() == ["aster-judge/rubric-r3", "aster-judge/rubric-r4"]


def test_vietnamese_comes_from_the_launched_country(calls: pl.DataFrame) -> None:
    launched = calls.filter(pl.col("geo") == "VN")
    assert launched["start_time"].min() >= FACTS["geo_launch"].onset  # type: ignore[operator]
    assert _share(launched, lambda: pl.col("language") == "vi") == pytest.approx(0.94, abs=0.02)
    assert calls.filter(pl.col("language") == "vi")["geo"].unique().to_list() == ["VN"]


def test_what_does_not_move_is_not_called_a_change() -> None:
    still = [fact.verdict for fact in FACTS.values() if fact.reference == fact.current]
    assert sorted(still) == ["cannot_tell", "cannot_tell", "not_material"]
    assert {FACTS[name].verdict for name in MOVING} == {"changed", "not_comparable", "not_material"}


def test_facts_before_the_first_day_are_left_out() -> None:
    names = {fact.name for fact in facts(datetime(2026, 11, 21, 10), days=10)}
    assert "broken_json" not in names
    assert {"silent_model_change", "retry_loop", "missing_locale"} <= names


def test_onsets_follow_the_end() -> None:
    (fact,) = (fact for fact in facts(datetime(2026, 11, 22)) if fact.name == "broken_json")
    assert fact.onset == datetime(2026, 11, 17, 14, 20)
