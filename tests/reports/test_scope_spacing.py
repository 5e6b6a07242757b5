"""The interval of an onset among few calls; how many spotless calls in a row are rare is held to scipy's binomial."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy import stats

from tidegauge.queries.sides import CURRENT
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.courses import Course, Courses
from tidegauge.reports._scope.spacing import spaced
from tidegauge.stats.scoping.leaves import Kind

START, MINUTE = datetime(2026, 11, 17, 6), timedelta(minutes=1)
FAILING = 20
"""The first call that fails, of one every twelve minutes."""


def course(*, kind: Kind = Kind.RATE) -> Courses:
    """Return calls twelve minutes apart in buckets of a minute; from FAILING on all of them fail."""
    s = (np.arange(30) >= FAILING).astype(np.float64)
    return Courses(kind, MINUTE, {1: {CURRENT: Course(np.arange(30) * 12, np.ones(30), s, s)}})


def seen() -> Onset:
    at = START + 12 * FAILING * MINUTE
    return Onset(at, at, at + MINUTE, rising=True)


@pytest.mark.parametrize("level", [0.15, 0.3, 0.7])
def test_it_begins_where_so_many_spotless_calls_would_be_rare(level: float) -> None:
    low = spaced(seen(), course(), 1, START, level, is_new=False).low
    run = FAILING - 1 - round((low - START) / (12 * MINUTE))
    # The call at `low` may be the last one before the onset: `run` calls after it are not rare, one more would be.
    assert stats.binom.pmf(0, run, level) >= 0.05 > stats.binom.pmf(0, run + 1, level)


def test_it_lasts_until_a_call_fails() -> None:
    early = Onset(START + 12 * MINUTE, START + 12 * MINUTE, START + 13 * MINUTE, rising=True)
    found = spaced(early, course(), 1, START, 0.3, is_new=True)
    assert (found.low, found.high) == (early.low, START + (12 * FAILING + 1) * MINUTE)


def test_of_what_counts_no_calls_it_stays() -> None:
    assert spaced(seen(), course(kind=Kind.MEAN), 1, START, None, is_new=False) == seen()
