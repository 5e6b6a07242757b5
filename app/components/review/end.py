"""The end of a batch for one reviewer: what there is, what is missing, where the labels went, what to do next."""

import streamlit as st

from app import menu, reviewing, state
from app.components.finding import block
from app.components.review import steps
from app.components.review.keys import undo_key
from app.components.states import plain
from app.signed_in import may
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.review.progress import Progress
from tidegauge.workbench.label_publications import waiting
from tidegauge.workbench.labels import LastAct, skips
from tidegauge.workbench.permission import Act
from tidegauge.workbench.review_batches import ReviewBatch


def review_end(batch: ReviewBatch, reviewer: str, found: Progress, last: LastAct | None) -> None:
    """Show the end, and bring the labels into the store at once."""
    engine = state.workbench()
    with engine.connect() as connection:
        skipped = len(skips(connection, batch.id, reviewer))
    whose = ", ".join(
        f"{'you' if who == reviewer else who} {formats.count(n)}" for who, n in sorted(found.by.items())
    )
    said = (
        f"{formats.count(found.done)} of {formats.count(found.wanted)} labels are there: {whose or 'none'}."
    )
    sentence = "The batch is done." if not found.left else "Nothing is left for you here."
    rest = [said]
    if found.left:
        one = found.left == 1
        rest.append(
            f"{formats.count(found.left)} {'label is' if one else 'labels are'} wanted from others: samples that "
            "somebody has now, that need a second person, or that were skipped."
        )
    st.html(block("Review", "", sentence, tuple(rest), Tone.BETTER if not found.left else Tone.QUIET))
    _published(batch)
    with st.container(horizontal=True, gap="small"):
        if skipped:
            label = f"Take up the {skipped} you skipped"
            st.button(label, key=f"take_{batch.id}_{skipped}", on_click=steps.take_up, args=(batch, reviewer))
        if last is not None:
            undo_key(batch, reviewing.rubric_of_batch(batch)[0], reviewer, f"end_{last.id}")
    if message := steps.told():
        st.html(block("Review", "", message, (), Tone.QUIET))


def _published(batch: ReviewBatch) -> None:
    why = reviewing.read_only(batch)
    if why is not None:
        st.info(plain(f"{why} The labels stay in the workbench. Take them with you as a table:"))
        st.code(f"tidegauge review export {batch.id} --labels --csv labels-{batch.id}.csv", language=None)
        return
    n = waiting(state.workbench(), batch.id)
    if n:
        reviewing.publisher().at_once(batch.id)
        problem = reviewing.publisher().problem(batch.id)
        said = f"They go into the store as soon as it can be written: {problem}" if problem else ""
        st.caption(plain(said or "Your labels go into the store now, as scores by people."))
    else:
        st.caption("All labels are in the store, as scores by people.")
    if not may(Act.READ):
        return
    with st.container(horizontal=True, gap="small"):
        st.page_link(menu.page("watch/feedback.py"), label="Feedback", icon=":material/arrow_forward:")
        st.page_link(menu.page("watch/judge.py"), label="Judge", icon=":material/arrow_forward:")
