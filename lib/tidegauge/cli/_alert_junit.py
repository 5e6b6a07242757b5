"""What a check says as a JUnit report, for a pipeline: a test case a rule."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.records import State, segment_words
from tidegauge.cli.show._text import inert
from tidegauge.errors import SettingsError

NO_RULE = "There is no alert rule that is switched on"


def write_junit(found: Evaluation, path: Path, problems: Sequence[str] = ()) -> None:
    """Write a test case a rule: a failure where it fires, an error where it could not be evaluated.

    It is skipped where nothing can be told. `problems` are why nobody can be told: an error each.

    Raises:
        SettingsError: the file cannot be written.
    """
    suite = Element("testsuite", {"name": "alert rules", "timestamp": found.at.isoformat(timespec="seconds")})
    for one in found.rules:
        _case(suite, one)
    if not found.rules:
        SubElement(_named(suite, "alert rules"), "skipped", {"message": NO_RULE})
    for problem in problems:
        SubElement(_named(suite, "notifications"), "error", {"message": inert(problem)})
    _write(suite, path, found.took)


def write_broken_junit(problem: str, path: Path) -> None:
    """Write that the check itself failed: a report of an earlier one must not pass for this one's.

    Raises:
        SettingsError: the file cannot be written.
    """
    suite = Element("testsuite", {"name": "alert rules"})
    SubElement(_named(suite, "tidegauge check"), "error", {"message": inert(problem)})
    _write(suite, path, 0)


def _named(suite: Element, name: str) -> Element:
    # XML cannot hold control characters, and a segment's value may have some.
    return SubElement(suite, "testcase", {"classname": "alerts", "name": inert(name)})


def _case(suite: Element, one: RuleEvaluation) -> None:
    case = _named(suite, one.name)
    if one.problem:
        SubElement(case, "error", {"message": inert(one.problem)})
    elif one.state is State.FIRING:
        kind = f"firing {one.severity}" if one.severity else "firing"
        failure = SubElement(case, "failure", {"type": kind, "message": inert(one.sentence)})
        failure.text = "\n".join(inert(segment_words(segment)) for segment in one.firing)
    elif one.cannot_tell or one.state is State.NO_DATA:
        SubElement(case, "skipped", {"message": inert(one.sentence)})
    elif one.state is not State.OK:
        SubElement(case, "system-out").text = inert(f"{one.state.value}: {one.sentence}")


def _write(suite: Element, path: Path, seconds: float) -> None:
    kinds = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    numbers = {name: str(sum(1 for _ in suite.iter(tag))) for name, tag in kinds.items()}
    suite.attrib.update(numbers)
    suites = Element("testsuites", {"name": "tidegauge check", **numbers, "time": f"{seconds:.3f}"})
    suites.append(suite)
    indent(suites)
    try:
        ElementTree(suites).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
