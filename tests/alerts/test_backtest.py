"""The back-test: a planted failure at a known hour, found by the same states as a check goes through."""

from dataclasses import replace
from datetime import timedelta
from math import isnan
from statistics import median

import pytest

from tests.alert_calls import BEGAN, END, FIRST, HOUR, readings, rule
from tidegauge.alerts._backtest.curve import curve
from tidegauge.alerts.backtest import backtest
from tidegauge.alerts.backtest_records import Known
from tidegauge.alerts.machine import step
from tidegauge.alerts.records import Reading, Standing, State
from tidegauge.errors import SettingsError
from tidegauge.filters import Window
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

BROKE = Known("broken", BEGAN, None, (("geo", "BR"), ("device", "ios")))
OF = rule(metric="error_rate", for_each=("geo", "device"), minimum_n=3)
LAST = Window(END - 72 * HOUR, END)


def test_it_finds_what_was_planted_and_says_when(broken: Source) -> None:
    found = backtest(broken, OF, Settings(), window=LAST, known=[BROKE])
    (caught,) = found.incidents
    first = min(one.fired for one in found.firings if one.known == "broken")
    assert caught.fired == first
    assert caught.delay == first - BEGAN
    assert caught.delay <= 4 * HOUR
    assert found.missed == ()
    assert found.median_time_to_detect == caught.delay
    assert found.sentence.startswith("Would have fired ")
    assert "1 known incident" in found.sentence
    one = next(one for one in found.firings if one.known == "broken")
    assert one.onset == BEGAN
    assert one.link.page == "scope"
    assert one.severity.value in {"P0", "P1"}
    assert found.course is not None
    assert found.course.segment == (("geo", "BR"), ("device", "ios"))


def test_it_goes_through_the_states_of_a_check(broken: Source) -> None:
    standing, fired = Standing(OF.name, BROKE.segment), []
    for one in readings(broken, OF, 72):
        if one.segment == BROKE.segment:
            standing, moved = step(standing, one, OF.table)
            fired += [one.at] if moved and moved.after is State.FIRING else []
    found = backtest(broken, OF, Settings(), window=LAST)
    assert [one.fired for one in found.firings if one.segment == BROKE.segment] == fired


def test_without_a_known_incident_nobody_can_say_what_was_false(broken: Source) -> None:
    found = backtest(broken, OF, Settings(), window=LAST)
    assert found.false_per_week is None
    assert found.false == ()
    assert found.sentence.endswith("No incident about it is known there, so nobody can say which were false.")
    assert found.pages_per_week == pytest.approx(found.pages / (3 / 7))


def test_what_is_about_another_place_or_time_is_false(broken: Source) -> None:
    elsewhere = replace(BROKE, name="elsewhere", segment=(("geo", "DE"),))
    before = Known("before", BEGAN - 20 * HOUR, BEGAN - 12 * HOUR)
    found = backtest(broken, OF, Settings(), window=LAST, known=[elsewhere, before])
    segment = [one for one in found.firings if one.segment == BROKE.segment]
    assert {one.known for one in segment} == {None}
    assert set(found.missed) == {elsewhere, before}
    assert found.false_pages == len({one.fired for one in found.false})
    assert f"{found.false_pages} false (" in found.sentence


def test_an_incident_of_another_metric_need_not_be_caught(broken: Source) -> None:
    slow = Known("slow", BEGAN, None, (("geo", "DE"),), metric="latency_p95")
    found = backtest(broken, OF, Settings(), window=LAST, known=[BROKE, slow])
    assert [one.known for one in found.incidents] == [BROKE]
    alike = replace(BROKE, name="seen as slow", metric="latency_p95")
    of_other = backtest(broken, OF, Settings(), window=LAST, known=[alike])
    assert [one.known for one in of_other.incidents] == [alike]
    assert of_other.missed == ()


def test_a_quiet_rule_says_so(quiet: Source) -> None:
    of = rule(metric="error_rate", breaches=5, of=5)
    found = backtest(quiet, of, Settings(), window=LAST, known=[BROKE])
    assert found.firings == ()
    assert found.sentence == "Would not have fired in 3 days: 1 known incident would have been missed."
    few = backtest(quiet, rule(metric="error_rate", minimum_n=10_000), Settings(), window=LAST)
    assert (
        few.sentence == "It could not have fired in 3 days: no window has as many calls as the rule asks for."
    )


