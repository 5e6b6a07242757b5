"""A postmortem as one HTML file: charts within, no script, nothing asked of the network; every text is escaped."""

from collections.abc import Iterable
from html import escape

from tidegauge import formats
from tidegauge.incidents.pins import Pinned
from tidegauge.incidents.postmortem import Done, Postmortem
from tidegauge.incidents.postmortem.course import course_svg
from tidegauge.incidents.postmortem.numbers import HEADS, cells
from tidegauge.incidents.postmortem.prompts import ACTIONS, PROMPTS
from tidegauge.incidents.words import day_and_time, zone_note

_STYLE = """
body{font:15px/1.5 sans-serif;color:#1B2733;max-width:760px;margin:32px auto;padding:0 20px}
h1{font-size:22px;line-height:1.3}h2{font-size:17px;margin-top:28px}h3{font-size:15px}
.grey{color:#5F6B78;font-size:13px}table{border-collapse:collapse;margin:8px 0}
td,th{text-align:left;padding:3px 16px 3px 0;vertical-align:top;font-weight:400}th{color:#5F6B78;font-size:13px}
.at{white-space:nowrap}.times td{font-size:17px;font-weight:600}.blank{border-bottom:1px solid #DDE3E9;min-height:26px;margin:6px 0}
svg{max-width:100%;height:auto}code{font-size:13px;overflow-wrap:anywhere}h1,h3,p,td,li{overflow-wrap:anywhere}
@media print{body{margin:0}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(report: Postmortem) -> str:
    """Return the file. Its own policy forbids whatever could be asked of the network, too."""
    title = f"{report.incident.key}: {report.incident.title}"
    parts = (
        _head(report),
        _times(report),
        _timeline(report),
        *_pins(report),
        _checklist(report),
        _end(report),
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _text(told: str) -> str:
    # What cannot be seen must not turn a line around or end it.
    return escape("".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in told))


def _head(report: Postmortem) -> str:
    incident = report.incident
    opening = incident.opening
    facts = [*filter(None, (opening.sentence,)), *opening.details, *zone_note(opening.page, report.zone)]
    hit = "Who was hit, and how badly, in words that a customer would use:"
    return (
        f"<h1><bdi>{_text(f'{incident.key}: {incident.title}')}</bdi></h1>"
        f'<p class="grey">{_text(f"{incident.severity.value} · {incident.status.value} · {report.zone}")}</p>'
        f"<h2>Summary</h2><p>{_text(report.summary)}</p>{_list(report.details)}"
        f'<h2>Impact</h2>{_list(facts)}<p class="grey">{hit}</p><div class="blank"></div>'
        f"<h2>Cause</h2><p>{_text(report.cause or 'Not found yet.')}</p>"
    )


def _times(report: Postmortem) -> str:
    heads = "".join(f"<th>{_text(one.name)}</th>" for one in report.times)
    values = "".join(f"<td>{_text(one.words)}</td>" for one in report.times)
    return f'<h2>Times</h2><table class="times"><tr>{heads}</tr><tr>{values}</tr></table>'


def _timeline(report: Postmortem) -> str:
    rows = "".join(
        f'<tr><td class="grey at">{_text(day_and_time(one.at, report.zone))}</td><td>{_text(one.text)} '
        f'<span class="grey">{_text(one.by)}</span></td></tr>'
        for one in report.lines
    )
    return f"<h2>Timeline</h2><table>{rows}</table>"


def _pins(report: Postmortem) -> Iterable[str]:
    if report.pins:
        yield "<h2>Pinned</h2>"
    yield from (_pin(one, report) for one in report.pins)


def _pin(one: Pinned, report: Postmortem) -> str:
    at = formats.moment(one.at, report.zone, report.now)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells(number, report.currency))}</tr>"
        for number in one.pin.numbers
    )
    heads = "".join(f"<th>{name}</th>" for name in HEADS)
    numbers = f"<table><tr>{heads}</tr>{rows}</table>" if rows else ""
    samples = "".join(
        f'<li><span class="grey">{_text(_facts(sample.trace_id, sample.error))}, '
        f"{_text(formats.moment(sample.at, report.zone, report.now))}</span><br><code>{_text(sample.line)}</code></li>"
        for sample in one.pin.samples
    )
    return (
        f"<h3><bdi>{_text(one.pin.title)}</bdi></h3>"
        f'<p class="grey">As it was at {_text(at)}, pinned by {_text(one.by)}.</p>'
        f"<p>{_text(' · '.join((one.pin.sentence, *zone_note(one.pin.page, report.zone))))}</p>{course_svg(one.pin, report.zone)}{numbers}"
        f"{f'<ul>{samples}</ul>' if samples else ''}"
    )


def _facts(trace: str, error: str | None) -> str:
    return f"trace {trace}, {error}" if error else f"trace {trace}"


def _checklist(report: Postmortem) -> str:
    told = report.incident.opening.runbook
    runbook = f"<p>{_text(f'Runbook: {told}')}</p>" if told else ""
    return (
        f"<h2>Checklist</h2>{runbook}<table>{''.join(_item(one, report) for one in report.checklist)}</table>"
    )


def _item(one: Done, report: Postmortem) -> str:
    tick = one.tick
    done = bool(tick and tick.done)
    who = f"{tick.by}, {day_and_time(tick.at, report.zone)}" if tick and done else ""
    mark = "☑" if done else "☐"
    return f'<tr><td>{mark}</td><td>{_text(one.words)} <span class="grey">{_text(who)}</span></td></tr>'


def _end(report: Postmortem) -> str:
    blank = '<div class="blank"></div>' * 3
    parts = [f'<h2>{title}</h2><p class="grey">{question}</p>{blank}' for title, question in PROMPTS]
    parts.append(f'<h2>Actions</h2><p class="grey">{ACTIONS[0]}</p>{blank}')
    if report.similar:
        like = [f"{one.incident.key}: {one.incident.title} ({one.words})" for one in report.similar]
        parts.append(f"<h2>Like this one</h2>{_list(like)}")
    return "".join(parts)


def _list(lines: Iterable[str]) -> str:
    shown = "".join(f"<li>{_text(one)}</li>" for one in lines if one)
    return f"<ul>{shown}</ul>" if shown else ""
