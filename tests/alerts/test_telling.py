import pytest
import sqlalchemy as sa

from tests.alert_rules import ALL, BR, DE, SETTINGS, START, WINDOW, Checked, Script, course_of, rule, told_of
from tidegauge.alerts import grading
from tidegauge.alerts.records import Severity, State
from tidegauge.alerts.severity import Graded
from tidegauge.alerts.standings import read_checks, read_standings
from tidegauge.alerts.transitions import list_transitions
from tidegauge.workbench.integrity import check_workbench


@pytest.fixture
def workbench_url(either_url: str) -> str:
    return either_url


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
    told = [(name, after) for name, after, channel in told_of(engine) if channel == "chat"]
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
    assert told_of(engine) == [("errors", "firing", "pager"), ("errors", "firing", "chat")]


def test_severity_decides_who_is_told_and_who_was_is_told_the_end(
    checked: Checked,
    script: Script,
    engine: sa.Engine,
) -> None:
    script.signs = {"errors": {ALL: "!."}, "small": {ALL: "!."}, "own": {ALL: "!."}}
    rules = rule(severity="P0"), rule("small", severity="P2"), rule("own", severity="P2", channels=["chat"])
    checked(1, *rules)
    assert told_of(engine) == [
        ("errors", "firing", "pager"),
        ("errors", "firing", "chat"),
        ("own", "firing", "chat"),
    ]
    # The rule has another channel by now: who heard the beginning hears the end.
    checked(2, rule(severity="P0", channels=["chat"]), *rules[1:])
    assert told_of(engine)[3:] == [
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
    assert [grading.change_words(one) for one in moved] == ["ok to firing P3", "got worse: P3 → P0"]
    assert [channel for _, _, channel in told_of(engine)] == ["chat", "pager", "chat"]
    assert read_standings(engine, "lake")[0].severity is Severity.P0  # it does not fall while it fires


def test_a_rule_that_is_switched_off_is_closed(checked: Checked, script: Script, engine: sa.Engine) -> None:
    script.signs = {"errors": {ALL: "!!"}, "slow": {ALL: ".."}}
    checked(1, rule(severity="P0"), rule("slow"))
    checked(2, rule(severity="P0", enabled=False), rule("slow"))
    assert course_of(engine)[0] == (1, "firing")
    closed = list_transitions(engine)[-1].transition
    assert (closed.after, closed.muted) == (State.RESOLVED, None)
    assert closed.sentence == "“errors” was removed or switched off: it no longer looks at all calls."
    assert [(after, channel) for _, after, channel in told_of(engine)][2:] == [
        ("resolved", "chat"),
        ("resolved", "pager"),
    ]
    assert [one.rule for one in read_checks(engine, "lake")] == ["slow"]
    assert all(not one.problems for one in check_workbench(engine))


def test_a_rule_that_is_switched_on_again_takes_no_window_twice(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    script.signs = {"errors": {ALL: "!!!!!"}, "slow": {ALL: "....."}}
    keys = {"breaches": 2, "of": 3}
    checked(2, rule(**keys), rule("slow"))
    checked(2, rule(enabled=False, **keys), rule("slow"))
    again = [checked(window, rule(**keys), rule("slow")).rules[0].state.value for window in (2, 3, 4)]
    assert again == ["ok", "pending", "firing"]
    assert [state for _, state in course_of(engine)] == ["pending", "firing", "resolved", "pending", "firing"]
    assert all(not one.problems for one in check_workbench(engine))


def test_a_segment_that_is_left_is_closed_once_though_the_rule_cannot_be_read(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    script.signs = {"errors": {BR: "!!!!"}}
    checked(1, rule(for_each=["geo"]))
    script.broken["errors"] = ValueError("There is no device")
    for window in (2, 3):
        found = checked(window, rule(for_each=["device"]))
        assert found.problems
    assert [state for _, state in course_of(engine)] == ["firing", "resolved"]
    assert read_standings(engine, "lake") == ()
    assert all(not one.problems for one in check_workbench(engine))


def test_words_of_a_trace_that_no_database_holds_are_kept_without_them(
    checked: Checked, script: Script, engine: sa.Engine
) -> None:
    odd = (("geo", "B\x00R"),)
    script.signs = {"outage": {odd: "!"}, "errors": {odd: "!"}, "broken": {}}
    script.broken["broken"] = ValueError("B\x00R")
    checked(1, rule("outage", for_each=["geo"]), rule(mute_when=["outage"], for_each=["geo"]), rule("broken"))
    assert list_transitions(engine, rule="errors")[0].transition.muted == "“outage” fires for geo = BR"
    assert (
        next(one for one in read_checks(engine, "lake") if one.rule == "broken").problem == "ValueError: BR"
    )


def test_what_fires_while_its_last_window_is_clear_says_so(checked: Checked, script: Script) -> None:
    script.signs["errors"] = {ALL: "!.?"}
    slow = rule(resolve_after=3, no_data="firing")
    said = [checked(window, slow).rules[0].sentence for window in (1, 2, 3)]
    assert said == [
        "errors is at 0.5.",
        "“errors” fires for all calls since Mon 2 Nov 00:00. The last window was not breached; 3 clear ones in a row "
        "end it.",
        "“errors” fires: there are no data for all calls since Mon 2 Nov 00:00.",
    ]
