"""What windows are held against: by hand, days of a store that begins on 1 Nov at 00:03."""

from datetime import datetime, timedelta

import pytest

from tidegauge.alerts.history.usual import learnt_by, nothing, usual_days
from tidegauge.filters import Window
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline

DAY = timedelta(days=1)
RECORDED = Window(datetime(2026, 11, 1, 0, 3), datetime(2026, 11, 21, 23, 59))
FROM = datetime(2026, 11, 2)


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, number, hour)


def recorded(start: datetime, end: datetime) -> RecordedBaseline:
    return RecordedBaseline(1, BaselineOf("error_rate"), start, end, "ann", end, "calm")


@pytest.mark.parametrize("hour", [0, 9])
def test_nothing_is_learnt_from_what_is_judged_or_comes_later(hour: int) -> None:
    found = usual_days((), (), "error_rate", RECORDED, "UTC", day(18, hour))
    assert found == Window(FROM, day(18))


def test_a_store_says_the_same_however_much_comes_after() -> None:
    for newest in (day(18, 23), day(19), day(30)):
        store = Window(RECORDED.start, newest)
        assert usual_days((), (), "error_rate", store, "UTC", day(18)) == Window(FROM, day(18))


def test_with_time_enough_they_are_the_first_21_days() -> None:
    store = Window(RECORDED.start, datetime(2027, 2, 1))
    assert usual_days((), (), "error_rate", store, "UTC", datetime(2027, 1, 20)).end == FROM + 21 * DAY


def test_before_the_first_whole_day_there_is_nothing() -> None:
    for until in (day(1, 12), day(2, 23)):
        found = usual_days((), (), "error_rate", RECORDED, "UTC", until)
        assert found == nothing(RECORDED)
        assert found.end <= RECORDED.start


def test_days_on_record_are_cut_before_what_is_judged() -> None:
    records = [recorded(day(5), day(15))]
    assert usual_days(records, (), "error_rate", RECORDED, "UTC", day(18)) == Window(day(5), day(15))
    assert usual_days(records, (), "error_rate", RECORDED, "UTC", day(10, 9)) == Window(day(5), day(10, 9))
    # Before it began nobody had chosen it.
    assert usual_days(records, (), "error_rate", RECORDED, "UTC", day(4)) == Window(FROM, day(4))


def test_a_replay_learns_from_the_first_half_of_a_young_store() -> None:
    # 2 to 22 Nov are 20 days, of which half are up to 11 Nov.
    assert learnt_by((), (), "error_rate", RECORDED, "UTC", day(22)) == day(12)
    old = Window(RECORDED.start, datetime(2027, 2, 1))
    assert learnt_by((), (), "error_rate", old, "UTC", old.end) == FROM + 21 * DAY


def test_a_replay_begins_after_days_on_record_where_any_are_left() -> None:
    assert learnt_by([recorded(day(5), day(15))], (), "error_rate", RECORDED, "UTC", day(22)) == day(15)
    assert learnt_by([recorded(day(5), day(22))], (), "error_rate", RECORDED, "UTC", day(22)) == day(12)
