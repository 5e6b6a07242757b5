"""The next step: a batch of random reviews, of the size that brings the precision it names."""

import shlex

import streamlit as st

from app import menu, state
from app.components.page_link import query
from app.components.store.choice import store_of_commands
from tidegauge import formats
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.reports._feedback.read import of_people
from tidegauge.reports._feedback.records import FeedbackReport, ReviewOffer
from tidegauge.reports.source import Source
from tidegauge.review.batches import SATISFIED, Draw, draw_batch
from tidegauge.settings import Settings
from tidegauge.stores.addresses import is_secret
from tidegauge.workbench.review_batches import Asked, ReviewBatch, list_batches

BY = "Feedback page"
"""Who signs a batch that was drawn here: the app knows no names yet."""
_FAILED = "tg_review_failed"


def feedback_offer(source: Source, question: TraceFilter, report: FeedbackReport) -> None:
    """Show the button that draws the batch, and what was drawn from these sessions before."""
    question = of_people(source, question, state.settings().feedback)
    if report.offer is not None:
        st.button(
            report.offer.button,
            type="primary",
            icon=":material/rate_review:",
            key="feedback_review",
            on_click=_draw,
            args=(source, question, report.offer),
        )
    if failed := st.session_state.pop(_FAILED, None):
        st.error(failed)
    for batch in _drawn(source, question)[:1]:
        _waiting(batch)


def _draw(source: Source, question: TraceFilter, offer: ReviewOffer) -> None:
    asked = Asked(f"{offer.more} at random", SATISFIED, state.settings().feedback.review)
    wanted = Draw(offer.more, link=f"feedback?{query()}", goes_on=True)
    try:
        draw_batch(state.workbench(), source, question, asked, wanted, by=BY, at=state.now())
    except TidegaugeError as error:
        st.session_state[_FAILED] = str(error)


def _drawn(source: Source, question: TraceFilter) -> list[ReviewBatch]:
    """Return the batches of these very sessions, newest first."""
    here = (source.store.url, question.current.window, tuple(map(str, question.where)))
    every = list_batches(state.workbench())
    return [one for one in every if (one.of.store, one.of.window, one.of.where) == here]


def _waiting(batch: ReviewBatch) -> None:
    at = formats.moment(batch.at, "UTC", state.now())
    st.html(
        f'<div class="tg-details">Batch {batch.id} holds {formats.count(batch.of.drawn)} {batch.of.unit}s of these, '
        f"drawn {at} UTC. Label it by keyboard, or fill it in as a sheet and bring it back:</div>"
    )
    st.page_link(
        menu.page("review/review.py"),
        label=f"Label batch {batch.id}",
        icon=":material/arrow_forward:",
        query_params={"batch": str(batch.id)},
    )
    sheet = f"batch-{batch.id}.csv"
    steps = (f"export {batch.id} --csv {sheet}", f"import {sheet}")
    st.code("\n".join(map(_command, steps)), language="bash")


def _command(step: str) -> str:
    """Return a step of `tidegauge review` that finds this page's store and workbench from a shell."""
    store, workbench = store_of_commands(), state.settings().workbench
    # A workbench with a password is left for the reader to name.
    elsewhere = workbench != Settings().workbench and not is_secret(workbench)
    place = f"TIDEGAUGE_WORKBENCH={shlex.quote(workbench)} " if elsewhere else ""
    return f"{place}tidegauge review {step}{f' --store {shlex.quote(store)}' if store else ''}"
