"""What an adjudicator decides between: the labels of others, all that they said, their names if wished; the golden set."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app import reviewing, state
from app.components.sample import visible
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.review.answers_before import Answers, answers_before
from tidegauge.review.golden.collect import golden_items
from tidegauge.workbench.golden_candidates import add_candidates, candidate_sets, remove_candidates
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.review_items import ReviewItem, item_at
from tidegauge.workbench.rubric import value_words

LONGEST = 1_000
"""Characters of a note or an answer that are shown."""
USUAL_SET = "golden"
"""The set that decisions go into until somebody names another."""
_HEIGHT = 78
"""Pixels above which what one label said scrolls: every verdict, and the field below, stay in sight."""
_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")


def decided_between(batch: ReviewBatch, item: ReviewItem) -> None:
    """Show the labels that an item got, and whether the decision goes into a golden set."""
    said, more = item.beside.get("said") or (), answers_before(state.workbench(), item)
    names = st.toggle(
        "Names", key=f"names_{batch.id}", help="Who said what. Without, nobody is read with a face in mind."
    )
    rows = "".join(
        _label(batch, item, place, one, more.get(str(one.get("by")), ()), names=names)
        for place, one in enumerate(said)
    )
    st.html(f'<div class="tg-head">Labelled differently<span>decide which is right</span></div>{rows}')
    _golden(batch, item)


def golden_after(batch: ReviewBatch, place: int, reviewer: str) -> str:
    """Add the decision on an item to the golden set that was chosen for it; return what went wrong, if anything."""
    golden_set = _chosen_set(batch, place)
    if not golden_set:
        return ""
    engine = state.workbench()
    try:
        labels = [
            one for one in labels_of_batch(engine, batch.id) if (one.place, one.reviewer) == (place, reviewer)
        ]
        item = item_at(engine, batch.id, place)
        if not labels or labels[-1].value is None:
            return "Nobody could judge it, so it is not in the golden set."
        found = golden_items(engine, reviewing.source_of(batch), batch, [(item, labels[-1])])
        add_candidates(engine, golden_set, found, by=reviewer, at=state.now())
    except TidegaugeError as error:
        return f"Your decision is safe. It is not in the golden set: {error}"
    return ""


def golden_undone(batch: ReviewBatch, place: int, reviewer: str) -> None:
    """Take an item whose decision was withdrawn out of what golden sets take in next."""
    engine = state.workbench()
    span = item_at(engine, batch.id, place).span_id
    for name in candidate_sets(engine):
        remove_candidates(engine, name, [span], by=reviewer, at=state.now())


def _label(
    batch: ReviewBatch, item: ReviewItem, place: int, one: Mapping[str, Any], more: Answers, *, names: bool
) -> str:
    who = str(one.get("by") or "no name recorded") if names else _ORDER[min(place, len(_ORDER) - 1)]
    note = str(one.get("comment") or "").strip()
    lines = [f"{name}: {_cut(answer)}" for name, answer in more]
    lines += [f"note: “{_cut(note)}”"] if note else []
    told = "".join(f'<div class="tg-details"><bdi>{escape(visible(line))}</bdi></div>' for line in lines)
    if told:
        told = f'<div style="max-height:{_HEIGHT}px;overflow-y:auto" tabindex="0">{told}</div>'
    verdict = escape(_word(batch, item, one))
    return f'<div class="tg-card-line"><bdi>{escape(who[:80])}</bdi>: <b>{verdict}</b></div>{told}'


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _word(batch: ReviewBatch, item: ReviewItem, one: Mapping[str, Any]) -> str:
    value = one.get("value")
    if value is None:
        return str(one.get("label") or "cannot judge")[:80]
    return value_words(value, batch.asked.scale, swapped=bool(item.beside.get("swapped")))


def _golden(batch: ReviewBatch, item: ReviewItem) -> None:
    if batch.asked.scale is Scale.PREFERENCE:
        return
    here = f"{batch.id}_{item.place}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = st.toggle("Add to golden set", key=f"golden_{here}")
        if wanted:
            known = candidate_sets(state.workbench()) or (USUAL_SET,)
            st.selectbox(
                "Golden set",
                known,
                key=f"golden_set_{here}",
                accept_new_options=True,
                label_visibility="collapsed",
                width=180,
            )
    if wanted and len(known) > 1:
        st.caption(
            plain(
                "What fails enters as a past failure, what passes as an edge case; the page Golden sets can change it."
            )
        )


def _chosen_set(batch: ReviewBatch, place: int) -> str:
    here = f"{batch.id}_{place}"
    if not st.session_state.get(f"golden_{here}"):
        return ""
    return str(st.session_state.get(f"golden_set_{here}") or USUAL_SET)
