"""The condition change, on calls whose change is known: counts by polars, and the binomial of scipy."""

from datetime import timedelta

import polars as pl
import pytest
from scipy import stats

from tests.alert_calls import BEGAN, END, HOUR, late, readings, rule
from tests.alert_stores import BROKEN
from tidegauge.alerts.conditions.change import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

SPLIT = ("geo", "device")


def test_it_is_breached_in_the_segment_that_broke_and_hardly_elsewhere(broken: Source) -> None:
    found = readings(broken, rule(metric="error_rate", for_each=SPLIT, minimum_n=3))
    after = [one for one in found if one.at > BEGAN + HOUR and one.breach is not None]
    segment = (("geo", "BR"), ("device", "ios"))
    hit = [one for one in after if one.segment == segment]
    assert sum(one.breach is True for one in hit) > 0.8 * len(hit)
    others = [one for one in found if one.breach is not None and (one.segment != segment or one.at <= BEGAN)]
    # One rule alone may have a window breached by chance in 14 (0.5 pages a week of two of three): BH adds a few.
    assert sum(one.breach is True for one in others) < 0.03 * len(others)


def test_values_are_those_of_the_calls(broken: Source, quiet_calls: pl.DataFrame) -> None:
    found = {one.at: one for one in readings(broken, rule(metric="error_rate"))}
    at = END - 3 * HOUR
    own = quiet_calls.filter(pl.col("start_time") >= at - HOUR, pl.col("start_time") < at)
    failed = own.filter((pl.col("status") == "error") | (late() & BROKEN & (pl.col("chance") < 0.7)))
    assert found[at].n == own.height
    assert found[at].value == pytest.approx(failed.height / own.height)
    assert found[at].share == pytest.approx(1)
    # The baseline is the first 21 days, at that hour and the two beside it.
    hours = [(at.hour - step) % 24 for step in (0, 1, 2)]
    usual = quiet_calls.filter(
        pl.col("start_time")
        < quiet_calls["start_time"].min().replace(hour=0, minute=0, second=0) + timedelta(days=22),
        pl.col("start_time").dt.hour().is_in(hours),
        pl.col("start_time").dt.date() > quiet_calls["start_time"].min().date(),
    )
    assert found[at].n_reference == usual.height
    assert found[at].reference == pytest.approx((usual["status"] == "error").mean(), abs=2e-4)


def test_its_p_value_is_the_binomial_s_at_the_rows_that_count(broken: Source) -> None:
    one = readings(broken, rule(metric="error_rate"))[-1]
    assert one.value is not None
    assert one.reference is not None
    assert one.p_value is not None
    exact = stats.binom.sf(round(one.value * one.n) - 1, one.n, one.reference)
    # Dispersion is at least 1 and what is usual is not known exactly: never more surprising than the binomial says.
    assert exact <= one.p_value < max(10 * exact, exact**0.6)


def test_nothing_is_found_where_nothing_happens(quiet: Source) -> None:
    for metric in ("error_rate", "latency_p95", "cost_per_call", "calls", "cost"):
        found = readings(quiet, rule(metric=metric, for_each=SPLIT, minimum_n=5, breaches=3, of=5), 96)
        known = [one for one in found if one.breach is not None]
        assert len(known) > 200, metric
        assert sum(one.breach is True for one in known) < 0.03 * len(known), metric


def test_a_quantile_a_mean_and_a_total_are_held_against_their_own(broken: Source) -> None:
    for metric, ratio in (("latency_p95", 2.0), ("mean(duration_ms)", 2.0), ("sum(duration_ms)", 2.0)):
        table = rule(metric=metric, direction="any")
        found = [one for one in readings(broken, table) if one.at > BEGAN + HOUR]
        assert sum(one.breach is True for one in found) > 0.9 * len(found), metric
        shown = [one.value / one.reference for one in found if one.value and one.reference]
        assert sum(shown) / len(shown) == pytest.approx(ratio, rel=0.15), metric


@pytest.mark.parametrize("against", ["yesterday", "last week"])
def test_the_same_hours_before_are_what_they_were(broken: Source, against: str) -> None:
    found = [
        one for one in readings(broken, rule(metric="latency_p95", against=against)) if one.at > BEGAN + HOUR
    ]
    on_the_day = [one for one in found if one.at <= BEGAN + 20 * HOUR]
    assert all(one.breach for one in on_the_day)
    later = [one for one in found if one.at > BEGAN + 27 * HOUR]
    share = sum(one.breach is True for one in later) / len(later)
    # A day later yesterday is as slow; last week was not.
    assert share > 0.9 if against == "last week" else share < 0.2


def test_segments_with_few_calls_say_nothing(broken: Source) -> None:
    found = readings(broken, rule(metric="error_rate", for_each=SPLIT, minimum_n=1_000))
    assert {one.breach for one in found} == {None}


def test_what_fell_and_what_is_wrong_is_measured(broken: Source) -> None:
    found = readings(broken, rule(metric="error_rate", for_each=("geo",), window=6 * HOUR))
    one = next(one for one in reversed(found) if one.segment == (("geo", "BR"),))
    assert one.value is not None
    assert one.reference is not None
    # 40% of the calls are on ios, and 70% of those fail beside the 2% that always do.
    assert one.value == pytest.approx(0.4 * 0.7 + 0.02, abs=0.1)
    assert one.fell == pytest.approx((one.value - one.reference) / (1 - one.reference))
    assert one.wrong == pytest.approx((one.value - one.reference) * (one.share or 0))


def test_its_sentence_is_complete(broken: Source) -> None:
    of = rule(metric="error_rate", for_each=SPLIT, where=("variant = baseline",), minimum_n=3)
    found = readings(broken, of)
    one = next(one for one in reversed(found) if one.breach)
    said = CONDITION.sentence(of, Settings(), one, BEGAN)
    hits = round((one.value or 0) * one.n)
    assert said.startswith("Error rate rose to ")
    assert "in variant = baseline, geo = BR, device = ios: " in said
    assert said.endswith(f"{hits} of {one.n} calls, since Sun 25 Oct 10:00.")
    link = CONDITION.link(of, Settings(), one, BEGAN)
    assert link.page == "scope"
    assert link.params["where"] == ("variant = baseline", "geo = BR", "device = ios")
    assert link.params["from"] == "2026-10-25T10:00"


def test_it_is_said_in_words() -> None:
    assert (
        CONDITION.words(rule(metric="error_rate"), Settings())
        == "Error rate is worse than in the frozen baseline"
    )
