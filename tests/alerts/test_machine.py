from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.alerts.definition import afresh
from tidegauge.alerts.machine import BEFORE, COOLDOWN, UNTOLD, step, tells
from tidegauge.alerts.records import Reading, Standing, State, Transition
from tidegauge.alerts.serial import standing_of, standing_text
from tidegauge.settings_alerts import RuleTable

START = datetime(2026, 11, 1)
WINDOW = timedelta(minutes=15)
SIGNS = {
    "!": {"breach": True, "clear": False},
    "~": {"breach": False, "clear": False},
    ".": {"breach": False},
    "?": {"breach": None},
}
"""A window as one sign: breached, below the limit but not yet clear, clear, without data."""
OF_STATES = {
    State.OK: "o",
    State.PENDING: "p",
    State.FIRING: "F",
    State.RESOLVED: "r",
    State.NO_DATA: "n",
}


def readings(signs: str) -> list[Reading]:
    return [Reading((), START + number * WINDOW, **SIGNS[sign]) for number, sign in enumerate(signs)]


def walked(
    signs: str | Sequence[Reading], table: RuleTable, muted: str = "", first: datetime | None = None
) -> Iterator[tuple[Standing, Transition | None]]:
    """The standing after every window; `muted` has an m for each window in which nobody may be told."""
    standing = Standing("rule", ())
    for number, reading in enumerate(readings(signs) if isinstance(signs, str) else signs):
        why = "maintenance" if muted[number : number + 1] == "m" else None
        standing, moved = step(standing, reading, table, first=first, muted=why)
        yield standing, moved


def states(signs: str, table: RuleTable, muted: str = "") -> str:
    return "".join(OF_STATES[standing.state] for standing, _ in walked(signs, table, muted))


def told(signs: str, table: RuleTable, muted: str = "") -> str:
    """The state that people hear of after each window."""
    return "".join(
        OF_STATES[moved.after] if moved is not None and tells(moved) else " "
        for _, moved in walked(signs, table, muted)
    ).rstrip()


def table(**keys: object) -> RuleTable:
    given = {"warm_up": timedelta(0), "cooldown": timedelta(0), "window": WINDOW}
    return RuleTable.model_validate({**given, **keys})


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (".!.!.!", "oppppF"),  # three of the last five
        ("!....!!.", "pppppppp"),  # the first is not among the last five any more
        ("!.....", "pppppo"),
        ("!!!~~~~~~", "ppFFFFFFF"),  # below the limit, but not clear: it goes on
        ("!!!....~.....", "ppFFFFFFFFFFr"),  # five clear ones in a row
        ("!!!.?...?.", "ppFFFFFFFr"),  # without data is not clear, and breaks no row
    ],
)
def test_n_of_m_and_hysteresis(signs: str, expected: str) -> None:
    assert states(signs, table(breaches=3, of=5, resolve_after=5)) == expected


@pytest.mark.parametrize(
    ("no_data", "expected"),
    [
        ("keep", "pFFFFFF"),
        ("ok", "pFFroop"),
        ("no data", "pFFnnnF"),
        ("firing", "pFFFFFF"),
    ],
)
def test_four_ways_to_take_missing_data_while_it_fires(no_data: str, expected: str) -> None:
    rule = table(breaches=2, of=3, resolve_after=2, no_data=no_data)
    assert states("!!????!", rule) == expected


@pytest.mark.parametrize(
    ("no_data", "expected"), [("keep", "oooo"), ("ok", "oooo"), ("no data", "onno"), ("firing", "pFFF")]
)
def test_four_ways_to_take_missing_data_while_all_is_well(no_data: str, expected: str) -> None:
    rule = table(breaches=2, of=3, resolve_after=2, no_data=no_data)
    assert states("???.", rule) == expected


def test_what_fired_before_the_data_went_missing_is_told_once() -> None:
    rule = table(breaches=1, of=1, resolve_after=1, no_data="no data")
    assert states("!?!.", rule) == "FnFr"
    assert told("!?!.", rule) == "Fn r"
    moved = [one for _, one in walked("!?!.", rule) if one is not None]
    assert [one.muted for one in moved] == [None, None, BEFORE, None]
    assert {one.onset for one in moved} == {START - WINDOW}


def test_data_that_are_back_are_told() -> None:
    rule = table(breaches=1, of=1, no_data="no data")
    assert told(".?.", rule) == " no"
    assert told(".?.", rule, muted=" m") == ""
    assert (
        told(".?.?.", rule, muted="   m") == " no"
    )  # what was told the first time is not told of the second


def test_missing_data_are_not_back_because_a_rule_was_changed() -> None:
    rule = table(breaches=2, of=3, no_data="no data")
    *_, (standing, _) = walked("???", rule)
    later = Reading((), START + 3 * WINDOW, breach=None)
    assert step(afresh(standing), later, rule)[0].state is State.NO_DATA


def test_nothing_fires_before_there_is_enough_history() -> None:
    rule = table(breaches=1, of=1, warm_up=timedelta(hours=1))
    course = [standing.state for standing, _ in walked("!!!!!!", rule, first=START)]
    assert course == [State.OK] * 4 + [State.FIRING] * 2


def test_the_onset_is_the_start_of_the_first_window_that_made_it_fire() -> None:
    *_, (standing, moved) = walked("!..!.!!", table(breaches=3, of=5))
    assert moved is not None
    assert moved.onset == standing.onset == START + 2 * WINDOW  # the fourth window's start
    assert moved.at == START + 6 * WINDOW


