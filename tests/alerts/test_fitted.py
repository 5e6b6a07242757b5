"""A rule that a link began gets windows that the store's calls can fill."""

from datetime import timedelta

import pytest

from tidegauge.alerts.fitted import fitted
from tidegauge.errors import TidegaugeError
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

# The lake of tests/conftest.py has 3,000 calls in 14 days: 214 a day, 36 in 4 hours, over a handful of values of geo.
DAY = timedelta(days=1)


def _fit(source: Source, **keys: object) -> RuleTable:
    return fitted(source, Settings(), RuleTable(**{"metric": "error_rate", **keys}))  # type: ignore[arg-type]


def test_all_calls_fill_a_day(source: Source) -> None:
    found = _fit(source)
    assert (found.window, found.minimum_n, found.breaches, found.of) == (DAY, 200, 1, 1)
    assert found.resolve_after == 1


def test_segments_ask_for_fewer(source: Source) -> None:
    assert _fit(source, for_each=("geo",)).minimum_n == 50


def test_where_nothing_is_enough_few_are_asked_for(source: Source) -> None:
    assert _fit(source, for_each=("geo", "device", "trace_id")).minimum_n == 20


@pytest.mark.parametrize("condition", ["control", "drift"])
def test_slow_change_is_seen_in_days(source: Source, condition: str) -> None:
    found = _fit(source, condition=condition)
    assert (found.window, found.breaches, found.of) == (DAY, 1, 1)


def test_what_the_store_lacks_is_said(source: Source) -> None:
    with pytest.raises(TidegaugeError, match="gep"):
        _fit(source, for_each=("gep",))