def test_more_rules_make_each_stricter(broken: Source) -> None:
    of = rule(metric="error_rate", for_each=("geo",), breaches=1, of=1)
    others = [rule(f"other {number}", metric="calls") for number in range(200)]
    alone, one_of_many = (
        backtest(broken, of, Settings(), window=LAST, rules=rules) for rules in ((), (of, *others))
    )
    assert len(one_of_many.firings) <= len(alone.firings)
    assert "over 201 rules" in one_of_many.notes[2]


def test_the_middle_of_the_delays_is_told(broken: Source) -> None:
    known = [replace(BROKE, name=str(hours), start=BEGAN + hours * HOUR) for hours in (-2, -1, 0)]
    found = backtest(broken, OF, Settings(), window=LAST, known=known)
    delays = [one.delay for one in found.incidents if one.delay is not None]
    assert delays
    assert found.median_time_to_detect == timedelta(seconds=median(one.total_seconds() for one in delays))


def test_too_many_windows_are_refused(quiet: Source) -> None:
    of = rule(condition="threshold", metric="calls", above=1.0, window=timedelta(seconds=60))
    with pytest.raises(SettingsError, match="are too many to replay"):
        backtest(quiet, of, Settings())
    with pytest.raises(SettingsError, match="no whole window"):
        backtest(quiet, rule(metric="calls", window=timedelta(days=100)), Settings())


def test_a_rule_learns_from_nothing_that_it_is_replayed_over(quiet: Source) -> None:
    found = backtest(quiet, rule(metric="error_rate"), Settings())
    # Of the 25 whole days from 2 Oct half are learnt from.
    assert found.learnt == Window(FIRST + 24 * HOUR, FIRST + 13 * 24 * HOUR)
    # The last call lies before midnight: its hour is not over.
    assert found.window == Window(found.learnt.end, END - HOUR)
    assert "judged against 2 to 13 Oct, replayed after it" in found.notes
    late = backtest(quiet, rule(metric="error_rate", against="last week"), Settings(), window=LAST)
    assert late.learnt is not None
    assert late.learnt.end <= LAST.start
    assert "how much it varies is learnt from 2 to 22 Oct, replayed after it" in late.notes


def test_what_knows_its_limit_is_replayed_over_all_days(quiet: Source) -> None:
    of = rule(condition="threshold", metric="error_rate", above=0.5)
    found = backtest(quiet, of, Settings())
    assert found.learnt is None
    assert found.window == Window(FIRST + HOUR, END - HOUR)
    assert not any("replayed after" in one for one in found.notes)


def test_what_nothing_is_learnt_of_is_said_so(quiet: Source) -> None:
    first = Window(FIRST, FIRST + 30 * HOUR)
    found = backtest(quiet, rule(metric="error_rate"), Settings(), window=first)
    assert found.segments == 0
    assert found.sentence == (
        "It could not have fired in 1 day: the store has no whole day before it to learn from what is usual."
    )
    with pytest.raises(SettingsError, match="after the days that it learns"):
        backtest(quiet, rule(metric="error_rate", window=timedelta(days=14)), Settings())


def test_the_course_breaks_where_windows_are_missing() -> None:
    read = [
        Reading((), FIRST + number * HOUR, False, value=0.1, reference=0.1, n=9) for number in (1, 2, 9, 10)
    ]
    found = curve(rule(metric="error_rate"), Settings(), read, ())
    assert found is not None
    assert found.at == tuple(FIRST + number * HOUR for number in (0, 1, 2, 8, 9))
    assert [isnan(one) for one in found.value] == [False, False, True, False, False]


def test_a_course_of_thinned_windows_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidegauge.alerts._backtest.curve.POINTS", 10)
    read = [Reading((), FIRST + number * HOUR, False, value=number % 7 / 10, n=9) for number in range(60)]
    found = curve(rule(metric="error_rate"), Settings(), read, ())
    assert found is not None
    assert len(found.at) == 10
