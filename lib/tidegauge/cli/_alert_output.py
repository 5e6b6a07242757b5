"""What a check says: a line a rule, JSON, or JUnit for a pipeline."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from tidegauge import formats
from tidegauge.alerts.delivery import Delivered
from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.records import State, segment_words
from tidegauge.cli.show._text import inert
from tidegauge.errors import SettingsError

_NAMED = 3
"""Segments that a line names."""


def check_lines(found: Evaluation, zone: str) -> Iterator[str]:
    """Yield a line a rule: its state, the segments that it fires for, and what it says; then what is to be known of it."""
    if not found.rules:
        yield "No alert rule is switched on. Declare one under [alerts.rules.NAME] of tidegauge.toml, or on the page Alert rules."
    width = max((len(one.name) for one in found.rules), default=0)
    for one in sorted(found.rules, key=_rank):
        grade = f" {one.severity}" if one.severity else ""
        yield inert(f"{_state(one) + grade:<20} {one.name:<{width}}  {_said(one)}")
        if one.note:
            yield inert(f"{'':<20} {'':<{width}}  {one.note}")
    if found.rules:
        yield f"{_counted(found)} At {formats.moment(found.at, zone)}, in {formats.duration(found.took * 1000)}."


def _state(one: RuleEvaluation) -> str:
    return "not evaluated" if one.problem else one.state.value


def _rank(one: RuleEvaluation) -> tuple[object, ...]:
    order = [State.FIRING, State.PENDING, State.NO_DATA, State.RESOLVED, State.OK]
    return order.index(one.state), one.problem is None, one.severity or "P9", one.name


def _said(one: RuleEvaluation) -> str:
    if one.problem:
        return f"It could not be evaluated: {one.problem}"
    firing = one.firing
    if len(firing) < 2:
        return one.sentence
    named = "; ".join(map(segment_words, firing[:_NAMED]))
    more = f" and {len(firing) - _NAMED} more" if len(firing) > _NAMED else ""
    return f"{len(firing)} of {formats.count(len(one.standings))} segments: {named}{more}. {one.sentence}"


def _counted(found: Evaluation) -> str:
    told = {"not evaluated": [one for one in found.rules if one.problem]}
    for state in State:
        told[state.value] = [one for one in found.rules if not one.problem and one.state is state]
    parts = [f"{formats.count(len(rules))} {name}" for name, rules in told.items() if rules]
    count = f"{formats.count(len(found.rules))} {'rules' if len(found.rules) > 1 else 'rule'}"
    return f"{count}: {', '.join(parts)}."


def delivery_lines(done: Delivered) -> Iterator[str]:
    """Yield what became of the notifications, where there were any."""
    if done.sent:
        yield f"{formats.count(done.sent)} {'notifications' if done.sent > 1 else 'notification'} sent."
    for name, problem in sorted((done.problems or {}).items()):
        yield inert(
            f"Channel {name}: {problem.rstrip('.')}. What it was to be told is kept, and tried again."
        )
    if done.given_up:
        given_up = "notifications were" if done.given_up > 1 else "notification was"
        yield f"{formats.count(done.given_up)} {given_up} given up after 7 days. See: tidegauge alerts history"


def write_junit(found: Evaluation, path: Path) -> None:
    """Write a test case a rule: a failure where it fires, an error where it could not be evaluated.

    Raises:
        SettingsError: the file cannot be written.
    """
    fires = sum(one.problem is None for one in found.firing)
    counts = {"tests": len(found.rules), "failures": fires, "errors": len(found.problems)}
    numbers = {name: str(value) for name, value in counts.items()}
    suites = Element("testsuites", {"name": "tidegauge check", **numbers, "time": f"{found.took:.3f}"})
    stamp = found.at.isoformat(timespec="seconds")
    suite = SubElement(suites, "testsuite", {"name": "alert rules", **numbers, "timestamp": stamp})
    for one in found.rules:
        _case(suite, one)
    indent(suites)
    try:
        ElementTree(suites).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def _case(suite: Element, one: RuleEvaluation) -> None:
    # XML cannot hold control characters, and a segment's value may have some.
    case = SubElement(suite, "testcase", {"classname": "alerts", "name": inert(one.name)})
    if one.problem:
        SubElement(case, "error", {"message": inert(one.problem)})
    elif one.state is State.FIRING:
        kind = f"firing {one.severity}" if one.severity else "firing"
        failure = SubElement(case, "failure", {"type": kind, "message": inert(one.sentence)})
        failure.text = "\n".join(inert(segment_words(segment)) for segment in one.firing)
    elif one.state is not State.OK:
        SubElement(case, "system-out").text = inert(f"{one.state.value}: {one.sentence}")
