"""The review loop: one sample, its question and its keys on one screen, run again alone at every key."""

from html import escape

import streamlit as st

from app import reviewing, state
from app.components.review import steps
from app.components.review.end import review_end
from app.components.review.keys import keys_sheet, review_keys, undo_key
from app.components.review.sample import review_sample
from app.components.states import panel, plain
from tidegauge import formats
from tidegauge.errors import StoreError
from tidegauge.review.loop import claim_next
from tidegauge.review.progress import Progress, progress, wanted_labels
from tidegauge.workbench.labels import LABEL, LastAct, last_act
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.review_plans import ReviewPlan, plan_of

_TOLD = {
    Scale.YES_NO: "Pass means yes, fail means no.",
    Scale.ONE_TO_FIVE: "1 is worst, 5 is best.",
}


@st.fragment
def review_loop(batch: ReviewBatch, reviewer: str, zone: str) -> None:
    """Show the next sample for a reviewer, or what to do when none is left."""
    if st.session_state.pop("tg_review_left", False):
        st.rerun()
    engine = state.workbench()
    plan = plan_of(engine, batch.id)
    place = claim_next(engine, batch, plan, reviewer, state.now())
    wanted = _wanted(batch, plan)
    found = progress(engine, batch.id, reviewer, wanted)
    _top(batch, reviewer, found)
    with engine.connect() as connection:
        last = last_act(connection, batch.id, reviewer)
    if place is None:
        review_end(batch, reviewer, found, last)
    else:
        left, right = st.columns([1.6, 1], gap="medium")
        # A panel here as well: that of the page is not there when a key runs the loop alone.
        with left, panel("sample"):
            _sample(batch, place, reviewer, zone)
        with right:
            _question(batch, plan)
            _note(batch, place)
            _last(batch, wanted - batch.of.drawn, place, reviewer, last)


def _sample(batch: ReviewBatch, place: int, reviewer: str, zone: str) -> None:
    try:
        one = reviewing.ahead().sample(reviewing.source_of(batch), batch, place)
    except StoreError as error:
        # Nobody labels what was not on the screen: without the text there are no keys.
        st.error(plain(f"This sample cannot be shown: {error} What you labelled is safe."))
        st.button("Try again", key=f"again_{batch.id}_{place}")
    else:
        review_sample(one, f"{batch.id}_{place}", zone)
        review_keys(batch, place, reviewer)
        steps.shown(batch.id, place)


def _top(batch: ReviewBatch, reviewer: str, found: Progress) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "All batches", key="all_batches", type="tertiary", icon=":material/arrow_back:", on_click=_leave
        )
        st.html(_counts(batch, reviewer, found), width="stretch")
        keys_sheet(batch)
    st.progress(min(found.done / found.wanted, 1.0) if found.wanted else 1.0)


def _counts(batch: ReviewBatch, reviewer: str, found: Progress) -> str:
    by = sorted(found.by.items(), key=lambda one: (one[0] != reviewer, -one[1], one[0]))
    words = [f"{who} {formats.count(n)}" for who, n in by[:4]]
    if len(by) > 4:
        words.append(f"{len(by) - 4} others {formats.count(sum(n for _, n in by[4:]))}")
    if found.seconds is not None:
        words.append(f"median {found.seconds:.0f} s")
    if found.minutes_left is not None and found.left:
        words.append(f"about {max(round(found.minutes_left), 1)} min left")
    done = f"{formats.count(found.done)} of {formats.count(found.wanted)} done"
    rest = escape("".join(f" · {word}" for word in words))
    return f'<div class="tg-head"><bdi>{escape(batch.asked.name)}</bdi><span><b>{done}</b>{rest}</span></div>'


def _question(batch: ReviewBatch, plan: ReviewPlan) -> None:
    told = f"{plan.instruction} {_TOLD[batch.asked.scale]}".strip()
    st.html(
        f'<div class="tg-headline">{escape(batch.asked.question)}</div>'
        f'<div class="tg-details">{escape(told)}</div>'
    )


def _note(batch: ReviewBatch, place: int) -> None:
    st.text_area(
        "Note (optional, keys are off while you type)",
        key=steps.note_key(batch.id, place),
        height=90,
        max_chars=5_000,
        on_change="ignore",
    )


def _last(batch: ReviewBatch, twice: int, place: int, reviewer: str, last: LastAct | None) -> None:
    drawn = formats.count(batch.of.drawn)
    words = [f"You are {reviewer}. {formats.count(twice)} of {drawn} samples are labelled twice, blind."]
    if last is not None:
        words.append(f"Last: {said(last, batch.asked.scale)}.")
    if message := steps.told():
        words.append(message)
    st.html("".join(f'<div class="tg-details">{escape(one)}</div>' for one in words))
    if last is not None:
        undo_key(batch, reviewer, f"{place}_{last.id}")


def said(last: LastAct, scale: Scale) -> str:
    """Return a step in words: “pass”, “4 of 5”, “cannot judge”, “skipped”."""
    if last.action != LABEL:
        return "skipped"
    if last.value is None:
        return last.label or ""
    return ("fail", "pass")[int(last.value)] if scale is Scale.YES_NO else f"{last.value:g} of 5"


@st.cache_data(max_entries=200, show_spinner=False)
def _wanted_labels(workbench: str, number: int, _batch: ReviewBatch, _plan: ReviewPlan) -> int:  # noqa: ARG001
    return wanted_labels(state.workbench(), _batch, _plan)


def _wanted(batch: ReviewBatch, plan: ReviewPlan) -> int:
    return _wanted_labels(f"{state.workbench().url} {plan.overlap}", batch.id, batch, plan)


def _leave() -> None:
    if number := st.query_params.get("batch"):
        if number.isdigit():
            reviewing.publisher().at_once(int(number))
        del st.query_params["batch"]
    st.session_state.tg_review_left = True
