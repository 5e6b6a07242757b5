"""How a batch is labelled: by which rubric, by whom, how much of it by several people."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from app import state
from app.components.new_batch.preset import Preset
from tidegauge.reports.source import Source
from tidegauge.review.label_scale import on_their_scale
from tidegauge.review.making import usual_words
from tidegauge.review.qualification import KnownAnswer, known_of_set, read_known
from tidegauge.workbench.golden_sets import list_sets
from tidegauge.workbench.members import list_members
from tidegauge.workbench.review_batches import Asked, Scale
from tidegauge.workbench.review_plans import OVERLAP, ReviewPlan
from tidegauge.workbench.rubrics import RecordedRubric, list_rubrics

_PLAIN = "no rubric: one question"


@dataclass(frozen=True)
class Labelling:
    """What reviewers are asked, by which rubric, how, who they are, and what is known already."""

    asked: Asked
    rubric: RecordedRubric | None
    plan: ReviewPlan
    reviewers: tuple[str, ...]
    known: tuple[KnownAnswer, ...]


def labelling_fields(kind: str, unit: str, preset: Preset, source: Source) -> Labelling:
    """Show how the batch is to be labelled, and return it.

    Raises:
        TidegaugeError: a table of known answers cannot be read, or the store does not answer.
    """
    rubric = _rubric(kind)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        overlap = st.number_input(
            "Labelled by several, %", 0, 100, round(OVERLAP * 100), 5, key="nb_overlap", help="Blind."
        )
        people = st.number_input("People for each of these", 2, 20, 2, key="nb_people")
    reviewers, assigned = _people()
    with st.expander("Words and known answers"):
        asked = _words(kind, unit, preset, rubric, source)
        known = _known(asked, source.store.url)
    plan = ReviewPlan(overlap / 100, "", int(people), assigned)
    return Labelling(asked, rubric, plan, reviewers, known)


def _rubric(kind: str) -> RecordedRubric | None:
    newest: dict[str, RecordedRubric] = {}
    for one in list_rubrics(state.workbench()):
        newest.setdefault(one.name, one)
    fitting = {
        f"{one.name} r{one.version}": one
        for one in newest.values()
        if (one.rubric.verdict.scale is Scale.PREFERENCE) == (kind == "versions")
    }
    if not fitting:
        return None
    return fitting.get(st.selectbox("Rubric", [_PLAIN, *fitting], key=f"nb_rubric_{kind}"))


def _people() -> tuple[tuple[str, ...], bool]:
    names = [member.name for member in list_members(state.workbench())]
    chosen = st.multiselect(
        "Reviewers",
        names,
        key="nb_reviewers",
        accept_new_options=True,
        placeholder="Everybody, or type names",
    )
    assigned = st.toggle(
        "Each sample has its own reviewers",
        key="nb_assigned",
        disabled=len(chosen) < 2,
        help="Shared out evenly by a hash. Whoever is done with own samples helps the others.",
    )
    return tuple(chosen), bool(assigned) and len(chosen) > 1


def _words(kind: str, unit: str, preset: Preset, rubric: RecordedRubric | None, source: Source) -> Asked:
    usual = usual_words(state.settings(), kind, unit, rubric)
    if preset.score and rubric is None and kind not in {"versions"} and unit != "session":
        usual = replace(usual, label=preset.score)
    if rubric is None and kind not in {"versions"} and unit != "session":
        usual = on_their_scale(source, usual, state.report)
    here = f"{kind}_{unit}_{rubric.id if rubric else 0}"
    name = st.text_input("Name", preset.name or usual.name, key=f"nb_name_{here}", max_chars=200)
    words = st.text_input("Question", usual.question, key=f"nb_words_{here}", max_chars=500)
    label = st.text_input("Answers become the score", usual.label, key=f"nb_label_{here}", max_chars=200)
    scales = [Scale.PREFERENCE] if kind == "versions" else [Scale.YES_NO, Scale.ONE_TO_FIVE]
    scale = usual.scale
    if len(scales) > 1:
        scale = Scale(st.selectbox("Scale", scales, scales.index(usual.scale), key=f"nb_scale_{here}"))
    return Asked(name, words, label, scale)


def _known(asked: Asked, store: str) -> tuple[KnownAnswer, ...]:
    engine, titles = state.workbench(), {one.title: one for one in list_sets(state.workbench())}
    chosen = st.selectbox(
        "Mix in known answers of a golden set",
        list(titles),
        index=None,
        key="nb_known_set",
        placeholder="none",
        disabled=not titles,
    )
    file: Any = st.file_uploader(
        "or of a table: span_id, value, reason", type=["csv", "jsonl", "parquet"], key="nb_known_file"
    )
    if chosen:
        return known_of_set(engine, titles[chosen], asked, store)
    if file is None:
        return ()
    with TemporaryDirectory() as folder:
        path = Path(folder, f"known{Path(file.name).suffix}")
        path.write_bytes(file.getvalue())
        return read_known(path)
