"""The next step: a batch of random reviews, of the size that brings the precision it names."""

import shlex
from dataclasses import replace

import streamlit as st

from app import menu, state
from app.components.page_link import query
from app.components.states import plain
from app.components.store.choice import store_of_commands
from app.signed_in import may, reviewer
from tidegauge import formats
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.reports._feedback.read import of_people
from tidegauge.reports._feedback.records import FeedbackReport, ReviewOffer
from tidegauge.reports.source import Source
from tidegauge.review.batches import alike
from tidegauge.review.kinds import Wanted
from tidegauge.review.making import NewBatch, made, proposed, usual_words
from tidegauge.settings import Settings
from tidegauge.stores.addresses import is_secret
from tidegauge.workbench.batch_kinds import RANDOM
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.permission import Act
from tidegauge.workbench.review_batches import Asked, ReviewBatch

BY = "Feedback page"
"""Who signs a batch that was drawn here where nobody has said a name."""
_FAILED = "tg_review_failed"


def feedback_offer(source: Source, question: TraceFilter, report: FeedbackReport) -> None:
    """Show the button that draws the batch. Where one of these sessions still waits, that is opened first."""
    newest = next(iter(_drawn(source, question)), None)
    left = 0 if newest is None else _left(newest)
    leads = may(Act.LEAD)
    if leads and report.offer is not None and not left:
        _button(source, question, report.offer, newest)
    if failed := st.session_state.pop(_FAILED, None):
        st.error(plain(failed))
    if newest is None:
        return
    _waiting(newest, left)
    if leads and report.offer is not None and left:
        with st.popover("Draw another batch", type="tertiary"):
            text = (
                f"{formats.count(left)} of batch {newest.id} have no label in this app yet. Another batch goes on with the "
                "same draw; both count together."
            )
            st.html(f'<div class="tg-details">{text}</div>')
            _button(source, question, report.offer, newest, first=False)


def _button(
    source: Source,
    question: TraceFilter,
    offer: ReviewOffer,
    newest: ReviewBatch | None,
    *,
    first: bool = True,
) -> None:
    st.button(
        offer.button,
        type="primary" if first else "secondary",
        icon=":material/rate_review:",
        key="feedback_review",
        on_click=_draw,
        args=(source, question, offer, newest.id if newest else None),
    )


def _left(batch: ReviewBatch) -> int:
    """Return how many of a batch nobody has labelled in the app; what came back in a sheet is not counted here."""
    labelled = {label.place for label in labels_of_batch(state.workbench(), batch.id)}
    return batch.of.drawn - len(labelled)


def _draw(source: Source, question: TraceFilter, offer: ReviewOffer, seen: int | None) -> None:
    """Draw the batch, unless one was drawn since the button was shown: a second click is no second wish."""
    newest = next(iter(_drawn(source, question)), None)
    if (newest.id if newest else None) != seen:
        return
    engine, asked = state.workbench(), replace(_asked(), name=f"{offer.more} at random")
    new = NewBatch(RANDOM, Wanted(offer.more), asked, link=f"feedback?{query()}")
    try:
        chosen, question = proposed(engine, source, question, state.settings(), new)
        made(engine, source, question, new, chosen, by=reviewer() or BY, at=state.now(), again=True)
    except TidegaugeError as error:
        st.session_state[_FAILED] = str(error)


def _drawn(source: Source, question: TraceFilter) -> tuple[ReviewBatch, ...]:
    """Return the batches that were drawn from these very sessions, those who could rate, newest first."""
    people = of_people(source, question, state.settings().feedback)
    return alike(state.workbench(), source, people, _asked(), RANDOM)


def _asked() -> Asked:
    return usual_words(state.settings(), RANDOM, Wanted().unit)


def _waiting(batch: ReviewBatch, left: int) -> None:
    at = formats.moment(batch.at, "UTC", state.now())
    st.html(
        f'<div class="tg-details">Batch {batch.id} holds {formats.count(batch.of.drawn)} {batch.of.unit}s of these, '
        f"drawn {at} UTC. Label it by keyboard, or fill it in as a sheet and bring it back:</div>"
    )
    to_go = f": {formats.count(left)} to go" if left else ""
    st.page_link(
        menu.page("review/review.py"),
        label=f"Label batch {batch.id}{to_go}",
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
