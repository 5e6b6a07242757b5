"""What an adjudicator decides between: the labels of others, their notes, their names if wished; and the golden set."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app import reviewing, state
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.review.golden.collect import golden_items
from tidegauge.workbench.golden_candidates import add_candidates, candidate_sets, remove_candidates
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import ReviewBatch, ReviewItem, Scale, item_at

USUAL_SET = "golden"
"""The set that decisions go into until somebody names another."""
_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")
_WORDS = {Scale.YES_NO: {1.0: "pass", 0.0: "fail"}}


def decided_between(batch: ReviewBatch, item: ReviewItem) -> None:
    """Show the labels that an item got, and whether the decision goes into a golden set."""
    said = item.beside.get("said") or ()
    names = st.toggle(
        "Names", key=f"names_{batch.id}", help="Who said what. Without, nobody is read with a face in mind."
    )
    rows = "".join(_label(batch, item, place, one, names=names) for place, one in enumerate(said))
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


def _label(batch: ReviewBatch, item: ReviewItem, place: int, one: Mapping[str, Any], *, names: bool) -> str:
    who = str(one.get("by") or "no name recorded") if names else _ORDER[min(place, len(_ORDER) - 1)]
    note = str(one.get("comment") or "").strip()
    told = f'<div class="tg-details">“{escape(note[:1000])}”</div>' if note else ""
    return f'<div class="tg-card-line"><bdi>{escape(who[:80])}</bdi>: <b>{escape(_word(batch, item, one))}</b></div>{told}'


def _word(batch: ReviewBatch, item: ReviewItem, one: Mapping[str, Any]) -> str:
    value, scale = one.get("value"), batch.asked.scale
    if value is None:
        return str(one.get("label") or "cannot judge")[:80]
    if scale is Scale.PREFERENCE:
        sides = ("B", "A") if not item.beside.get("swapped") else ("A", "B")
        return "tie" if value == 0.5 else f"{sides[int(value)]} better"
    return _WORDS.get(scale, {}).get(value, f"{value:g} of 5")


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
