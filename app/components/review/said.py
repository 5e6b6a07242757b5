"""What a reviewer has said of a sample so far, while it is on the screen: kept in the session until a verdict commits it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from tidegauge.workbench.rubric import Question, QuestionKind, Rubric

CHOSEN = frozenset({QuestionKind.YES_NO, QuestionKind.MARKS, QuestionKind.CATEGORIES})
"""Kinds that are answered by buttons."""


def note_key(here: str) -> str:
    """Return the key of a sample's note. `here` is the batch and the place: `3_17`."""
    return f"note_{here}"


def text_key(here: str, number: int) -> str:
    """Return the key of what is typed for a question: a text, or categories of one's own."""
    return f"text{number}_{here}"


def chosen(here: str) -> dict[str, Any]:
    """Return the answers that were given by buttons and marks, by question."""
    found: dict[str, Any] = st.session_state.setdefault(f"answers_{here}", {})
    return found


def held(here: str) -> tuple[float] | None:
    """Return the verdict that waits for an answer, None where none does."""
    found: tuple[float] | None = st.session_state.get(f"held_{here}")
    return found


def hold(here: str, value: float | None) -> None:
    """Keep a verdict until the answer that it needs is there."""
    if value is not None:
        st.session_state[f"held_{here}"] = (value,)


def forget(here: str) -> None:
    """Forget what was said of a sample that is committed."""
    for name in (f"answers_{here}", f"held_{here}"):
        st.session_state.pop(name, None)


def value_of(question: Question, option: str) -> object:
    """Return what an option means: marks and yes or no are numbers, a category is its name."""
    if question.kind is QuestionKind.CATEGORIES:
        return option
    return float(option) if question.kind is QuestionKind.MARKS else float(option == "yes")


def toggle(here: str, question: Question, option: str) -> None:
    """Choose an option, or take it back."""
    answers, value = chosen(here), value_of(question, option)
    if question.many:
        kept = answers.get(question.name, [])
        answers[question.name] = [one for one in kept if one != value] if value in kept else [*kept, value]
    elif answers.get(question.name) == value:
        del answers[question.name]
    else:
        answers[question.name] = value


def answers_of(here: str, rubric: Rubric) -> dict[str, Any]:
    """Return every answer to a rubric's questions as it stands now."""
    found: dict[str, Any] = dict(chosen(here))
    for number, question in enumerate(rubric.questions):
        typed = str(st.session_state.get(text_key(here, number)) or "").strip()
        if question.kind is QuestionKind.TEXT:
            found[question.name] = typed
        elif question.free and typed:
            own = [one.strip() for one in typed.split(",")]
            found[question.name] = [*found.get(question.name, []), *own] if question.many else own[0]
    return {name: said for name, said in found.items() if said not in ("", [])}


def restore(here: str, rubric: Rubric, answers: Mapping[str, Any], comment: str | None) -> None:
    """Put what was said of a sample back where it was said."""
    forget(here)
    st.session_state[note_key(here)] = comment or ""
    for number, question in enumerate(rubric.questions):
        said = answers.get(question.name)
        if question.kind is QuestionKind.TEXT:
            st.session_state[text_key(here, number)] = said or ""
        elif said is not None:
            _restore_chosen(here, number, question, said)


def _restore_chosen(here: str, number: int, question: Question, said: Any) -> None:
    if question.kind is not QuestionKind.CATEGORIES:
        chosen(here)[question.name] = said
        return
    offered = {one.name for one in question.options}
    every = said if question.many else [said]
    own = [one for one in every if one not in offered]
    st.session_state[text_key(here, number)] = ", ".join(own)
    if kept := [one for one in every if one in offered]:
        chosen(here)[question.name] = kept if question.many else kept[0]
