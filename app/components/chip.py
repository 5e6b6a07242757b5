"""Verdict chips and badges as escaped HTML, for use inside `st.html`."""

from html import escape

from tidegauge.findings import Direction, Verdict
from tidegauge.formats import Tone, tone, verdict_words


def chip(verdict: Verdict, direction: Direction = Direction.NEUTRAL, rising: bool | None = None) -> str:
    """Return the chip of a verdict."""
    return badge(verdict_words(verdict, direction, rising), tone(verdict, direction))


def badge(text: str, colour: Tone = Tone.QUIET) -> str:
    """Return any other chip: `✕ failed`, `! survivorship warning`."""
    return f'<span class="tg-chip tg-{colour.value}">{escape(text)}</span>'
