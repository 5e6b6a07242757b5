"""The review loop: one sample, its questions and its keys on one screen, run again alone at every key."""

from dataclasses import dataclass

import streamlit as st

from app import reviewing, state
from app.components.finding import block
from app.components.review import steps
from app.components.review.adjudication import decided_between
from app.components.review.asked import answers, last_said, question
from app.components.review.drafts import keep_drafts
from app.components.review.end import review_end
from app.components.review.keys import review_keys
from app.components.review.sample import review_sample
from app.components.review.side_by_side import side_by_side
from app.components.review.switch import LEFT
from app.components.review.top import leave_button, review_top
from app.components.states import panel, plain
from app.signed_in import visitor
from tidegauge.errors import StoreError
from tidegauge.formats import Tone
from tidegauge.review.loop import claim_next
from tidegauge.review.progress import progress, shared_samples, wanted_labels
from tidegauge.review.samples import ReviewSample
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.labels import LastAct, last_act
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_items import item_at
from tidegauge.workbench.review_plans import ReviewPlan, plan_of
from tidegauge.workbench.rubric import Rubric


@st.fragment
def review_loop(batch: ReviewBatch, reviewer: str, zone: str, others: tuple[ReviewBatch, ...] = ()) -> None:
    """Show the next sample for a reviewer, or what to do when none is left. `others` are open for the reviewer, too."""
    # A key runs the loop alone: who was signed out meanwhile must not see the next sample.
    if st.session_state.pop(LEFT, False) or visitor() is None:
        st.rerun()
    engine, rubric = state.workbench(), reviewing.rubric_of_batch(batch)[0]
    plan = plan_of(engine, batch.id)
    try:
        place = claim_next(engine, batch, plan, reviewer, state.now())
    except ReviewError as error:
        # Others are asked for this batch: whoever follows a link to it sees no sample.
        st.html(block("Review", "", str(error), (), Tone.QUIET))
        leave_button()
        return
    wanted, shared = _asked_for(_asked_of(batch, plan), batch.id, batch, plan)
    found = progress(engine, batch.id, reviewer, wanted)
    review_top(batch, rubric, reviewer, found, others)
    with engine.connect() as connection:
        last = last_act(connection, batch.id, reviewer)
    if place is None:
        review_end(batch, reviewer, found, last)
        return
    now = _Now(batch, rubric, place, reviewer, zone, last, shared)
    (_compared if rubric.verdict.scale is Scale.PREFERENCE else _judged)(now)


@dataclass(frozen=True)
class _Now:
    """What is on the screen, and for whom. `shared` says how many samples several people label."""

    batch: ReviewBatch
    rubric: Rubric
    place: int
    reviewer: str
    zone: str
    last: LastAct | None
    shared: str

    @property
    def here(self) -> str:
        return f"{self.batch.id}_{self.place}"


def _judged(now: _Now) -> None:
    left, right = st.columns([1.6, 1], gap="medium")
    one = None
    # A panel here as well: that of the page is not there when a key runs the loop alone.
    with left, panel("sample"):
        one = _read(now)
        if one is not None:
            review_sample(one, now.rubric, now.here, now.zone)
            _keys(now, one)
    with right:
        question(now.batch, now.rubric, one)
        _decide(now)
        answers(now.batch, now.rubric, now.place)
        _last(now)


def _compared(now: _Now) -> None:
    # Two answers need the whole width: what is asked stands above them, what was said below.
    question(now.batch, now.rubric, None)
    with panel("sample"):
        one = _read(now)
        if one is not None:
            side_by_side(one, now.here, now.zone)
            _keys(now, one)
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        _decide(now)
        answers(now.batch, now.rubric, now.place)
    with right:
        _last(now)


def _decide(now: _Now) -> None:
    if now.batch.kind == ADJUDICATION:
        decided_between(now.batch, item_at(state.workbench(), now.batch.id, now.place))


def _last(now: _Now) -> None:
    last_said(now.batch, now.rubric, now.shared, now.place, now.reviewer, now.last)


def _read(now: _Now) -> ReviewSample | None:
    """Return the sample, or say why there is none: nobody labels what was not on the screen."""
    try:
        return reviewing.ahead().sample(reviewing.source_of(now.batch), now.batch, now.place)
    except StoreError as error:
        st.error(plain(f"This sample cannot be shown: {error} What you labelled is safe."))
        st.button("Try again", key=f"again_{now.here}")
        return None


def _keys(now: _Now, one: ReviewSample) -> None:
    review_keys(now.batch, now.rubric, now.place, now.reviewer, swapped=one.swapped)
    keep_drafts(now.batch, now.rubric, now.place, now.reviewer)
    steps.shown(now.batch.id, now.place)


@st.cache_data(max_entries=200, show_spinner=False)
def _asked_for(asked: str, number: int, _batch: ReviewBatch, _plan: ReviewPlan) -> tuple[int, str]:  # noqa: ARG001
    """Return how many labels are wanted, and how many samples several people label in words."""
    return wanted_labels(state.workbench(), _batch, _plan), shared_samples(state.workbench(), _batch, _plan)


def _asked_of(batch: ReviewBatch, plan: ReviewPlan) -> str:
    """Return what both hang on: more people may be asked at any time."""
    return f"{state.workbench().url} {plan} {reviewers_of(state.workbench(), batch.id)}"
