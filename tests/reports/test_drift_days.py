"""Days against what is usual for their weekday."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tidegauge.metrics.declaration import builtin_metrics
from tidegauge.reports._drift.days import days_of, last_days
from tidegauge.reports._records import Point

MONDAY = datetime(2026, 11, 2)


def _points(values, start=MONDAY):
    return [Point(start + timedelta(days=k), value, 10) for k, value in enumerate(values)]


def test_each_day_is_compared_with_its_weekday():
    usual = [10, 10, 10, 10, 10, 20, 20]
    found = last_days(_points(usual), _points([11, 11, 11, 11, 11, 21, 21], MONDAY + timedelta(days=7)), 7)
    np.testing.assert_allclose(found.differences, 1)
    assert found.usual == pytest.approx(90 / 7)


def test_a_weekday_that_the_reference_lacks_is_compared_with_the_mean():
    found = last_days(_points([10, 20, 30]), _points([5.0], MONDAY + timedelta(days=10)), 1)
    assert found.differences.tolist() == [-15.0]


def test_a_missing_day_keeps_its_place():
    now = _points([1, 2, 3, 4, 5], MONDAY + timedelta(days=7))
    found = last_days(_points([0] * 7), [*now[:2], *now[3:]], 4)
    assert np.isnan(found.differences).tolist() == [False, True, False, False]


def test_too_short_a_reference_says_nothing_of_what_is_usual():
    assert last_days(_points([1, 2]), _points([1]), 7) is None


def test_days_are_those_of_the_calls(source, ask, calls):
    metric = builtin_metrics()["error_rate"]
    before, now = days_of(source, ask(), [metric])[metric.name]
    assert len(before) == len(now) == 7
    own = calls.filter(calls["current"])
    assert sum(point.n for point in now) == own.height
    first = own.filter(own["start_time"] < now[1].at)
    assert now[0].value == pytest.approx((first["status"] == "error").mean())
