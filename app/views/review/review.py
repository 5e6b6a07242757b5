"""Review: label a batch by keyboard."""

import streamlit as st

from app import menu, state
from app.components.done import end_page
from app.components.finding import block
from app.components.kept import keep, kept
from app.components.review.cards import review_cards
from app.components.review.loop import review_loop
from app.components.states import empty_store, panel, plain
from app.components.view_popover import viewer_zone
from tidegauge.errors import unknown
from tidegauge.formats import Tone
from tidegauge.review.loop import LONGEST_NAME, reviewer_name
from tidegauge.workbench.review_batches import list_batches

batches = list_batches(state.workbench())
reviewer, zone = reviewer_name(kept("reviewer", "")), kept("tz", viewer_zone())
chosen = st.query_params.get("batch", "")
found = next((batch for batch in batches if str(batch.id) == chosen), None)
if not batches:
    if state.problem() is None and not state.catalog().rows.get("spans"):
        empty_store("Review")
        end_page()
    st.html(
        block("Review", "", "There is no review batch yet.", ("Draw one on the page Feedback.",), Tone.QUIET)
    )
    st.page_link(menu.page("watch/feedback.py"), label="Feedback", icon=":material/arrow_forward:")
    st.code("tidegauge review draw --n 200", language=None)
    end_page()
if not reviewer:
    waiting = "1 batch waits" if len(batches) == 1 else f"{len(batches)} batches wait"
    st.html(
        block(
            "Review",
            "",
            "Who reviews? Labels are signed.",
            (f"{waiting} to be labelled by keyboard", "there is no sign-in: your name is kept in the link"),
            Tone.QUIET,
        )
    )
    with st.form("reviewer", width=420):
        name = st.text_input("Your name", max_chars=LONGEST_NAME)
        if st.form_submit_button("Start reviewing") and reviewer_name(name):
            keep("reviewer", reviewer_name(name), "")
            st.rerun()
    end_page()
with panel("review"):
    if chosen and found is None:
        st.error(plain(unknown("review batch", chosen, [str(batch.id) for batch in batches])))
    if found is None:
        review_cards(batches, reviewer)
    else:
        review_loop(found, reviewer, zone)
