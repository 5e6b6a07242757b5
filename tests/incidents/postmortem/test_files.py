"""Both files of a postmortem: the page's numbers, nothing of the network, and hostile text as text."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from tests.browser.hostile_text import HOSTILE
from tests.incident_of_lake import AT, SETTINGS, incident_in, pinned
from tidegauge.filters import TraceFilter
from tidegauge.incidents import acts
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.pins import Pin, PinnedNumber, PinnedPoint, PinnedSample, pin, pins_of
from tidegauge.incidents.postmortem import Postmortem, postmortem_of
from tidegauge.incidents.postmortem.numbers import cells
from tidegauge.incidents.postmortem.page import to_html
from tidegauge.incidents.postmortem.text import inert, to_markdown
from tidegauge.incidents.records import Incident, Opening
from tidegauge.reports.source import Source

Ask = Callable[..., TraceFilter]
PARTS = (
    "Summary",
    "Impact",
    "Cause",
    "Times",
    "Timeline",
    "Pinned",
    "Checklist",
    "What went well",
    "What went badly",
    "Actions",
)


class Loads(HTMLParser):
    """What a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"src", "href", "srcset", "action", "data", "background", "xlink:href", "style"}
        self.found += [f"{tag} {name}" for name, _ in attrs if name in names or name.startswith("on")]
        if tag in {"script", "iframe", "object", "embed", "link", "base", "img", "form"}:
            self.found.append(tag)


def report(engine: sa.Engine, source: Source | None, incident: Incident) -> Postmortem:
    return postmortem_of(incident, engine, SETTINGS, source, zone="Europe/Berlin", now=AT)


@pytest.fixture
def story(engine: sa.Engine, source: Source, ask: Ask) -> Postmortem:
    incident = incident_in(engine, source, ask())
    return report(engine, source, acts.note(engine, incident, "rolled back", by="ana", at=AT))


@pytest.fixture
def hostile(engine: sa.Engine, source: Source, ask: Ask) -> Postmortem:
    opening = Opening(
        HOSTILE, ((HOSTILE, HOSTILE),), sentence=HOSTILE, details=(HOSTILE,), change=HOSTILE, runbook=HOSTILE
    )
    found = open_incident(engine, opening, store="", by="ana", at=AT)
    frozen = replace(
        pinned(source, ask()),
        title=HOSTILE,
        sentence=HOSTILE,
        isolated=HOSTILE,
        numbers=(PinnedNumber(HOSTILE, "share", 0.5),),
        samples=(PinnedSample(HOSTILE, AT, HOSTILE, HOSTILE),),
    )
    pin(engine, found, frozen, by="ana", at=AT)
    acts.note_item(engine, found, "started", HOSTILE, by="ana", at=AT)
    return report(engine, source, acts.note(engine, found, HOSTILE, by="ana", at=AT))


def test_the_parts_stand_in_their_order(story: Postmortem) -> None:
    for text, mark in ((to_markdown(story), "\n## {}\n"), (to_html(story), "<h2>{}</h2>")):
        places = [text.index(mark.format(part)) for part in PARTS]
        assert places == sorted(places)


def test_the_numbers_are_the_pages(story: Postmortem) -> None:
    page, text = unescape(to_html(story)), to_markdown(story)
    for number in pins_of(story.incident)[0].pin.numbers:
        for cell in cells(number, "USD"):
            assert cell in page
            assert inert(cell) in text
    assert inert(story.incident.opening.sentence) in text


def test_the_course_is_drawn_within(story: Postmortem) -> None:
    assert "<svg" in to_html(story)
    assert "data:image/svg+xml;base64," in to_markdown(story)
    assert "base64" not in to_markdown(story, charts=False)


@pytest.mark.parametrize("name", ["story", "hostile"])
def test_the_html_loads_and_runs_nothing(name: str, request: pytest.FixtureRequest) -> None:
    text = to_html(request.getfixturevalue(name))
    loads = Loads()
    loads.feed(text)
    assert loads.found == []
    assert "default-src 'none'" in text


def test_a_course_without_two_values_is_no_image(engine: sa.Engine) -> None:
    found = open_incident(engine, Opening("odd"), store="", by="ana", at=AT)
    points = (PinnedPoint(AT, None), PinnedPoint(AT + timedelta(hours=1), 0.5))
    found = pin(engine, found, Pin("x", unit="share", points=points), by="ana", at=AT)
    assert "![Course]" not in to_markdown(report(engine, None, found))


def test_a_long_note_stands_there_whole(engine: sa.Engine) -> None:
    found = open_incident(engine, Opening("odd"), store="", by="ana", at=AT)
    told = report(engine, None, acts.note(engine, found, f"{'x' * 900} end", by="ana", at=AT))
    assert f"{'x' * 900} end" in to_markdown(told)
    assert f"{'x' * 900} end" in to_html(told)


def test_hostile_text_is_text_in_markdown(hostile: Postmortem) -> None:
    text = re.sub(r"data:image\S+", "", to_markdown(hostile))
    assert not re.search(r"(?<!\\)<(?!!--)[a-z/]", text, re.IGNORECASE)
    assert not re.search(r"(?<!\\)!\[(?!Course\])", text)
    assert not re.search(r"https?://", text)


def test_without_a_store_it_says_all_but_its_changes(engine: sa.Engine, story: Postmortem) -> None:
    assert to_markdown(report(engine, None, story.incident)) == to_markdown(story)


def test_an_incident_of_nothing_has_a_postmortem(engine: sa.Engine) -> None:
    found = report(engine, None, open_incident(engine, Opening("odd"), store="", by="ana", at=AT))
    assert "Not found yet." in to_markdown(found)
    assert "<svg" not in to_html(found)


def test_a_tick_keeps_what_was_answered_then(engine: sa.Engine) -> None:
    found = open_incident(engine, Opening("odd"), store="", by="ana", at=AT)
    ticked = acts.tick(engine, found, "started", done=True, answer="since 14:20", by="ana", at=AT)
    noted = report(engine, None, acts.note_item(engine, ticked, "started", "seen", by="bo", at=AT))
    line = "What got worse, and when did it start: seen (then: since 14:20)"
    assert line in to_markdown(noted)
    assert line in to_html(noted)
    undone = acts.tick(engine, found, "started", done=False, answer="since 14:20", by="ana", at=AT)
    assert "then:" not in to_markdown(report(engine, None, undone))
