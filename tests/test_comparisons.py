"""What a link or a command line asks for, as two populations: windows in UTC, refusals in words."""

from datetime import datetime, timedelta

import pytest

from tidegauge.comparisons import Request, against, moved, resolve
from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Population, TraceFilter, Window

NOW = datetime(2026, 11, 15, 12)
FIRST = datetime(2026, 9, 1, 8, 30, 15)
DAY = timedelta(days=1)


def asked(newest: datetime = NOW, **fields: object) -> TraceFilter:
    return resolve(Request(**fields), NOW, FIRST, newest)  # type: ignore[arg-type]


def reference(found: TraceFilter) -> Population:
    assert found.reference is not None
    return found.reference


def test_a_live_store_opens_with_its_last_seven_days_against_the_seven_before() -> None:
    found = asked()
    end = NOW + timedelta(hours=1)
    assert found.current.window == Window(end - 7 * DAY, end)
    assert reference(found).window == found.current.window.earlier(7 * DAY)
    assert found.comparison == "the 7 days before"


@pytest.mark.parametrize(("window", "days"), [("last 7 days", 7), ("last 28 days", 28), ("last 60 days", 60)])
@pytest.mark.parametrize(
    ("newest", "end"),
    [
        (datetime(2026, 11, 15, 11, 0), datetime(2026, 11, 15, 12)),
        (datetime(2026, 11, 15, 11, 24, 7), datetime(2026, 11, 15, 12)),
        (datetime(2026, 11, 15, 11, 59, 59, 999_999), datetime(2026, 11, 15, 12)),
        (datetime(2026, 11, 14, 23, 59, 59), datetime(2026, 11, 15)),
    ],
)
def test_windows_of_days_end_with_the_hour_of_the_newest_row(
    newest: datetime, end: datetime, window: str, days: int
) -> None:
    found = asked(newest, window=window)
    assert found.current.window == Window(end - days * DAY, end)


def test_a_day_ends_with_the_minute_of_the_newest_row() -> None:
    end = datetime(2026, 11, 15, 11, 25)
    assert asked(datetime(2026, 11, 15, 11, 24, 7), window="last 24 hours").current.window == Window(
        end - DAY, end
    )


FINISHED = datetime(2026, 10, 1, 23, 59, 59, 999_999)


def test_a_finished_data_set_opens_with_its_later_half_against_the_earlier() -> None:
    found = asked(FINISHED)
    assert found.current.window == Window(datetime(2026, 9, 16, 16, 15), datetime(2026, 10, 2))
    # It began on 1 September at 08:30: the earlier half holds the first row.
    assert reference(found).window == Window(datetime(2026, 9, 1, 8, 30), datetime(2026, 9, 16, 16, 15))


def test_two_versions_of_a_finished_data_set_are_compared_over_all_of_it() -> None:
    whole = asked(FINISHED, window="all data").current.window
    assert asked(FINISHED, compare="model=a:b").current.window == whole
    assert asked(FINISHED, compare="none").current.window == whole


def test_all_data_are_compared_with_nothing() -> None:
    found = asked(FINISHED, window="all data")
    assert found.current.window == Window(datetime(2026, 9, 1, 8, 30), datetime(2026, 10, 2))
    assert found.reference is None
    with pytest.raises(FilterError, match="nothing before all data"):
        asked(FINISHED, window="all data", compare="previous")


def test_an_empty_store_has_a_window_all_the_same() -> None:
    found = resolve(Request(), NOW, None, None)
    assert found.current.window.length == 7 * DAY


def test_an_end_date_includes_its_day_and_dates_are_those_of_the_zone() -> None:
    found = asked(start="2026-11-01", end="2026-11-02", time_zone="America/New_York")
    # Summer time ended there on 1 November at 06:00 UTC.
    assert found.current.window == Window(datetime(2026, 11, 1, 4), datetime(2026, 11, 3, 5))


def test_a_moment_with_an_offset_means_that_moment() -> None:
    found = asked(start="2026-11-01T00:00+02:00", end="2026-11-01T12:00", time_zone="Asia/Tokyo")
    assert found.current.window == Window(datetime(2026, 10, 31, 22), datetime(2026, 11, 1, 3))


@pytest.mark.parametrize(("compare", "days"), [("yesterday", 3), ("last-week", 7), ("previous", 3)])
def test_a_shifted_reference_is_the_nearest_that_lies_clear(compare: str, days: int) -> None:
    found = asked(start="2026-11-10", end="2026-11-12", compare=compare)
    assert reference(found).window == found.current.window.earlier(days * DAY)


