"""The sample of a review: its parts in the order of the rubric, as text and never as anything else."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

import polars as pl
import streamlit as st

from app.components.review.had import KINDS, had
from app.components.review.marks import marked_output
from app.components.review.texts import INPUT, OUTPUT, head, opening, text
from app.components.sample import sample, visible
from tidegauge import formats
from tidegauge.review.samples import ReviewSample, Turn
from tidegauge.workbench.rubric import QuestionKind, Rubric


def review_sample(one: ReviewSample, rubric: Rubric, here: str, zone: str) -> None:
    """Show a sample, or that the store does not have it any more."""
    if not one.found:
        gone()
        return
    for part, parts in groupby(rubric.order, key=lambda part: "had" if part in KINDS else part):
        if part == "had":
            had(one, tuple(parts), here)
        elif part == "output":
            _answered(one, rubric, here)
        else:
            _PARTS[part](one, here, zone)


def gone() -> None:
    """Say that there is nothing to look at."""
    st.html('<div class="tg-details">The store does not have this sample any more. Skip it.</div>')


def asked(one: ReviewSample, here: str, zone: str) -> None:
    """Show what the person asked, with what is known of it."""
    facts = one.facts or {}
    known = [facts[name] for name in ("geo", "device", "feature") if name in facts]
    at = [formats.moment(one.at, zone, one.at)] if one.at else []
    head("User", " · ".join([*known, *at]))
    text(one.input, f"input_{here}", INPUT)


def _answered(one: ReviewSample, rubric: Rubric, here: str) -> None:
    facts = one.facts or {}
    known = [f"prompt {facts['prompt_version']}"] if "prompt_version" in facts else []
    known += [f"{facts['output_tokens']} tokens"] if "output_tokens" in facts else []
    head("Answer", " · ".join([*known, "shown as text"]))
    marking = next((one for one in rubric.questions if one.kind is QuestionKind.SPAN), None)
    if marking and one.output:
        marked_output(one.output, marking, here, OUTPUT)
    else:
        text(one.output, f"output_{here}", OUTPUT)


def before(one: ReviewSample, here: str, zone: str) -> None:  # noqa: ARG001
    """Show the earlier turns, on demand."""
    if one.before:
        turns = "1 turn" if len(one.before) == 1 else f"the {len(one.before)} turns"
        opening(f"Before this: {turns}", f"before_{here}", partial(_turns, one.before, here))


def _turns(turns: tuple[Turn, ...], here: str) -> None:
    for place, turn in enumerate(turns):
        head("User")
        sample(turn.input, f"turn{place}_{here}")
        head("Answer")
        sample(turn.output, f"turn{place}_answer_{here}")


def _attributes(one: ReviewSample, here: str, zone: str) -> None:  # noqa: ARG001
    recorded = one.attributes or {}
    rows = [(visible(name), visible(value)) for name, value in recorded.items()]
    frame = pl.DataFrame(rows, schema={"Attribute": pl.String, "Value": pl.String}, orient="row")
    if one.prompt is not None:
        show = partial(sample, one.prompt, f"prompt_text_{here}")
        opening("What the model was sent", f"prompt_{here}", show)
    if rows:
        opening(f"All {len(rows)} attributes", f"attributes_{here}", partial(_table, frame))


def _table(frame: pl.DataFrame) -> None:
    st.dataframe(frame, hide_index=True, row_height=32)


_PARTS: dict[str, Callable[[ReviewSample, str, str], None]] = {
    "input": asked,
    "before": before,
    "attributes": _attributes,
}
