import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.alert_rules import ALL, BR, DE, START, WINDOW, Script, end_of, rule, source
from tidegauge.alerts import grading
from tidegauge.alerts.evaluated import Evaluation
from tidegauge.alerts.evaluation import evaluate
from tidegauge.alerts.outbox import list_notifications
from tidegauge.alerts.records import Rule, Severity, State
from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.severity import Graded
from tidegauge.alerts.standings import read_checks, read_standings
from tidegauge.alerts.transitions import list_transitions
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.settings import Settings
from tidegauge.workbench.backup.restore import restore
from tidegauge.workbench.backup.write import back_up
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.integrity import check_workbench

SETTINGS = Settings.model_validate(
    {
        "alerts": {
            "channels": {"chat": "json://a", "pager": "json://b"},
            "routing": {"P0": ["pager", "chat"], "P3": ["chat"]},
        }
    }
)


@pytest.fixture
def workbench_url(either_url: str) -> str:
    return either_url


@pytest.fixture
def checked(engine: sa.Engine, script: Script) -> Callable[..., Evaluation]:
    """Return checked(window, *rules): evaluate them when the data of that window are there."""

    def check(
        window: int, *rules: Rule, settings: Settings = SETTINGS, only: Sequence[str] = ()
    ) -> Evaluation:
        return evaluate(
            source(), settings, engine, rules or [rule()], end_of(window), store="lake", only=only
        )

    return check


Checked = Callable[..., Evaluation]


def _course(engine: sa.Engine, name: str = "errors") -> list[tuple[int, str]]:
    """The windows in which the state changed, with what it changed to."""
    found = list_transitions(engine, "lake", rule=name)
    return [(round((one.transition.at - START) / WINDOW), one.transition.after.value) for one in found]


def _told(engine: sa.Engine) -> list[tuple[str, str, str]]:
    named = {one.id: one.transition for one in list_transitions(engine)}
    return [
        (named[one.transition].rule, named[one.transition].after.value, one.channel)
        for one in list_notifications(engine)
        if one.channel != INCIDENTS
    ]


def test_states_are_carried_from_check_to_check(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {ALL: "..!!.."}
    states = [checked(window).rules[0].state for window in range(1, 7)]
    assert [state.value for state in states] == ["ok", "ok", "firing", "firing", "resolved", "ok"]
    assert _course(engine) == [(3, "firing"), (5, "resolved"), (6, "ok")]
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
    assert _course(engine) == [
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
    assert _course(engine)[-1] == (302, "firing")


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
    assert _course(engine, "slow") == _course(engine, "errors") == [(3, "firing"), (4, "resolved")]


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
    assert _course(engine) == [(2, "firing"), (3, "resolved"), (4, "ok")]
    assert read_standings(engine, "lake") == ()  # nothing of it is left to be read for ever


def test_a_cause_that_fires_mutes_its_effect_until_it_is_over(
    checked: Checked,
    script: Script,
    engine: sa.Engine,
) -> None:
    script.signs = {"outage": {ALL: ".!!.."}, "errors": {ALL: ".!!!."}}
    rules = rule("errors", mute_when=["outage"]), rule("outage")
    for window in range(1, 6):
        checked(window, *rules)
    moved = [one.transition for one in list_transitions(engine, rule="errors")]
    assert [(one.after.value, one.muted) for one in moved] == [
        ("firing", "“outage” fires for all calls"),
        ("firing", None),
        ("resolved", None),
    ]
    told = [(name, after) for name, after, channel in _told(engine) if channel == "chat"]
    assert told == [
        ("outage", "firing"),
        ("outage", "resolved"),
        ("errors", "firing"),
        ("errors", "resolved"),
    ]


def test_a_cause_elsewhere_mutes_nothing(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs = {"outage": {BR: "!"}, "errors": {BR: "!", DE: "!"}}
    checked(1, rule("errors", mute_when=["outage"], for_each=["geo"]), rule("outage", for_each=["geo"]))
    muted = {one.transition.segment: one.transition.muted for one in list_transitions(engine, rule="errors")}
    assert muted == {BR: "“outage” fires for geo = BR", DE: None}


def test_nobody_is_told_during_maintenance(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs["errors"] = {ALL: ".!!!"}
    planned = {"start": START + WINDOW, "end": START + 2 * WINDOW, "note": "New index"}
    alerts = SETTINGS.alerts.model_copy(
        update={"maintenance": type(SETTINGS.alerts).model_validate({"maintenance": [planned]}).maintenance}
    )
    settings = SETTINGS.model_copy(update={"alerts": alerts})
    found = [checked(window, settings=settings) for window in range(1, 5)]
    assert [one.exit_code for one in found] == [0, 1, 1, 1]  # it fires; only nobody is told
    muted = [one.transition.muted for one in list_transitions(engine)]
    assert muted == ["Maintenance until Mon 2 Nov 00:30 UTC: New index", None]
    assert _told(engine) == [("errors", "firing", "pager"), ("errors", "firing", "chat")]


def test_severity_decides_who_is_told_and_who_was_is_told_the_end(
    checked: Checked,
    script: Script,
    engine: sa.Engine,
) -> None:
    script.signs = {"errors": {ALL: "!."}, "small": {ALL: "!."}, "own": {ALL: "!."}}
    rules = rule(severity="P0"), rule("small", severity="P2"), rule("own", severity="P2", channels=["chat"])
    checked(1, *rules)
    assert _told(engine) == [
        ("errors", "firing", "pager"),
        ("errors", "firing", "chat"),
        ("own", "firing", "chat"),
    ]
    # The rule has another channel by now: who heard the beginning hears the end.
    checked(2, rule(severity="P0", channels=["chat"]), *rules[1:])
    assert _told(engine)[3:] == [
        *(("errors", "resolved", "chat"), ("errors", "resolved", "pager"), ("own", "resolved", "chat"))
    ]


def test_a_firing_that_gets_worse_is_told_again(
    checked: Checked,
    script: Script,
    engine: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grade = {"now": Severity.P3}
    monkeypatch.setattr(grading, "severity_of", lambda *_: Graded(grade["now"], "It is so."))
    script.signs["errors"] = {ALL: "!!!!"}
    for window, severity in enumerate((Severity.P3, Severity.P3, Severity.P0, Severity.P2), 1):
        grade["now"] = severity
        checked(window)
    moved = [one.transition for one in list_transitions(engine)]
    assert [(one.severity, one.because) for one in moved] == [
        (Severity.P3, "It is so."),
        (Severity.P0, "It was P3. It is so."),
    ]
    assert [channel for _, _, channel in _told(engine)] == ["chat", "pager", "chat"]
    assert read_standings(engine, "lake")[0].severity is Severity.P0  # it does not fall while it fires


def test_a_rule_that_is_switched_off_is_closed(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs = {"errors": {ALL: "!!"}, "slow": {ALL: ".."}}
    checked(1, rule(severity="P0"), rule("slow"))
    checked(2, rule(severity="P0", enabled=False), rule("slow"))
    assert _course(engine)[0] == (1, "firing")
    closed = list_transitions(engine)[-1].transition
    assert (closed.after, closed.muted) == (State.RESOLVED, None)
    assert closed.sentence == "“errors” was removed or switched off: it no longer looks at all calls."
    assert [(after, channel) for _, after, channel in _told(engine)][2:] == [
        ("resolved", "chat"),
        ("resolved", "pager"),
    ]
    assert [one.rule for one in read_checks(engine, "lake")] == ["slow"]
    assert all(not one.problems for one in check_workbench(engine))


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


def test_two_checks_at_once_write_one_course(
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
        assert _course(engine, name) == expected


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
