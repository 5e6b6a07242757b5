"""The review batches as cards: what is asked, of how many of how much, how far it is, and the way in."""

from html import escape

import streamlit as st

from app import reviewing, state
from tidegauge import formats
from tidegauge.review.batches import words_of
from tidegauge.review.kinds import kinds
from tidegauge.review.progress import Progress, progress, wanted_labels
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.label_publications import waiting
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import ReviewPlan, plan_of


def review_cards(batches: tuple[ReviewBatch, ...], reviewer: str) -> None:
    """Show a card for each batch, newest first."""
    grid = st.grid(3, min_column_width=300, border=True)
    for batch in batches:
        engine = state.workbench()
        plan = plan_of(engine, batch.id)
        found = progress(engine, batch.id, reviewer, wanted_labels(engine, batch, plan))
        # Labels of a server that was stopped before it could publish them.
        if waiting(engine, batch.id):
            reviewing.publisher().at_once(batch.id)
        with grid.cell():
            st.html(_html(batch, plan, found, reviewer))
            label = "Look" if not found.left else "Continue" if found.by.get(reviewer) else "Start"
            st.button(label, key=f"open_batch_{batch.id}", on_click=_open, args=(batch.id,))


def _html(batch: ReviewBatch, plan: ReviewPlan, found: Progress, reviewer: str) -> str:
    at = formats.moment(batch.at, "UTC", state.now())
    where = " · ".join(batch.of.where) or "all calls"
    kind = kinds().get(batch.kind)
    lines = (
        f"Why: {kind.title.lower() if kind else batch.kind}",
        f"{formats.count(found.left)} of {formats.count(found.wanted)} labels left, "
        f"{formats.count(found.by.get(reviewer, 0))} are yours",
        f"{words_of(batch)}; {_people(batch, plan)}",
        f"{where}, {batch.of.window.start:%d %b} to {batch.of.window.end:%d %b %Y}",
        f"Drawn by {batch.by}, {at} UTC",
    )
    shown = "".join(f'<div class="tg-details">{escape(line)}</div>' for line in lines)
    name = f'<div class="tg-card-name"><bdi>{escape(batch.asked.name)}</bdi></div>'
    return f'{name}<div class="tg-card-line">{escape(batch.asked.question)}</div>{shown}'


def _people(batch: ReviewBatch, plan: ReviewPlan) -> str:
    asked = reviewers_of(state.workbench(), batch.id)
    people = "two" if plan.people == 2 else plan.people
    several = f"{formats.share(plan.overlap, 0)} by {people} people" if plan.overlap else "each by one person"
    whom = f", for {', '.join(asked)}" if asked else ""
    return f"{several}{whom}{', each sample with its own' if plan.assigned and asked else ''}"


def _open(batch: int) -> None:
    st.query_params["batch"] = str(batch)
