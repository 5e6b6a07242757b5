from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tidegauge.alerts.windows import EPOCH, LONGEST, due, last_end, missed
from tidegauge.settings_alerts import RuleTable

START = datetime(2026, 11, 2)
TABLES = st.builds(
    lambda minutes, late, of: RuleTable(
        window=timedelta(minutes=minutes), late_data=timedelta(minutes=late), of=of, breaches=1
    ),
    st.sampled_from([1, 5, 7, 15, 60, 420, 1_440, 5_000]),
    st.integers(0, 90),
    st.integers(1, 6),
)
STEPS = st.lists(st.integers(0, 6 * 3_600), min_size=1, max_size=20)


@given(TABLES, STEPS)
def test_checks_at_any_times_take_every_window_once(table: RuleTable, steps: list[int]) -> None:
    at, seen, taken = START, None, []
    for step in steps:
        at += timedelta(seconds=step)
        ends = due(table, seen, at)
        taken += ends
        seen = ends[-1] if ends else seen
    assert taken == [taken[0] + number * table.window for number in range(len(taken))]
    assert taken[-1] == last_end(table, at)
    assert (taken[0] - EPOCH) % table.window == timedelta(0)


@given(TABLES, st.integers(0, 20 * 24 * 3_600))
def test_a_window_is_taken_when_its_late_data_are_there(table: RuleTable, seconds: int) -> None:
    at = START + timedelta(seconds=seconds)
    last = last_end(table, at)
    assert last + table.late_data <= at < last + table.late_data + table.window


@given(TABLES, st.integers(0, 20 * 24))
def test_what_is_not_taken_is_said(table: RuleTable, hours: int) -> None:
    seen = last_end(table, START)
    at = START + timedelta(hours=hours)
    ends, gap = due(table, seen, at), missed(table, seen, at)
    assert len(ends) * table.window <= max(LONGEST, table.of * table.window)
    assert not ends or ends[-1] == last_end(table, at)
    if gap is None:
        assert not ends or ends[0] == seen + table.window
    else:
        assert gap == (seen, ends[0] - table.window)


def test_the_first_check_takes_as_many_as_it_needs() -> None:
    ends = due(RuleTable(of=5), None, datetime(2026, 11, 2, 12, 24))
    assert [f"{end:%H:%M}" for end in ends] == ["11:00", "11:15", "11:30", "11:45", "12:00"]
