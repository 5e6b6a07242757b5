"""The keys of the review loop, each on its button. The sample is in every button's key: no press acts on another."""

from collections.abc import Callable

import streamlit as st

from app.components.review import steps
from tidegauge.workbench.review_batches import ReviewBatch, Scale

_PASS_FAIL = (("Pass", "G", 1.0, "check"), ("Fail", "B", 0.0, "close"))
_MARKS = ("Worst", "Poor", "Fair", "Good", "Best")
_SHEET = """
| key | does |
|---|---|
{verdicts}
| `U` | cannot judge: a label too, and better than a guess |
| `S` | skip: you are not asked again, others are; a note is kept as the reason |
| `←` | undo: your last label is withdrawn, and its sample comes back |
| `K` | this sheet |

Keys are off while you type a note. Tab leaves the note.
"""


def review_keys(batch: ReviewBatch, place: int, reviewer: str) -> None:
    """Show the bar of verdicts at the bottom of the window, where the hands never move."""
    here = f"{batch.id}_{place}"
    with st.bottom, st.container(horizontal=True, horizontal_alignment="center", gap="small"):
        for label, key, value, icon in _verdicts(batch.asked.scale):
            _button(label, key, f"v{value:g}_{here}", icon, steps.answer, (batch, place, reviewer, value))
        _button("Cannot judge", "U", f"cannot_{here}", "help", steps.answer, (batch, place, reviewer, None))
        _button("Skip", "S", f"skip_{here}", "skip_next", steps.pass_over, (batch, place, reviewer))


def undo_key(batch: ReviewBatch, reviewer: str, here: str) -> None:
    """Show the button that withdraws the last step; `here` names that step."""
    st.button(
        "Undo last",
        key=f"undo_{batch.id}_{here}",
        shortcut="Left",
        type="tertiary",
        icon=":material/undo:",
        on_click=steps.undo,
        args=(batch, reviewer),
    )


def keys_sheet(batch: ReviewBatch) -> None:
    """Show the button that opens the sheet of keys."""
    if st.button("Keys", key=f"keys_{batch.id}", shortcut="K", type="tertiary", icon=":material/keyboard:"):
        _dialog(batch.asked.scale)


@st.dialog("Keys")
def _dialog(scale: Scale) -> None:
    rows = [f"| `{key}` | {label.lower()} |" for label, key, _, _ in _verdicts(scale)]
    st.markdown(_SHEET.format(verdicts="\n".join(rows)))


def _verdicts(scale: Scale) -> tuple[tuple[str, str, float, str | None], ...]:
    if scale is Scale.YES_NO:
        return _PASS_FAIL
    return tuple((word, str(mark), float(mark), None) for mark, word in enumerate(_MARKS, start=1))


def _button(
    label: str,
    shortcut: str,
    key: str,
    icon: str | None,
    step: Callable[..., None],
    args: tuple[object, ...],
) -> None:
    sign = f":material/{icon}:" if icon else None
    st.button(label, key=key, shortcut=shortcut, icon=sign, on_click=step, args=args)