def test_same_hours_last_week_are_those_of_the_wall_clock_across_summer_time() -> None:
    # Berlin left summer time on 25 October 2026: noon was 10:00 UTC before it and 11:00 UTC after it.
    zone = "Europe/Berlin"
    found = asked(start="2026-10-28T12:00", end="2026-10-28T14:00", compare="last-week", time_zone=zone)
    assert found.current.window == Window(datetime(2026, 10, 28, 11), datetime(2026, 10, 28, 13))
    assert reference(found).window == Window(datetime(2026, 10, 21, 10), datetime(2026, 10, 21, 12))


def test_a_week_that_holds_the_long_day_is_compared_with_the_week_next_to_it() -> None:
    found = asked(start="2026-10-20", end="2026-10-26", compare="last-week", time_zone="Europe/Berlin")
    assert found.current.window.length == 7 * DAY + timedelta(hours=1)
    assert reference(found).window.end == found.current.window.start


def test_a_baseline_beats_nothing_but_its_own_name() -> None:
    found = asked(compare="launch", baselines={"launch": "2026-10-01..2026-10-02"})
    assert reference(found).window == Window(datetime(2026, 10, 1), datetime(2026, 10, 3))
    assert found.comparison == "the baseline launch"


def test_two_versions_share_the_window_and_the_other_chips() -> None:
    found = asked(compare="model = gpt-4-0314 : gpt-4-0613", where=("geo = BR",))
    geo = Condition("geo", "=", ("BR",))
    assert found.where == (geo, Condition("model", "=", ("gpt-4-0613",)))
    assert reference(found).where == (geo, Condition("model", "=", ("gpt-4-0314",)))
    assert reference(found).window == found.current.window


@pytest.mark.parametrize(("before", "after"), [("llama:8b", "llama:70b"), ("1..2", "3"), ("a=b", "c")])
def test_versions_may_hold_colons_dots_and_equals_signs(before: str, after: str) -> None:
    found = asked(compare=against("model", before, after))
    assert [side.where[-1].values for side in (reference(found), found.current)] == [(before,), (after,)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"window": "last year"}, "is not a window.*last 7 days"),
        ({"start": "tomorrow"}, "is not a time"),
        ({"start": "2026-11-05", "end": "2026-11-01"}, "ends .* before it starts"),
        ({"compare": "2026-11-01..2026-11-12"}, "overlaps the window itself"),
        ({"compare": "model=A"}, "is not a comparison.*last-week"),
        ({"compare": "model=a:b:c"}, "A value with a colon is quoted"),
        ({"compare": "lanch", "baselines": {"launch": "2026-11-01..2026-11-02"}}, "Did you mean launch?"),
        ({"compare": "lastweek"}, "Did you mean last-week?"),
        ({"compare": "geo=BR:BR"}, "compares BR with itself"),
        ({"compare": "geo= :BR"}, "is not a comparison"),
        ({"compare": ".."}, "is not a time"),
        ({"grain": "calls"}, "“calls” is not a known grain. Did you mean call?"),
        ({"start": "2026-11-01", "time_zone": "Europe/Berlim"}, "Did you mean Europe/Berlin"),
        ({"start": "2026-11-01", "time_zone": "../etc"}, "not a known time zone"),
        ({"start": "0001-01-01", "time_zone": "Asia/Tokyo"}, "before the year 1"),
        ({"start": "0001-01-02", "compare": "previous"}, "before the year 1"),
        ({"start": "2026-11-01", "end": "9999-12-31"}, "after the year 9999"),
        ({"where": ("geo",)}, "is not a filter"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(fields: dict[str, object], words: str) -> None:
    with pytest.raises(FilterError, match=words):
        asked(**fields)


def test_a_shift_shorter_than_the_window_is_not_called_by_its_name() -> None:
    assert asked(window="last 24 hours", compare="yesterday").comparison == "same hours yesterday"
    found = asked(window="last 7 days", compare="yesterday")
    assert reference(found).window.start == found.current.window.start - timedelta(days=7)
    assert found.comparison == "the same hours 7 days before, as yesterday overlaps the window"
    sentence = moved("yesterday", found)
    assert sentence is not None
    assert sentence.startswith(
        "The windows of yesterday would overlap. Compared are the same hours 7 days before."
    )
    assert moved("last-week", asked(window="last 7 days", compare="last-week")) is None
    assert moved("previous", found) is None


def test_the_attribute_that_is_compared_is_known() -> None:
    assert asked(compare="model=a:b").versus == {"model"}
    assert asked(where=("geo = BR",)).versus == set()