def test_a_new_firing_within_the_cooldown_is_kept_and_told_when_it_is_over() -> None:
    rule = table(breaches=1, of=1, resolve_after=1, cooldown=4 * WINDOW)
    assert states("!.!.!!!!!", rule) == "FrFrFFFFF"
    assert told("!.!.!", rule) == "Fr"
    assert told("!.!.!!!!!", rule) == "Fr     F"  # four windows after it was resolved for the second time
    reasons = [moved.muted for _, moved in walked("!.!.!", rule) if moved is not None]
    assert reasons == [None, None, COOLDOWN, UNTOLD, COOLDOWN]


def test_resolved_stays_for_the_cooldown() -> None:
    rule = table(breaches=1, of=1, resolve_after=1, cooldown=2 * WINDOW)
    assert states("!.....", rule) == "Frrooo"
    assert states("!...", table(breaches=1, of=1, resolve_after=1)) == "Froo"


def test_what_is_muted_is_told_afterwards_if_it_is_still_breached() -> None:
    rule = table(breaches=1, of=1, resolve_after=2)
    assert told("!!!!", rule, muted="mmm ") == "   F"
    assert told("!!.!", rule, muted="mm  ") == "   F"
    assert (
        told("!!..", rule, muted="mm  ") == ""
    )  # over before anybody could be told, and nobody is told that


def test_what_made_it_fire_does_not_make_it_fire_again() -> None:
    assert states("!!!..", table(breaches=3, of=5, resolve_after=1)) == "ppFro"


def test_windows_that_no_check_came_to_take_their_places() -> None:
    rule = table(breaches=2, of=3)
    far = [replace(one, at=START + number * 5 * WINDOW) for number, one in enumerate(readings("!!"))]
    assert [standing.state for standing, _ in walked(far, rule)] == [State.PENDING, State.PENDING]


def _tables() -> st.SearchStrategy[RuleTable]:
    def made(of: int, breaches: int, resolve: int, no_data: str, cooldown: int) -> RuleTable:
        return table(
            of=of,
            breaches=min(breaches, of),
            resolve_after=resolve,
            no_data=no_data,
            cooldown=cooldown * WINDOW,
        )

    small = st.integers(1, 5)
    ways = st.sampled_from(["keep", "ok", "no data", "firing"])
    return st.builds(made, small, small, small, ways, st.integers(0, 6))


COURSES = st.text(alphabet="!~.?", max_size=40)
MUTES = st.text(alphabet="m ", max_size=40)


@given(COURSES, _tables(), MUTES, st.integers(0, 40))
def test_a_restart_in_the_middle_changes_nothing(signs: str, rule: RuleTable, muted: str, stop: int) -> None:
    whole = list(walked(signs, rule, muted))
    standing, moved = Standing("rule", ()), []
    for number, reading in enumerate(readings(signs)):
        if number == stop:
            standing = standing_of(standing_text(standing))
        why = "maintenance" if muted[number : number + 1] == "m" else None
        standing, one = step(standing, reading, rule, muted=why)
        moved.append(one)
    assert moved == [one for _, one in whole]


@given(COURSES, _tables(), st.lists(st.integers(0, 39), max_size=10))
def test_windows_seen_again_change_nothing(signs: str, rule: RuleTable, again: list[int]) -> None:
    standing, every = Standing("rule", ()), readings(signs)
    for number, reading in enumerate(every):
        standing, _ = step(standing, reading, rule)
        for other in again:
            if other <= number:
                assert step(standing, every[other], rule) == (standing, None)


@given(COURSES, _tables(), MUTES)
def test_it_never_fires_without_enough_breaches(signs: str, rule: RuleTable, muted: str) -> None:
    missing = {"firing": True, "ok": False}.get(rule.no_data)
    breached = [{"!": True, "?": missing}.get(sign, False) for sign in signs]
    since, held = 0, False
    for number, (_, moved) in enumerate(walked(signs, rule, muted)):
        if moved is None:
            continue
        if moved.after is State.FIRING and not held:
            last = breached[max(since, number + 1 - rule.of) : number + 1]
            assert last.count(True) >= rule.breaches
            assert last[-1] is True
            held = True
        if moved.after is State.RESOLVED:
            held, since = False, number + 1


@given(COURSES, _tables(), MUTES)
def test_it_is_resolved_after_enough_clear_windows_in_a_row(signs: str, rule: RuleTable, muted: str) -> None:
    way = {"firing": "!", "ok": "."}.get(rule.no_data, "")
    for number, (_, moved) in enumerate(walked(signs, rule, muted)):
        if moved is not None and moved.after is State.RESOLVED:
            known = signs[: number + 1].replace("?", way)
            assert known.endswith("." * rule.resolve_after)


@given(COURSES, _tables(), MUTES)
def test_every_change_follows_from_the_one_before(signs: str, rule: RuleTable, muted: str) -> None:
    state, at = State.OK, START - WINDOW
    for standing, moved in walked(signs, rule, muted):
        if moved is not None:
            assert (moved.before, moved.at > at) == (state, True)
            assert moved.before is not moved.after or moved.after is State.FIRING
            state, at = moved.after, moved.at
        assert standing.state is state


@given(COURSES, _tables(), MUTES)
def test_what_is_told_is_told_once_and_ended_once(signs: str, rule: RuleTable, muted: str) -> None:
    fires, resolved = False, None
    for number, (_, moved) in enumerate(walked(signs, rule, muted)):
        if moved is None:
            continue
        if moved.after is State.RESOLVED:
            if tells(moved):
                assert fires or rule.no_data == "no data"
            fires, resolved = False, moved.at
        if moved.after is State.FIRING and tells(moved):
            assert not fires
            assert muted[number : number + 1] != "m"
            assert resolved is None or moved.at - resolved >= rule.cooldown
            fires = True
