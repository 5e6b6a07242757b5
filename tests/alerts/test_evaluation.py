import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.alert_rules import (
    ALL,
    BR,
    DE,
    SETTINGS,
    START,
    WINDOW,
    Checked,
    Script,
    course_of,
    end_of,
    rule,
    source,
)
from tidegauge.alerts.evaluation import evaluate
from tidegauge.alerts.outbox import list_notifications
from tidegauge.alerts.records import Rule, State
from tidegauge.alerts.standings import read_checks, read_standings
from tidegauge.alerts.transitions import list_transitions
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.workbench.backup.restore import restore
from tidegauge.workbench.backup.write import back_up
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.integrity import check_workbench


@pytest.fixture
def workbench_url(either_url: str) -> str:
    return either_url


def test_states_are_carried_from_check_to_check(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {ALL: "..!!.."}
    states = [checked(window).rules[0].state for window in range(1, 7)]
    assert [state.value for state in states] == ["ok", "ok", "firing", "firing", "resolved", "ok"]
    assert course_of(engine) == [(3, "firing"), (5, "resolved"), (6, "ok")]
    assert script.asked == [("errors", 1)] * 6
    assert all(not one.problems for one in check_workbench(engine))


def test_exit_codes(checked: Checked, script: Script) -> None:
    script.signs = {"errors": {ALL: ".!"}, "slow": {ALL: ".."}}
    rules = rule(), rule("slow")
    assert checked(1, *rules).exit_code == 0
    script.broken["slow"] = TidegaugeError("The store does not answer.")
    assert checked(2, rules[1]).exit_code == 2
    found = checked(2, *rules)
    assert (found.exit_code, [one.problem for one in found.problems]) == (1, ["The store does not answer."])


def test_a_check_that_comes_late_finds_every_change(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    script.signs["errors"] = {ALL: ".!.!!.!"}
    checked(1)
    checked(7)
    assert course_of(engine) == [
        *((2, "firing"), (3, "resolved"), (4, "firing"), (6, "resolved"), (7, "firing"))
    ]


def test_a_check_repeated_changes_nothing(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {ALL: ".!"}
    first, again = checked(2), checked(2)
    assert (len(first.transitions), len(again.transitions)) == (1, 0)
    assert again.rules[0].standings == first.rules[0].standings
    assert (again.rules[0].windows, again.exit_code) == (0, 1)


def test_what_was_missed_longer_ago_than_two_days_is_said(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    script.signs["errors"] = {ALL: "!" + "." * 300 + "!"}
    checked(1)
    late = checked(302)
    assert late.rules[0].windows == 2 * 96
    assert late.rules[0].note is not None
    assert "Nobody looked from Mon 2 Nov 00:15 to Tue 3 Nov 03:30" in late.rules[0].note
    assert course_of(engine)[-1] == (302, "firing")


def test_a_check_of_an_earlier_moment_says_that_it_reads_nothing(checked: Checked, script: Script) -> None:
    script.signs["errors"] = {ALL: ".!.."}
    checked(4)
    early = checked(2).rules[0]
    assert early.windows == 0
    assert (
        early.note == "An earlier check looked as far as Mon 2 Nov 01:00: until then nothing is read again."
    )


def test_a_rule_that_cannot_be_read_stops_no_other_and_is_caught_up(
    checked: Checked,
    script: Script,
    engine: sa.Engine,
) -> None:
    script.signs = {"errors": {ALL: "..!."}, "slow": {ALL: "..!."}}
    rules = rule(), rule("slow")
    checked(2, *rules)
    script.broken["slow"] = ZeroDivisionError("float division by zero")
    found = checked(3, *rules)
    assert found.rules[1].problem == "ZeroDivisionError: float division by zero"
    problems = {one.rule: (one.problem, one.seen) for one in read_checks(engine, "lake")}
    assert problems["slow"] == ("ZeroDivisionError: float division by zero", START + 2 * WINDOW)
    script.broken.clear()
    checked(4, *rules)
    assert course_of(engine, "slow") == course_of(engine, "errors") == [(3, "firing"), (4, "resolved")]


def test_every_segment_has_a_state_of_its_own(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {BR: ".!!.", DE: "...!"}
    grouped = rule(for_each=["geo"])
    found = [checked(window, grouped) for window in range(1, 5)]
    assert [one.rules[0].firing for one in found] == [(), (BR,), (BR,), (DE,)]
    moved = [(one.transition.segment, one.transition.after.value) for one in list_transitions(engine)]
    assert moved == [(BR, "firing"), (BR, "resolved"), (DE, "firing")]


def test_a_segment_that_is_gone_has_no_data(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {BR: ".!   ", DE: "..   "}
    grouped = rule(for_each=["geo"], no_data="ok")
    for window in range(1, 6):
        checked(window, grouped)
    assert course_of(engine) == [(2, "firing"), (3, "resolved"), (4, "ok")]
    assert read_standings(engine, "lake") == ()  # nothing of it is left to be read for ever


def test_one_rule_alone_leaves_the_others_as_they_are(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    script.signs = {"errors": {ALL: "!!"}, "slow": {ALL: "!!"}}
    rules = rule(), rule("slow")
    checked(1, *rules)
    found = checked(2, *rules, only=["slow"])
    assert [one.name for one in found.rules] == ["slow"]
    assert {one.rule: one.seen for one in read_checks(engine, "lake")} == {
        "errors": START + WINDOW,
        "slow": START + 2 * WINDOW,
    }
    with pytest.raises(TidegaugeError, match=r"“slw” is not a known alert rule\. Did you mean slow\?"):
        checked(3, *rules, only=["slw"])


def test_a_changed_rule_begins_to_count_anew(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {ALL: "!!!!"}
    keys = {"breaches": 3, "of": 3}
    checked(2, rule(above=0.1, **keys))
    checked(3, rule(above=0.2, **keys))
    assert read_standings(engine, "lake")[0].recent == (True,)
    assert read_standings(engine, "lake")[0].state is State.PENDING


def test_segments_that_a_rule_left_are_closed(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {BR: "!!"}
    checked(1, rule(for_each=["geo"]))
    script.signs["errors"] = {ALL: ".."}
    checked(2, rule())
    assert [one.segment for one in read_standings(engine, "lake")] == [ALL]
    assert list_transitions(engine)[-1].transition.sentence.startswith(
        "“errors” was changed: it no longer looks at geo"
    )


def test_stores_do_not_know_each_other(engine: sa.Engine, script: Script) -> None:
    script.signs["errors"] = {ALL: "!"}
    for store in ("lake", "other"):
        evaluate(source(), SETTINGS, engine, [rule()], end_of(1), store=store)
    assert [one.store for one in list_transitions(engine)] == ["lake", "other"]


def test_two_checks_at_once_write_onecourse_of(
    engine: sa.Engine,
    script: Script,
    workbench_url: str,
) -> None:
    script.signs = {name: {ALL: "." + "!." * 20} for name in ("a", "b", "c")}
    rules = [rule(name) for name in script.signs]
    started, problems = threading.Barrier(4), []

    def check() -> None:
        own = open_workbench(workbench_url)
        started.wait()
        try:
            for window in range(1, 30, 2):
                evaluate(source(), SETTINGS, own, rules, end_of(window), store="lake")
        except TidegaugeError as error:
            problems.append(error)
        own.dispose()

    threads = [threading.Thread(target=check) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert problems == []
    for name in script.signs:
        expected = [(number, "firing" if number % 2 == 0 else "resolved") for number in range(2, 30)]
        assert course_of(engine, name) == expected


def test_a_backup_keeps_the_alerts(
    engine: sa.Engine, script: Script, tmp_path: Path, checked: Checked
) -> None:
    script.signs["errors"] = {ALL: "!."}
    for window in (1, 2):
        checked(window)
    before = (read_standings(engine, "lake"), list_transitions(engine), list_notifications(engine))
    back_up(engine, tmp_path / "kept.zip", datetime(2026, 11, 3))
    other = open_workbench(f"sqlite:///{tmp_path / 'other.sqlite'}")
    restore(other, tmp_path / "kept.zip", by="ana", at=datetime(2026, 11, 4))
    assert (read_standings(other, "lake"), list_transitions(other), list_notifications(other)) == before
    other.dispose()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (
            [rule(mute_when=["outag"]), rule("outage")],
            "“errors”, mute_when: “outag” is not a known alert rule. Did you",
        ),
        ([rule(mute_when=["slow"]), rule("slow", mute_when=["errors"])], "mute each other: “"),
        (
            [rule(channels=["chta"])],
            "Alert rule “errors”, channels: “chta” is not a known channel. Did you mean chat?",
        ),
    ],
)
def test_rules_that_name_what_is_not_there(checked: Checked, rules: list[Rule], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        checked(1, *rules)


def test_workbench_check_finds_what_somebody_changed(
    engine: sa.Engine, checked: Checked, script: Script
) -> None:
    script.signs["errors"] = {ALL: "!."}
    checked(1)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alert_standings SET state = 'ok'"))
        connection.execute(sa.text("DELETE FROM alert_notifications"))
    found = {one.name: one.problems for one in check_workbench(engine) if one.problems}
    assert found["alerts"] == (
        "“errors” is ok for []; its last change of state says firing.",
        "Alert 1 of “errors” never came into the outbox.",
    )
