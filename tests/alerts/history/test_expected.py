"""What a window is held against, from the readings of the windows themselves."""

from datetime import timedelta

import numpy as np
import pytest

from tests.alert_calls import END, FIRST, HOUR, readings, rule
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.history.expected import variation
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

DAY = 24 * HOUR


def test_a_day_is_held_against_days_before_it_and_not_against_itself(broken: Source) -> None:
    found = readings(broken, rule(metric="error_rate", against="yesterday", window=DAY), 3)
    by_day = {one.at: (one.value or 0.0) * one.n for one in found}, {one.at: one.n for one in found}
    hits, n = (one[END - DAY] + one[END - 2 * DAY] for one in by_day)
    # A rate leans on what is usual by less than an event. With its own day it would be 4.9%.
    assert found[-1].reference == pytest.approx(hits / n, rel=1e-3)


@pytest.mark.parametrize("against", ["baseline", "last week"])
def test_without_a_day_to_learn_from_nothing_is_said(quiet: Source, against: str) -> None:
    of = rule(metric="error_rate", against=against)
    asked = Asked(quiet, Settings(), of, [FIRST + timedelta(hours=30)], 0.01)
    found = history_of(asked)
    assert found is not None
    assert np.isnan(variation(found, 3)).all()
