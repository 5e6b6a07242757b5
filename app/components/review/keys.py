"""The keys of the review loop, each on its button. The sample is in every button's key: no press acts on another."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.components.review import said, steps
from app.components.states import plain
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.rubric import Rubric

_WIDE = 120
_MARKS = ("Worst", "Poor", "Fair", "Good", "Best")
_SHEET = """
| key | does |
|---|---|
{verdicts}
| `U` | cannot judge: a label too, and better than a guess |
| `S` | skip: you are not asked again, others are; a note is kept as the reason |
| `←` | undo: your last label is withdrawn, and its sample comes back |
| `K` | this sheet |

Keys are off while you type. Tab leaves the field.
"""


@dataclass(frozen=True)
class Verdict:
    """One answer to the question of every sample, and its button."""

    label: str
    key: str
    value: float
    icon: str | None = None
    width: int | None = None


def review_keys(batch: ReviewBatch, rubric: Rubric, place: int, reviewer: str, *, swapped: bool) -> None:
    """Show the bar of verdicts at the bottom of the window, where the hands never move."""
    here = f"{batch.id}_{place}"
    waits, mine = said.held(here), (batch, rubric, place, reviewer)
    every = verdicts(rubric.verdict.scale, swapped=swapped)
    held = next((one for one in every if waits == (one.value,)), None)
    with st.bottom:
        # Above the keys, which do not move: in sight wherever the page is scrolled to.
        steps.show_told(steps.waiting(batch, rubric, place, held.label, held.value) if held else "")
        bar = st.container(horizontal=True, horizontal_alignment="center", gap="small")
    with bar:
        for one in every:
            icon = "radio_button_checked" if one is held else one.icon
            key = f"v{one.value:g}_{here}"
            _button(one.label, one.key, key, icon, steps.answer, (*mine, one.value), one.width)
        _button("Cannot judge", "U", f"cannot_{here}", "help", steps.answer, (*mine, None))
        _button("Skip", "S", f"skip_{here}", "skip_next", steps.pass_over, mine)
        if held is not None:
            _button("Next", "Ctrl+Enter", f"next_{here}", None, steps.answer, (*mine, held.value))
        elif batch.kind == ADJUDICATION:
            # A reason is typed, and every other key is off meanwhile: this one must not do nothing in silence.
            keys = ", ".join(one.key for one in every)
            _button("Next", "Ctrl+Enter", f"next_{here}", None, steps.nothing_chosen, (f"{keys} or U",))


def undo_key(batch: ReviewBatch, rubric: Rubric, reviewer: str, here: str) -> None:
    """Show the button that withdraws the last step; `here` names that step."""
    st.button(
        "Undo last",
        key=f"undo_{batch.id}_{here}",
        shortcut="Left",
        type="tertiary",
        icon=":material/undo:",
        on_click=steps.undo,
        args=(batch, rubric, reviewer),
    )


def keys_sheet(batch: ReviewBatch, rubric: Rubric) -> None:
    """Show the button that opens the sheet of keys."""
    if st.button("Keys", key=f"keys_{batch.id}", shortcut="K", type="tertiary", icon=":material/keyboard:"):
        _dialog(rubric, decides=batch.kind == ADJUDICATION)


def verdicts(scale: Scale, *, swapped: bool = False) -> tuple[Verdict, ...]:
    """Return the verdicts of a scale. `swapped`: of two answers the other one stands first, as A."""
    if scale is Scale.YES_NO:
        return Verdict("Pass", "G", 1.0, "check", _WIDE), Verdict("Fail", "B", 0.0, "close", _WIDE)
    if scale is Scale.ONE_TO_FIVE:
        marks = enumerate(_MARKS, start=1)
        return tuple(Verdict(word, str(mark), float(mark)) for mark, word in marks)
    first = 0.0 if swapped else 1.0
    return (
        Verdict("A better", "J", first),
        Verdict("Tie", "T", 0.5),
        Verdict("B better", "L", 1.0 - first),
    )


@st.dialog("Keys")
def _dialog(rubric: Rubric, *, decides: bool) -> None:
    rows = [f"| `{one.key}` | {one.label} |" for one in verdicts(rubric.verdict.scale)]
    for question in rubric.questions:
        keys = [f"`{one.key}` {plain(one.name)}" for one in question.options if one.key]
        rows += [f"| {plain(question.text)} | {', '.join(keys)} |"] if keys else []
    if decides:
        rows.append("| `Ctrl` + `Enter` | commit a verdict that waited for its reason, also while you type |")
    elif rubric.questions:
        rows.append("| `Ctrl` + `Enter` | commit a verdict that waited for an answer, also while you type |")
    st.markdown(_SHEET.format(verdicts="\n".join(rows)))


def _button(
    label: str,
    shortcut: str,
    key: str,
    icon: str | None,
    step: Callable[..., None],
    args: tuple[object, ...],
    width: int | None = None,
) -> None:
    sign = f":material/{icon}:" if icon else None
    st.button(
        label, key=key, shortcut=shortcut, icon=sign, on_click=step, args=args, width=width or "content"
    )
