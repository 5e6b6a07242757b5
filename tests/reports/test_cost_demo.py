"""The demo's planted loop: named with its key, onset and money; the budget warns before it breaks; the forecast covers."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.facts import facts
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._cost.read import priced_models, read_cells
from tidegauge.reports._cost.spend_series import quarters
from tidegauge.reports._cost.split import model_prices
from tidegauge.reports.budgets import budget_states, budgets
from tidegauge.reports.cost import CostOptions, CostReport, cost
from tidegauge.reports.cost_dimension import cost_dimensions, spender_dimensions
from tidegauge.reports.cost_quality import quality_metric
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_cost import BudgetTable, CostTable
from tidegauge.stats.spend_forecast import DAY, spend_forecast

KEY = "svc-batch-07"
LIMIT = 60.0


@pytest.fixture(scope="module")
def asked(demo: Source):
    catalog = demo.store.catalog()
    return resolve(Request(window="last 7 days"), DEMO_END, catalog.first, catalog.newest)


@pytest.fixture(scope="module")
def report(demo: Source, asked) -> CostReport:
    (quality,) = chosen_metrics(["correctness"], Settings(), demo.store.catalog())
    return cost(demo, asked, "feature", "api_key", CostOptions(quality=quality))


@pytest.fixture(scope="module")
def loop():
    return next(one for one in facts(DEMO_END) if one.name == "retry_loop")


def test_the_loop_is_named_with_key_onset_and_money(report: CostReport, loop) -> None:
    (run,) = report.anomalies
    assert (run.kind, run.dimension, run.value) == ("retry loop", "api_key", KEY)
    assert abs(run.onset - loop.onset) < timedelta(minutes=1)
    assert abs(run.until - loop.until) < timedelta(minutes=1)
    assert run.calls == 1860  # the fact's own sentence
    assert run.money == pytest.approx(loop.current - loop.reference, abs=3)
    assert run.first_tokens == pytest.approx(2_000, rel=1)
    assert run.last_tokens == pytest.approx(38_000, rel=0.1)
    assert KEY in report.findings[0].sentence
    assert "a retry loop" in report.findings[0].sentence
    finding = next(one for one in report.findings if one.kind == "cost.retry_loop")
    assert (finding.verdict, finding.direction, finding.onset) == (
        Verdict.CHANGED,
        Direction.WORSE,
        run.onset,
    )
    assert finding.link is not None
    assert finding.link.params["where"] == (f"api_key = {KEY}",)


def test_no_run_is_named_in_a_quiet_week(demo: Source) -> None:
    catalog = demo.store.catalog()
    quiet = resolve(Request(start="2026-11-01", end="2026-11-07"), DEMO_END, catalog.first, catalog.newest)
    assert cost(demo, quiet, "feature", "api_key").anomalies == ()


def test_the_parts_sum_and_the_prices_are_the_plans(report: CostReport, demo: Source) -> None:
    assert report.split is not None
    assert sum(one.value for one in report.split.parts) == pytest.approx(report.split.total, abs=1e-9)
    assert set(report.split.prices.values()) == {"what the store recorded"}
    prices = next(one.value for one in report.split.parts if one.name == "price")
    assert prices == pytest.approx(0, abs=0.05)  # of $20: recorded costs are rounded to a millionth


def test_the_recorded_prices_are_found(demo: Source, asked) -> None:
    """Dollars a million tokens, as data/demo.toml has them."""
    cells = read_cells(demo, asked, priced_models(demo, asked, CostTable()), "feature")
    found = {
        model: [round(1e6 * price, 2) for price in prices] for model, prices in model_prices(cells).items()
    }
    assert found == {
        "aster-large-2026-05": [10.0, 1.0, 30.0],
        "aster-mini-2026-03": [1.0, 0.1, 4.0],
        "birch-small-1": [0.4, 0.04, 1.6],
    }


def test_a_judge_that_changed_is_said_beside_the_money(report: CostReport) -> None:
    assert report.quality is not None
    assert report.quality.verdict is Verdict.NOT_COMPARABLE
    assert any("the judge changed" in fact for fact in report.findings[0].details)


def test_what_the_page_opens_with(demo: Source, asked) -> None:
    dimensions = cost_dimensions(demo, asked, Settings().default_dimensions)
    assert dimensions[0] == "feature"
    assert spender_dimensions(demo, asked, dimensions[0])[0] == "api_key"
    metric = quality_metric(Settings(), demo.store.catalog())
    assert metric is not None
    assert metric.name == "correctness"


BUDGET = CostTable(budgets={"batch": BudgetTable(limit=LIMIT, every="day", where=(f"api_key = {KEY}",))})


def test_the_80_percent_mark_precedes_the_breach(demo: Source) -> None:
    evening = datetime(2026, 11, 19, 23, 59)
    (state,) = budgets(demo, BUDGET, evening)
    assert state.state == "over"
    assert state.crossed["half"] < state.crossed["most"] < state.crossed["over"]
    # At the moment of the mark the same question says: most of it, not over yet, and when it will be.
    (warned,) = budget_states(demo, BUDGET, "batch", state.crossed["most"] + timedelta(minutes=1))
    assert warned.state == "most"
    assert warned.used < LIMIT
    assert warned.breach is not None
    # The loop is not usual, so that the forecast itself cannot know it: the earliest breach is at the pace of now.
    assert warned.breach.earliest is not None
    assert abs(warned.breach.earliest - state.crossed["over"]) < timedelta(minutes=20)
    assert warned.breach.earliest < warned.breach.at
    (later,) = budgets(demo, BUDGET, DEMO_END)
    assert [f"{day:%Y-%m-%d}" for day in later.was_over] == ["2026-11-19"]


def test_the_forecast_covers_nine_times_of_ten(demo: Source) -> None:
    """Each country's spend, every day at 6, 12 and 18 hours up to the planted changes of the last days: 90% +- 4."""
    start, until = datetime(2026, 9, 23), datetime(2026, 11, 17)
    each = BudgetTable(limit=1.0, each="geo")
    inside: list[bool] = []
    for series in quarters(demo, CostTable(), each, start, until):
        hourly = series.money.reshape(-1, 4).sum(1)
        slots = (np.arange(len(hourly)) + start.weekday() * DAY) % (7 * DAY)
        moments = [at for at in range(22 * DAY, len(hourly)) if at % DAY in {6, 12, 18}]
        inside += [one for at in moments if (one := _covered(hourly, slots, at)) is not None]
    assert len(inside) > 1_500
    assert 0.86 <= np.mean(inside) <= 0.94


def _covered(hourly: np.ndarray, slots: np.ndarray, at: int) -> bool | None:
    """Return whether the rest of the day came to lie within its interval; None where there is no interval."""
    rest = slice(at, at + DAY - at % DAY)
    found = spend_forecast(hourly[:at], slots[:at], slots[rest])
    if found is None or np.isnan(found.low):
        return None
    return bool(found.low * found.path[-1] <= hourly[rest].sum() <= found.high * found.path[-1])
