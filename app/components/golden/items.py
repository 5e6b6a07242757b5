"""The items of a version, or of the next one: a table, and the selected one in full."""

from collections.abc import Callable, Sequence

import streamlit as st

from app import menu, state
from app.components.head import head
from app.components.page_link import query
from app.components.row_choice import row_choice
from app.components.sample import sample
from app.components.states import plain
from tidegauge import formats
from tidegauge.errors import TidegaugeError
from tidegauge.formats import count
from tidegauge.reports._traces.text import asked_line
from tidegauge.workbench.golden_candidates import add_candidates, remove_candidates
from tidegauge.workbench.golden_composition import WORDS
from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.review_batches import Scale
from tidegauge.workbench.rubric import value_words

TRACE = "respond/trace.py"
ROW, MOST_SEEN = 32, 10


def golden_items_table(
    items: Sequence[GoldenItem], golden_set: str, title: str, *, open_: bool, by: str
) -> None:
    """Show the items. Those of the next version (`open_`) can change their group or be taken out."""
    head(title, f"{count(len(items))} items")
    if not items:
        st.html('<div class="tg-details">Nothing is in it.</div>')
        return
    key = f"golden_items_{hash((golden_set, title, len(items))):x}"
    columns = {"Input": st.column_config.TextColumn(width=300)}
    chosen = row_choice(items, list(map(_cells, items)), key, columns, most=MOST_SEEN, row=ROW)
    if chosen:
        _item(chosen[0], golden_set, open_=open_, by=by)
    else:
        st.html('<div class="tg-details">Select a row to read it.</div>')


def verdict(item: GoldenItem) -> str:
    """Return what was decided, in a word: “pass”, “4 of 5”."""
    return value_words(item.value, Scale(item.scale))


def _cells(item: GoldenItem) -> dict[str, str]:
    return {
        "Group": WORDS[item.group],
        "Input": asked_line(item.input) or formats.MISSING,
        "Score": item.name,
        "Decided": verdict(item),
        "Why": item.reason[:200] or formats.MISSING,
        "By": item.decided_by[:80],
        "Model": item.facts.get("model_version", formats.MISSING),
        "Expected": item.expected[:200] or formats.MISSING,
        "Hash": item.hash[:10],
    }


def _item(item: GoldenItem, golden_set: str, *, open_: bool, by: str) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        head("Input")
        sample(item.input, f"golden_in_{item.hash}")
    with right:
        head("Answer", f"{verdict(item)} on {item.name[:40]}, decided by {item.decided_by[:40]}")
        sample(item.output, f"golden_out_{item.hash}")
        if item.expected:
            head("Expected")
            sample(item.expected, f"golden_expected_{item.hash}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if open_:
            _change(item, golden_set, by)
        if st.button(
            "Open its trace",
            key=f"golden_trace_{item.hash}",
            type="tertiary",
            icon=":material/arrow_forward:",
        ):
            menu.go(TRACE, {"id": item.trace_id, "span": item.span_id, "back": query()})


def _change(item: GoldenItem, golden_set: str, by: str) -> None:
    st.selectbox(
        "Group",
        [group.value for group in Group],
        index=list(Group).index(item.group),
        key=f"golden_group_{item.hash}",
        on_change=_regroup,
        args=(item, golden_set, by),
        width=180,
    )
    st.button("Take out", key=f"golden_remove_{item.hash}", on_click=_remove, args=(item, golden_set, by))


def _regroup(item: GoldenItem, golden_set: str, by: str) -> None:
    group = Group(st.session_state[f"golden_group_{item.hash}"])
    changed = GoldenItem(**{**vars(item), "group": group})
    _told(lambda: add_candidates(state.workbench(), golden_set, [changed], by=by, at=state.now()))


def _remove(item: GoldenItem, golden_set: str, by: str) -> None:
    _told(lambda: remove_candidates(state.workbench(), golden_set, [item.span_id], by=by, at=state.now()))


def _told(step: Callable[[], object]) -> None:
    try:
        step()
    except TidegaugeError as error:
        st.toast(plain(str(error)))
