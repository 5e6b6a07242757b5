"""The page Alert rules as a report: states, costs and the one sentence of all rules."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tidegauge.alerts.overview import alerts_overview, table
from tidegauge.alerts.overview_records import AlertsReport, RuleState
from tidegauge.alerts.records import Origin, Rule, Severity, Standing, State, Transition
from tidegauge.alerts.standings import RuleCheck, write_checks, write_standings
from tidegauge.alerts.transitions import append_transition
from tidegauge.alerts.tried import digest
from tidegauge.findings import Direction, Verdict
from tidegauge.reports.export import to_json
from tidegauge.settings import Settings
from tidegauge.settings_alerts import AlertsTable, RuleTable
from tidegauge.workbench.alert_backtests import RecordedBacktest, record_backtest

NOW = datetime(2026, 11, 21, 10)
STORE = "lake"
BR, DE = (("geo", "BR"),), (("geo", "DE"),)
SETTINGS = Settings(alerts=AlertsTable(owner="ml-oncall"))


def _rule(name: str, **more: object) -> Rule:
    return Rule(name, RuleTable(metric="error_rate", for_each=("geo",), **more))  # type: ignore[arg-type]


def _standing(rule: str, segment: tuple[tuple[str, str], ...], state: State) -> Standing:
    fires = state is State.FIRING
    onset, severity = (NOW - timedelta(hours=2), Severity.P1) if fires else (None, None)
    return Standing(rule, segment, state, NOW - timedelta(hours=1), NOW, onset=onset, severity=severity)


def _check(
    engine: sa.Engine, standings: list[Standing], rules: list[Rule], problem: str | None = None
) -> None:
    checks = [RuleCheck(rule.name, "", NOW, NOW - timedelta(minutes=5), problem) for rule in rules]
    with engine.begin() as connection:
        write_checks(connection, STORE, checks)
        write_standings(connection, STORE, [rule.name for rule in rules], standings)


def _tried(
    engine: sa.Engine, rule: Rule, pages: int, known: tuple[str, ...] = (), caught: tuple[str, ...] = ()
) -> None:
    start = NOW - timedelta(days=60)
    mark = digest(rule.table)
    told = (start, NOW, pages, 0, None, known, caught, "It would have fired.", "ana", NOW)
    record_backtest(engine, RecordedBacktest(STORE, mark, rule.name, *told))


def _report(of: sa.Engine | None, rules: list[Rule]) -> AlertsReport:
    return alerts_overview(of, STORE, rules, SETTINGS, NOW)


def _said(report: AlertsReport) -> str:
    return report.findings[0].sentence


def test_the_sentence_of_the_design(engine: sa.Engine) -> None:
    # The sentence and its numbers are those of the page's design: 2 fire, 1 is pending, 44 are quiet; 0.4 pages a week
    # over 60 days are 3.43 pages; here 3 and 1 page of two rules, 4 / (60 / 7) = 0.47.
    rules = [_rule(f"rule {number:02}", minimum_n=number + 1) for number in range(47)]
    states = [State.FIRING, State.FIRING, State.PENDING, State.RESOLVED] + [State.OK] * 43
    standings = [
        _standing(rule.name, segment, one if segment is BR else State.OK)
        for rule, one in zip(rules, states, strict=True)
        for segment in (BR, DE)
    ]
    _check(engine, standings, rules)
    known = tuple(f"INC-{number}" for number in range(6))
    _tried(engine, rules[0], 3, known, known[:4])
    _tried(engine, rules[1], 1, known, known[3:5])
    for rule in rules[2:]:
        _tried(engine, rule, 0, known)
    report = _report(engine, rules)
    assert _said(report) == (
        "2 rules fire, 1 is pending, 44 are quiet. They would have paged 0.5 times a week over 60 days; "
        "5 of 6 known incidents were caught."
    )
    assert report.findings[0].verdict is Verdict.CHANGED
    assert report.findings[0].direction is Direction.WORSE
    assert report.findings[0].details[0] == "checked 5 min ago"
    assert [row.state.value for row in report.rows[:4]] == ["firing", "firing", "pending", "resolved"]


def test_a_rule_is_as_bad_as_its_worst_segment(engine: sa.Engine) -> None:
    rule = _rule("errors")
    _check(engine, [_standing("errors", BR, State.OK), _standing("errors", DE, State.FIRING)], [rule])
    (row,) = _report(engine, [rule]).rows
    assert row.state is RuleState.FIRING
    assert [(one.segment, one.severity) for one in row.firing] == [(DE, Severity.P1)]


@pytest.mark.parametrize(
    ("rule", "problem", "state", "said"),
    [
        (_rule("a"), None, RuleState.OK, "1 rule is quiet."),
        (_rule("a"), "no such column", RuleState.UNREAD, "1 rule could not be evaluated."),
        (_rule("a", enabled=False), None, RuleState.OFF, "1 rule is off."),
    ],
)
def test_rules_that_do_not_fire(
    engine: sa.Engine, rule: Rule, problem: str | None, state: RuleState, said: str
) -> None:
    _check(engine, [], [rule], problem)
    report = _report(engine, [rule])
    assert report.rows[0].state is state
    assert report.rows[0].problem == problem
    assert _said(report).startswith(said)


def test_a_rule_whose_windows_say_nothing_is_not_quiet(engine: sa.Engine) -> None:
    rule, blind = _rule("errors"), replace(_standing("errors", BR, State.OK), recent=(None, None))
    _check(engine, [blind], [rule])
    report = _report(engine, [rule])
    assert (report.rows[0].state, report.findings[0].verdict) == (RuleState.UNTOLD, Verdict.CANNOT_TELL)
    assert _said(report).startswith("1 rule cannot tell.")
    _check(engine, [blind, replace(_standing("errors", DE, State.OK), recent=(None, False))], [rule])
    assert _report(engine, [rule]).rows[0].state is RuleState.OK


def test_a_rule_that_was_changed_was_not_back_tested(engine: sa.Engine) -> None:
    _tried(engine, _rule("errors"), 3)
    old, new = (_report(engine, [one]) for one in (_rule("errors"), _rule("errors", breaches=2)))
    assert old.rows[0].backtest is not None
    assert "It would have paged 0.3 times a week" in _said(old)
    assert new.rows[0].backtest is None
    assert _said(new) == "1 rule was not checked yet. It was not back-tested yet."
    assert "1 not back-tested as it stands" in new.findings[0].details


def test_when_it_began_to_fire_last(engine: sa.Engine) -> None:
    moments = [NOW - timedelta(days=number) for number in (3, 2, 1)]
    before = (State.PENDING, State.PENDING, State.FIRING)
    with engine.begin() as connection:
        for at, was in zip(moments, before, strict=True):
            append_transition(connection, STORE, Transition("errors", BR, at, was, State.FIRING), at)
    # The last one was told late: it fired already.
    assert _report(engine, [_rule("errors")]).rows[0].last_fired == moments[1]


def test_another_store_s_states_are_not_this_one_s(engine: sa.Engine) -> None:
    rule = _rule("errors")
    _check(engine, [_standing("errors", BR, State.FIRING)], [rule])
    (row,) = alerts_overview(engine, "another", [rule], SETTINGS, NOW).rows
    assert row.state is RuleState.UNCHECKED


def test_without_a_workbench_the_rules_are_there() -> None:
    report = _report(None, [_rule("errors", owner="ana"), _rule("format")])
    assert [(row.name, row.owner) for row in report.rows] == [("errors", "ana"), ("format", "ml-oncall")]
    assert _said(report) == "2 rules were not checked yet. None was back-tested yet."
    assert _said(_report(None, [])) == "There is no alert rule yet."


def test_it_prints_as_json_and_as_a_table(engine: sa.Engine) -> None:
    rules = [_rule("errors", window="1 h"), Rule("gone", RuleTable(condition="unheard of"), Origin.PAGE)]
    report = _report(engine, rules)
    assert '"window": "1 h"' in to_json(report)
    frame = table(report)
    assert frame["rule"].to_list() == ["errors", "gone"]
    assert frame["condition"].to_list()[1] == "unheard of"
    assert frame["origin"].to_list() == ["file", "page"]
