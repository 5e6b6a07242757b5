"""Review: label a batch by keyboard."""

import streamlit as st

from app import menu, state
from app.components.done import end_page
from app.components.finding import block
from app.components.kept import keep, kept
from app.components.new_batch.dialog import ALL_KINDS, new_batch_button
from app.components.new_batch.preset import Preset
from app.components.review.cards import review_cards
from app.components.review.loop import review_loop
from app.components.review.named import made_note, not_there
from app.components.states import empty_store, panel, plain
from app.components.view_popover import viewer_zone
from app.signed_in import may, who
from app.signed_in import reviewer as reviewer_of_page
from tidegauge.formats import Tone
from tidegauge.review.loop import reviewer_name
from tidegauge.review.open_batches import open_batches
from tidegauge.workbench.members import LONGEST_NAME
from tidegauge.workbench.permission import Act, sees
from tidegauge.workbench.review_batches import list_batches

member, reviewer, zone = who(), reviewer_of_page(), kept("tz", viewer_zone())
every = list_batches(state.workbench())
seen = sees(state.workbench(), member, [batch.id for batch in every])
batches = tuple(batch for batch in every if batch.id in seen)
chosen = st.query_params.get("batch", "")
found = next((batch for batch in batches if str(batch.id) == chosen), None)
if not batches and not may(Act.LEAD):
    st.html(
        block(
            "Review",
            "",
            "Nothing waits for your review.",
            ("A lead draws batches, and asks people to review them.",),
            Tone.QUIET,
        )
    )
    end_page()
if not batches:
    if state.problem() is None and not state.catalog().rows.get("spans"):
        empty_store("Review")
        end_page()
    st.html(
        block(
            "Review",
            "",
            "There is no review batch yet.",
            ("Make one here, or of what Feedback, Judge, Traces, Drift and Segments show.",),
            Tone.QUIET,
        )
    )
    new_batch_button("New batch…", None, Preset(ALL_KINDS, "review"), key="new_batch", primary=True)
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
            (
                f"{waiting} to be labelled by keyboard",
                "nobody signs in here: your name is not checked, and kept in the link",
            ),
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
        st.error(plain(not_there(chosen, batches, is_theirs=not may(Act.READ))))
    if found is None and may(Act.LEAD):
        new_batch_button("New batch…", None, Preset(ALL_KINDS, "review"), key="new_batch")
    if found is None:
        made_note(batches, st.query_params.get("made", ""))
        review_cards(batches, reviewer)
    else:
        others = open_batches(state.workbench(), [one for one in batches if one != found], reviewer)
        review_loop(found, reviewer, zone, others)
