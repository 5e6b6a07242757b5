"""The page's one sentence, with its verdict and the grey line that it stands on."""

from html import escape

import streamlit as st

from app.components.chip import badge, chip
from tidegauge.findings import Finding
from tidegauge.formats import Tone, tone


def finding(found: Finding, page: str, *, label: str | None = None) -> None:
    """Show a finding under the page's name. `label` replaces the verdict's chip, for example by `✕ failed`."""
    colour = tone(found.verdict, found.direction)
    mark = badge(label, colour) if label else chip(found.verdict, found.direction, found.rising)
    st.html(block(page, mark, found.sentence, found.details, colour))


def block(page: str, mark: str, sentence: str, details: tuple[str, ...], colour: Tone) -> str:
    """Return the HTML of a finding; `mark` is HTML already, everything else is text."""
    return (
        f'<div class="tg-finding tg-{colour.value}"><span class="tg-eyebrow">{escape(page)}</span>{mark}'
        f'<div class="tg-sentence">{escape(sentence)}</div>'
        f'<div class="tg-details">{escape(" · ".join(details))}</div></div>'
    )


def finding_row(found: Finding) -> None:
    """Show a finding as one row of a list: chip, sentence, grey line. Place it beside its link."""
    st.html(
        f'<div class="tg-row"><div>{chip(found.verdict, found.direction, found.rising)}</div>'
        f'<div><div class="tg-row-sentence">{escape(found.sentence)}</div>'
        f'<div class="tg-details">{escape(" · ".join(found.details))}</div></div></div>'
    )
