"""Which points are read: whole ones, on the viewer's clock, with the baseline apart where it lies far back."""

from datetime import datetime, timedelta

import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.reports._control.span import Span, span_of

NOW = datetime(2026, 11, 21, 17, 40)
STORE = Window(datetime(2026, 1, 10, 6), NOW)
BASELINE = Window(datetime(2026, 9, 1), datetime(2026, 9, 22))


def span(length: timedelta, baseline: Window = BASELINE, zone: str = "UTC") -> Span:
    asked = TraceFilter(Population(Window(NOW - length, NOW)), time_zone=zone)
    found = span_of(asked, baseline, STORE)
    assert found is not None
    return found


def test_a_near_baseline_is_drawn_with_the_window() -> None:
    found = span(timedelta(days=28))
    assert (found.drawn.start, found.drawn.end, found.apart) == (
        BASELINE.start,
        datetime(2026, 11, 21),
        None,
    )


def test_a_far_baseline_is_read_apart() -> None:
    old = Window(datetime(2026, 1, 11), datetime(2026, 2, 1))
    found = span(timedelta(days=7), old)
    assert found.apart == old
    assert found.drawn.start == datetime(2026, 10, 15)


def test_hours_are_read_for_a_short_window() -> None:
    found = span(timedelta(hours=24))
    assert found.hourly
    assert found.apart == BASELINE
    assert (found.drawn.start, found.drawn.end) == (
        datetime(2026, 11, 17, 17),
        datetime(2026, 11, 21, 17),
    )


@pytest.mark.parametrize(
    ("zone", "hours"), [("Europe/Berlin", 25), ("America/New_York", 25), ("Asia/Tokyo", 24)]
)
def test_the_longest_day_is_the_one_on_which_clocks_go_back(zone: str, hours: int) -> None:
    found = span(timedelta(days=60), zone=zone)
    edges = found.edges(found.drawn)
    lengths = (edges[1:] - edges[:-1]).astype("timedelta64[h]").astype(int)
    assert lengths.max() == hours
    assert found.buckets().width == timedelta(hours=1 if hours == 25 else 24)


def test_no_complete_day_is_nothing() -> None:
    asked = TraceFilter(Population(Window(NOW - timedelta(days=7), NOW)))
    held = Window(NOW - timedelta(hours=20), NOW)
    assert span_of(asked, BASELINE, held) is None
