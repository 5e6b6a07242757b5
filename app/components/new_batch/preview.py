"""How many there are and what the draw is, in words, before anything is drawn; and the button that records it."""

from dataclasses import replace
from html import escape

import streamlit as st

from app import menu, state
from app.components.kept import keep
from app.components.page_link import query
from app.components.states import plain
from app.signed_in import reviewer
from tidegauge import formats
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.kinds import Chosen, kind_of
from tidegauge.review.making import NewBatch, made, proposed, twin_words, twins_of
from tidegauge.review.size import about, precision
from tidegauge.stats.feedback.review_size import half_width
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import ReviewPlan

SIZES = (50, 100, 200, 400, 800)
REVIEW = "review/review.py"


def look(source: Source, question: TraceFilter, new: NewBatch) -> tuple[Chosen, TraceFilter] | None:
    """Show what would be drawn and return it with its filter; None, with the reason on the page, where nothing can be."""
    try:
        chosen, asked = proposed(state.workbench(), source, question, state.settings(), new, state.report)
    except TidegaugeError as error:
        st.warning(plain(str(error)))
        return None
    known = sum("known" in item.beside for item in chosen.items)
    lines = [precision(new.kind, chosen)]
    if known:
        lines.append(f"{known} with known answers among them; nobody sees which.")
    lines.append(_labels(len(chosen.items), new.plan, len(new.reviewers)))
    rest = "".join(f'<div class="tg-details">{escape(line)}</div>' for line in lines)
    st.html(f'<div class="tg-headline">{escape(chosen.words)}</div>{rest}')
    if new.kind == RANDOM:
        st.html(_sizes(chosen))
    return chosen, asked


def draw_button(source: Source, found: tuple[Chosen, TraceFilter], new: NewBatch, by: str, page: str) -> None:
    """Show the button that records the batch. Where an equal one is there, that is opened, or another one asked for."""
    chosen, asked = found
    twins = twins_of(state.workbench(), source, asked, new, chosen)
    if twins:
        st.warning(plain(twin_words(twins)))
        if st.button(f"Open batch {twins[0].id}", type="primary", key="nb_open"):
            _open(twins[0])
    label = "Draw another" if twins else "Draw" if kind_of(new.kind).speaks else "Make"
    count = formats.count(len(chosen.items))
    pressed = st.button(
        f"{label} {count}",
        type="secondary" if twins else "primary",
        icon=":material/rate_review:",
        key=f"nb_draw_{len(twins)}",
        disabled=not by,
        help=None if by else "Who draws it? Say your name.",
    )
    if not by:
        st.caption("Who draws it is recorded: say your name above, then the button works.")
    if not pressed:
        return
    link = f"{page}?{query()}"
    try:
        batch = made(
            state.workbench(),
            source,
            asked,
            replace(new, link=link),
            chosen,
            by=by,
            at=state.now(),
            again=bool(twins),
        )
    except TidegaugeError as error:
        st.error(plain(str(error)))
    else:
        if not reviewer():
            keep("reviewer", by, "")
        # To the list: whoever makes a batch for others must not hold its first sample for two minutes.
        menu.go(REVIEW, {"made": str(batch.id)})


def _open(batch: ReviewBatch) -> None:
    menu.go(REVIEW, {"batch": str(batch.id)})


def _labels(n: int, plan: ReviewPlan, asked: int) -> str:
    people = min(plan.people, asked) if asked else plan.people
    wanted = round(n * (1 + plan.overlap * (people - 1)))
    if people < 2 or not plan.overlap:
        return f"About {formats.count(wanted)} labels, one each."
    each = f", about {formats.count(round(wanted / asked))} a reviewer" if asked > 1 else ""
    return f"About {formats.count(wanted)} labels, {formats.share(plan.overlap, 0)} by {people} people, blind{each}."


def _sizes(chosen: Chosen) -> str:
    """Return the half width that other sizes give, if every unit has the same chance."""
    pad = 'style="padding-right:24px;text-align:left"'
    # Of all of them nothing is estimated.
    sizes = [n for n in SIZES if n < chosen.population]
    if not sizes:
        return ""
    widths = ((n, 100 * half_width(n, sessions=chosen.population)) for n in sizes)
    cells = [f"<tr><td {pad}>{formats.count(n)}</td><td>{about(points)} pt</td></tr>" for n, points in widths]
    return f'<table class="tg-details"><tr><th {pad}>Reviews</th><th>give</th></tr>{"".join(cells)}</table>'
