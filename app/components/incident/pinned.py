"""What is pinned: as it was then, with the live value in grey where it is another one by now."""

from html import escape

import streamlit as st

from app import state
from app.components.head import head
from app.components.incident.place import go, leads_to
from app.components.sample import visible
from app.components.trend import trend
from tidegauge import formats
from tidegauge.findings import Direction, Link, Verdict
from tidegauge.incidents.live import asked_again, differs
from tidegauge.incidents.page_link import page_params
from tidegauge.incidents.pins import Pinned, pins_of
from tidegauge.incidents.postmortem.numbers import cells
from tidegauge.incidents.records import Incident
from tidegauge.incidents.words import day_and_time, zone_note
from tidegauge.reports._records import ChangeMark, Point, Trend
from tidegauge.reports.source import Source

MOST_SAMPLES = 3
"""Samples that are shown; the postmortem has them all."""


def incident_pins(incident: Incident, source: Source | None, zone: str) -> None:
    """Show the pins, the newest first; all but this one folded up."""
    every = pins_of(incident)[::-1]
    if not every:
        head("Pinned", "nothing yet")
        st.html('<div class="tg-details">Open Scope, choose a row, and press “Pin to incident”.</div>')
        return
    newest, *others = every
    at = day_and_time(newest.at, zone, state.now())
    head("Pinned", f"as it was at {at}; late data does not rewrite it")
    _pin(incident, newest, source, zone)
    for one in others:
        with st.expander(f"{formats.moment(one.at, zone, state.now())}, by {one.by}"):
            _pin(incident, one, source, zone)


def _pin(incident: Incident, one: Pinned, source: Source | None, zone: str) -> None:
    st.html(
        f'<div class="tg-card-line"><bdi>{escape(one.pin.sentence or one.pin.title)}</bdi></div>'
        f'<div class="tg-details">{escape(" · ".join((*one.pin.details, *zone_note(one.pin.page, zone))))}</div>'
    )
    if len(one.pin.points) > 1:
        trend(course(one), f"pin_{one.id}", zone=zone, alt=one.pin.sentence, height=170)
    if one.pin.numbers:
        _numbers(one, source)
    _samples(incident, one, zone)
    _scope(incident, one, zone)


def course(one: Pinned) -> Trend:
    """Return the frozen course as a trend."""
    nothing = float("nan")
    points = tuple(
        Point(point.at, nothing if point.value is None else point.value, point.n) for point in one.pin.points
    )
    label, metric = one.pin.title, one.pin.metric or ""
    marks = (ChangeMark(one.pin.onset, "onset", "onset"),) if one.pin.onset else ()
    return Trend(metric, label, one.pin.unit, "", points, (), marks, Verdict.CHANGED, Direction.WORSE)


def _numbers(one: Pinned, source: Source | None) -> None:
    settings = state.settings()
    every = [asked_again(number, one.pin, source, settings, state.report) for number in one.pin.numbers]
    live = [
        now if now and differs(now, number) else None
        for now, number in zip(every, one.pin.numbers, strict=True)
    ]
    heads = ("then", "before", "calls", *(("now",) if any(live) else ()))
    top = "".join(f"<th>{name}</th>" for name in heads)
    rows = []
    for number, now in zip(one.pin.numbers, live, strict=True):
        name, *shown = cells(number, settings.currency)
        value = formats.value(now.value, number.unit, settings.currency) if now else ""
        grey = f'<td class="tg-details">{escape(f"{value} on {formats.count(now.n)}" if now else "")}</td>'
        told = "".join(f"<td>{escape(cell)}</td>" for cell in shown)
        rows.append(f"<tr><td><bdi>{escape(name)}</bdi></td>{told}{grey if any(live) else ''}</tr>")
    st.html(f'<table class="tg-table"><tr><th></th>{top}</tr>{"".join(rows)}</table>')


def _samples(incident: Incident, one: Pinned, zone: str) -> None:
    for place, found in enumerate(one.pin.samples[:MOST_SAMPLES]):
        left, right = st.columns([0.84, 0.16], vertical_alignment="center", gap="xxsmall")
        facts = " · ".join(filter(None, (formats.moment(found.at, zone, state.now()), found.error)))
        left.html(
            f'<div class="tg-card-line" style="overflow-wrap:anywhere"><bdi>{escape(visible(found.line))}</bdi></div>'
            f'<div class="tg-details">{escape(facts)}</div>'
        )
        if right.button("Trace", key=f"pin_{one.id}_{place}", type="tertiary"):
            go(Link("trace", {"id": found.trace_id, "tz": zone}), incident)


def _scope(incident: Incident, one: Pinned, zone: str) -> None:
    page = one.pin.page
    link = Link("scope", {**page_params(page, zone), "of": one.pin.metric or ""}) if page else None
    if link and leads_to(link) and st.button("Scope as it is now", key=f"live_{one.id}", type="tertiary"):
        go(link, incident)


def frozen_words(incident: Incident, source: Source | None, zone: str) -> tuple[str, ...]:
    """Return for the grey line when the numbers were frozen, and what the first of them is by now."""
    every = pins_of(incident)
    if not every:
        return ()
    last = every[-1]
    told = f"numbers frozen {formats.moment(last.at, zone, state.now())}"
    first = last.pin.numbers[0] if last.pin.numbers else None
    live = asked_again(first, last.pin, source, state.settings(), state.report) if first else None
    if first is None or live is None:
        return (told,)
    shows = "shows" if differs(live, first) else "still shows"
    return (f"{told}; live page {shows} {formats.value(live.value, first.unit, state.settings().currency)}",)
