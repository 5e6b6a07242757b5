"""What a gate says as a JUnit report: a test case a check."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tidegauge.gate.records import CheckResult, GateReport, Result
from tidegauge.gate.sentence import row_words


def junit(report: GateReport) -> str:
    """Return a test case a check: a failure where it fails or holds for want of data, skipped where it says nothing.

    XML cannot hold control characters, and a segment's value may have some: they are escaped.
    """
    suite = Element("testsuite", {"name": "tidegauge gate", "hostname": _inert(report.candidate)})
    for check in report.checks:
        _case(suite, check)
    if not any(one.result is Result.PASS or one.holds for one in report.checks):
        failure = SubElement(_named(suite, "anything at all"), "failure", {"type": "not enough data"})
        failure.set("message", _inert(report.findings[0].sentence))
    return _text(suite)


def broken_junit(problem: str) -> str:
    """Return the report of a gate that could not read: one of an earlier run must not pass for this one's."""
    suite = Element("testsuite", {"name": "tidegauge gate"})
    SubElement(_named(suite, "tidegauge gate"), "error", {"message": _inert(problem)})
    return _text(suite)


def _case(suite: Element, check: CheckResult) -> None:
    case = _named(suite, check.title)
    said = "\n".join(_inert(f"{row.result.words}: {row_words(row)}") for row in check.rows)
    if check.holds:
        first = _inert(row_words(check.rows[0]) if check.rows else check.why)
        failure = SubElement(case, "failure", {"type": check.result.words, "message": first})
        failure.text = "\n".join(filter(None, (said, _inert(check.why))))
    elif check.result is not Result.PASS:
        SubElement(case, "skipped", {"message": _inert(f"{check.result.words}: {check.why}")})
    if said and not check.holds:
        SubElement(case, "system-out").text = said


def _named(suite: Element, name: str) -> Element:
    return SubElement(suite, "testcase", {"classname": "gate", "name": _inert(name)})


def _inert(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _text(suite: Element) -> str:
    kinds = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    numbers = {name: str(sum(1 for _ in suite.iter(tag))) for name, tag in kinds.items()}
    suite.attrib.update(numbers)
    suites = Element("testsuites", {"name": "tidegauge gate", **numbers})
    suites.append(suite)
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True) + "\n"
