"""The condition threshold: scipy's binomial, and values by hand."""

import pytest
from scipy import stats

from tests.alert_calls import BEGAN, readings, rule
from tidegauge.alerts.conditions.threshold import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def test_a_share_above_the_value_counts_where_chance_hardly_gives_it(broken: Source) -> None:
    found = readings(broken, rule(condition="threshold", metric="error_rate", above=0.05))
    for one in found:
        assert one.value is not None
        assert one.p_value == pytest.approx(
            stats.binom.sf(round(one.value * one.n) - 1, one.n, 0.05), rel=1e-6
        )
        assert one.breach is False or one.value > 0.05
    # 2% and 5.6% more from the hour that it broke.
    assert sum(one.breach is True for one in found if one.at <= BEGAN) == 0
    assert sum(one.breach is True for one in found if one.at > BEGAN) > 2


def test_it_is_clear_only_beyond_the_hysteresis(broken: Source) -> None:
    found = readings(broken, rule(condition="threshold", metric="error_rate", above=0.05, clear=0.03))
    assert {one.clear for one in found if (one.value or 0) > 0.03} == {False}
    assert {one.clear for one in found if (one.value or 0) <= 0.03} == {True}


def test_below_a_value(broken: Source) -> None:
    of = rule(condition="threshold", metric="rate(status = 'ok')", below=0.96)
    found = readings(broken, of, 30)
    assert any(one.breach for one in found if one.at > BEGAN)
    assert not any(one.breach for one in found if (one.value or 0) > 0.96)


def test_a_total_is_what_it_is(broken: Source) -> None:
    of = rule(condition="threshold", metric="calls", above=60.0)
    for one in readings(broken, of):
        assert one.breach is ((one.value or 0) > 60)


def test_its_sentence_is_complete(broken: Source) -> None:
    of = rule(condition="threshold", metric="error_rate", above=0.05)
    one = max(readings(broken, of), key=lambda one: one.value or 0)
    said = CONDITION.sentence(of, Settings(), one, None)
    assert said.startswith("Error rate is ")
    assert f", above 5.0%: {round((one.value or 0) * one.n)} of {one.n} calls, in the 1 hour to " in said


def test_it_is_said_that_chance_does_not_count() -> None:
    of = rule(condition="threshold", metric="error_rate", above=0.08)
    assert CONDITION.words(of, Settings()) == "Error rate is surely above 8.0%"
    total = rule(condition="threshold", metric="calls", above=60.0)
    assert "surely" not in CONDITION.words(total, Settings())
