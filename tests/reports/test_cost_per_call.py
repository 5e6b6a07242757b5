"""The control chart of the cost of a call. Authority: numpy's means and standard deviations of the same calls, and the
constants of Montgomery (2019), Introduction to Statistical Quality Control, 8th ed., section 6.3 (three sigmas)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.reports._cost.per_call import per_call_chart
from tidegauge.reports.cost import CostOptions, cost
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline

FIRST = datetime(2026, 10, 1)
DAYS, EACH = 35, 200
PRICES = CostTable.model_validate({"prices": [{"model": "m", "input": 10.0, "output": 0.0}]})


def _days(money: np.ndarray, **columns: object) -> pl.DataFrame:
    """Return calls spread over days: `money` has shape (days, calls)."""
    days, each = money.shape
    n = days * each
    base = {
        "span_id": [f"s{place}" for place in range(n)],
        "trace_id": [f"t{place}" for place in range(n)],
        "kind": "model",
        "model_version": "m",
        "start_time": [
            FIRST + timedelta(days=place // each, hours=24 * (place % each) / each) for place in range(n)
        ],
        "cost_usd": money.ravel(),
    }
    return pl.DataFrame(base | columns)


@pytest.fixture
def money() -> np.ndarray:
    return np.random.default_rng(3).gamma(4.0, 0.01, (DAYS, EACH))


def _week(where: tuple = ()) -> TraceFilter:
    end = FIRST + timedelta(days=DAYS)
    now = Window(end - timedelta(days=7), end)
    return TraceFilter(Population(now, where), Population(now.earlier(now.length), where))


def test_points_and_limits_are_those_of_the_calls(written: Callable[..., Source], money: np.ndarray) -> None:
    chart = per_call_chart(written(_days(money)), _week(), CostTable())
    assert chart is not None
    assert chart.method == "x_bar_s"
    np.testing.assert_allclose([one.value for one in chart.points], money.mean(axis=1))
    assert {one.n for one in chart.points} == {EACH}
    normal = money[:21]
    centre = normal.mean()
    within = np.sqrt((normal.var(axis=1, ddof=1)).mean())
    last = chart.points[-1]
    assert last.centre == pytest.approx(centre)
    assert last.upper - last.centre == pytest.approx(3 * within / np.sqrt(EACH), rel=0.02)
    assert chart.finding.verdict is not Verdict.CHANGED


def test_days_that_differ_more_than_calls_widen_the_limits(
    written: Callable[..., Source], money: np.ndarray
) -> None:
    """Days of their own cost: by the spread within them one in two would lie outside."""
    days = np.exp(np.random.default_rng(2).normal(0, 0.15, (DAYS, 1)))
    chart = per_call_chart(written(_days(money * days)), _week(), CostTable())
    assert chart is not None
    assert chart.method in {"individuals", "log_individuals"}
    assert sum(one.outside for one in chart.points[21:]) <= 1


def test_a_dearer_week_leaves_the_baseline_and_never_moves_it(
    written: Callable[..., Source], money: np.ndarray
) -> None:
    money[-4:] *= 1.4
    chart = per_call_chart(written(_days(money)), _week(), CostTable())
    assert chart is not None
    assert (chart.finding.verdict, chart.finding.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert chart.since == FIRST + timedelta(days=DAYS - 4)
    assert [one.outside for one in chart.points[-4:]] == [True] * 4
    assert chart.points[-1].centre == pytest.approx(money[:21].mean())


def test_priced_calls_are_charted_as_recorded_ones(written: Callable[..., Source], money: np.ndarray) -> None:
    tokens = np.round(money.ravel() * 1e5)
    own = {"cost_usd": pl.Series([None] * tokens.size, dtype=pl.Float64), "input_tokens": tokens.astype(int)}
    chart = per_call_chart(written(_days(money, **own, output_tokens=0)), _week(), PRICES)
    assert chart is not None
    np.testing.assert_allclose(
        [one.value for one in chart.points], (tokens * 1e-5).reshape(DAYS, EACH).mean(1)
    )


def test_a_baseline_on_record_holds(written: Callable[..., Source], money: np.ndarray) -> None:
    start = FIRST + timedelta(days=5)
    of = BaselineOf("cost_per_call")
    record = RecordedBaseline(1, of, start, start + timedelta(days=20), "marta", FIRST, "new prices")
    chart = per_call_chart(written(_days(money)), _week(), CostTable(), [record])
    assert chart is not None
    assert chart.stages[-1].frozen.by == "marta"
    assert chart.points[-1].centre == pytest.approx(money[5:25].mean())


def test_without_a_complete_day_there_is_none(written: Callable[..., Source], money: np.ndarray) -> None:
    source = written(_days(money[:1, :50]))
    end = FIRST + timedelta(hours=20)
    short = TraceFilter(Population(Window(end - timedelta(days=7), end)))
    assert per_call_chart(source, short, CostTable()) is None


def test_a_cost_that_nobody_knows_is_no_point(written: Callable[..., Source], money: np.ndarray) -> None:
    money = money.copy()
    money[-3:] = np.nan
    frame = _days(money).with_columns(pl.col("cost_usd").fill_nan(None))
    chart = per_call_chart(written(frame), _week(), CostTable())
    assert chart is not None
    assert [one.n for one in chart.points[-3:]] == [0, 0, 0]
    assert np.isnan([one.value for one in chart.points[-3:]]).all()


def test_a_fall_is_no_good_news_where_nobody_knows_the_quality(
    written: Callable[..., Source], money: np.ndarray
) -> None:
    money[-4:] *= 0.6
    report = cost(written(_days(money)), _week(), options=CostOptions())
    assert report.per_call is not None
    assert (report.per_call.finding.verdict, report.per_call.finding.direction) == (
        Verdict.CHANGED,
        Direction.NEUTRAL,
    )
