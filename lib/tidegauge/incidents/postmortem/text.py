"""A postmortem as Markdown. Titles and values come from traces: every sign that Markdown reads is switched off in them."""

from base64 import b64encode
from collections.abc import Iterator

from tidegauge import formats
from tidegauge.incidents.pins import Pinned
from tidegauge.incidents.postmortem import Done, Postmortem
from tidegauge.incidents.postmortem.course import course_svg
from tidegauge.incidents.postmortem.numbers import HEADS, cells
from tidegauge.incidents.postmortem.prompts import ACTIONS, PROMPTS
from tidegauge.incidents.words import day_and_time, zone_note

_SIGNS = "\\`*_{}[]<>#|~$!&"


def to_markdown(report: Postmortem, *, charts: bool = True) -> str:
    """Return the file. With `charts` each pinned course is an image within the text, which asks nothing of the network."""
    return "\n".join((*_head(report), *_middle(report, charts=charts), *_end(report))) + "\n"


def inert(text: str) -> str:
    """Return a text on one line that Markdown shows as it is.

    >>> inert("![i](http://evil.test) <b>")
    '\\\\!\\\\[i\\\\](http:\\u200b//evil.test) \\\\<b\\\\>'
    """
    line = " ".join(text.split())
    # Without the sign of no width some readers make a link of a bare address.
    line = line.replace("://", ":\u200b//").replace("www.", "www\u200b.").replace("@", "@\u200b")
    return "".join(
        "\\" + sign if sign in _SIGNS else sign for sign in line if sign.isprintable() or sign == "\u200b"
    )


def _head(report: Postmortem) -> Iterator[str]:
    incident = report.incident
    yield f"# {incident.key}: {inert(incident.title)}"
    yield ""
    yield f"{incident.severity.value} · {incident.status.value} · {inert(report.zone)}"
    yield from ("", "## Summary", "", inert(report.summary), "")
    yield from (f"- {inert(one)}" for one in report.details)
    yield from ("", "## Impact", "")
    opening = incident.opening
    if opening.sentence:
        yield f"- {inert(opening.sentence)}"
    yield from (f"- {inert(one)}" for one in (*opening.details, *zone_note(opening.page, report.zone)))
    yield "- Who was hit, and how badly, in words that a customer would use:"
    yield from ("", "## Cause", "", inert(report.cause) or "Not found yet.", "")


def _middle(report: Postmortem, *, charts: bool) -> Iterator[str]:
    yield from ("## Times", "", "| " + " | ".join(one.name for one in report.times) + " |")
    yield "|" + " --- |" * len(report.times)
    yield "| " + " | ".join(one.words for one in report.times) + " |"
    yield from ("", "## Timeline", "")
    for one in report.lines:
        by = f" ({inert(one.by)})" if one.by else ""
        yield f"- {day_and_time(one.at, report.zone)} {inert(one.text)}{by}"
    yield ""
    if report.pins:
        yield from ("## Pinned", "")
    for pinned in report.pins:
        yield from _pin(pinned, report, charts=charts)
    yield from ("## Checklist", "")
    if report.incident.opening.runbook:
        yield from (f"Runbook: {inert(report.incident.opening.runbook)}", "")
    yield from (_item(one, report) for one in report.checklist)
    yield ""


def _pin(one: Pinned, report: Postmortem, *, charts: bool) -> Iterator[str]:
    at = formats.moment(one.at, report.zone, report.now)
    yield from (f"### {inert(one.pin.title)}", "", f"As it was at {at}, pinned by {inert(one.by)}.", "")
    yield from (" · ".join(map(inert, (one.pin.sentence, *zone_note(one.pin.page, report.zone)))), "")
    if charts and (drawn := course_svg(one.pin, report.zone)):
        image = b64encode(drawn.encode()).decode()
        yield from (f"![Course](data:image/svg+xml;base64,{image})", "")
    if one.pin.numbers:
        yield "| " + " | ".join(HEADS) + " |"
        yield "|" + " --- |" * len(HEADS)
        for number in one.pin.numbers:
            yield "| " + " | ".join(map(inert, cells(number, report.currency))) + " |"
        yield ""
    for sample in one.pin.samples:
        when = formats.moment(sample.at, report.zone, report.now)
        error = f", {inert(sample.error)}" if sample.error else ""
        yield f"- {when}{error}, trace {inert(sample.trace_id)}: {inert(sample.line)}"
    yield ""


def _item(one: Done, report: Postmortem) -> str:
    tick = one.tick
    mark = "x" if tick and tick.done else " "
    who = f" ({inert(tick.by)}, {day_and_time(tick.at, report.zone)})" if tick and tick.done else ""
    return f"- [{mark}] {inert(one.words)}{who}"


def _end(report: Postmortem) -> Iterator[str]:
    for title, question in PROMPTS:
        yield from (f"## {title}", "", f"_{question}_", "", "- ", "")
    yield from (
        "## Actions",
        "",
        f"_{ACTIONS[0]}_",
        "",
        "| What | Who | By when |",
        "| --- | --- | --- |",
        "| | | |",
    )
    if report.similar:
        yield from ("", "## Like this one", "")
        for found in report.similar:
            yield f"- {found.incident.key}: {inert(found.incident.title)} ({inert(found.words)})"
