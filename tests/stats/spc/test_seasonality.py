"""Seasons that are there are found and taken out; those that are not, are not; new points keep their stated rarity."""

import numpy as np
import pytest

from tidegauge.stats.spc._records import BaselineError, Kind, Subgroups, values
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import Rule
from tidegauge.stats.spc.seasonality import season

HOURS = np.arange(168)
WEEK = 1 + 0.4 * np.sin(2 * np.pi * HOURS / 24) - 0.2 * (HOURS >= 120)
WEEK = WEEK / WEEK.mean()


def hourly(weeks, seed=1, noise=5.0):
    """Return weeks of hourly values around 100 with the profile WEEK, and their phases."""
    phase = np.tile(HOURS, weeks)
    return 100 * WEEK[phase] + np.random.default_rng(seed).normal(0, noise, phase.size), phase


def test_hour_of_week_is_found():
    found = season(values(*hourly(6)))
    assert found.profile == pytest.approx(WEEK, abs=0.08)
    assert found.cycles == 6
    assert not found.additive


def test_two_weeks_give_the_hour_of_day_only():
    found = season(values(*hourly(2)))
    assert found.profile[:24] == pytest.approx(found.profile[24:48])
    assert found.cycles == 14


def test_two_days_give_nothing():
    x, phase = hourly(1)
    assert season(values(x[:48], phase[:48])) is None


@pytest.mark.parametrize("weeks", [3, 4, 8])
def test_noise_has_no_season(weeks):
    generator = np.random.default_rng(weeks)
    for _ in range(50):
        x = generator.normal(100, 10, 168 * weeks)
        assert season(values(x, np.tile(HOURS, weeks))) is None
        days = 7 * weeks
        assert season(values(x[:days], np.arange(days) % 7)) is None


def test_values_around_zero_have_addends():
    x, phase = hourly(4)
    found = season(values(x - 100, phase))
    assert found.additive
    assert found.profile.mean() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", ["p", "p_prime", "ewma", "cusum"])
@pytest.mark.parametrize("weeks", [3, 8])
def test_points_in_season_signal_as_rarely_as_others(name, weeks):
    generator = np.random.default_rng(weeks)
    phase = np.tile(HOURS, weeks + 30)
    n = np.full(phase.size, 500.0)
    s = generator.binomial(500, 0.1 * WEEK[phase]).astype(float)
    groups = Subgroups(Kind.RATE, n, s, s, phase)
    method = METHODS[name]
    baseline = method.fit(groups[: 168 * weeks])
    assert len(baseline.season) == 168
    chart = method.chart(groups[168 * weeks :], baseline, [Rule.BEYOND])
    first = {one.index for one in chart.signals} - {one.index + 1 for one in chart.signals}
    assert len(first) <= 2.5 * 168 * 30 / method.run_length(baseline, [Rule.BEYOND])


def test_the_percentile_chart_follows_the_season():
    x, phase = hourly(8)
    method = METHODS["percentile"]
    chart = method.chart(values(x, phase), method.fit(values(x, phase)), [Rule.BEYOND])
    assert np.corrcoef(chart.upper, WEEK[phase])[0, 1] > 0.95
    assert len(chart.signals) <= 6


def test_points_without_a_place_in_the_season_are_refused():
    x, phase = hourly(4)
    method = METHODS["individuals"]
    baseline = method.fit(values(x, phase))
    with pytest.raises(BaselineError, match="do not say where in it they lie"):
        method.chart(values(x), baseline, [Rule.BEYOND])
