"""Texts that are typed and not said yet: the browser keeps them, so that a reload or a crash loses none."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit.components.v2 as components

from app import state
from app.components.review import said
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.rubric import QuestionKind, Rubric


def keep_drafts(batch: ReviewBatch, rubric: Rubric, place: int, reviewer: str) -> None:
    """Have the browser keep what stands in the fields of a sample until the sample is labelled or skipped."""
    here = f"{batch.id}_{place}"
    typed = [
        said.text_key(here, number)
        for number, one in enumerate(rubric.questions)
        if one.kind is QuestionKind.TEXT or one.free
    ]
    data = {"scope": _scope(batch, reviewer), "fields": [said.note_key(here), *typed]}
    # One place on the page for all samples: the script goes on, and only its fields are others.
    _component()(key=f"drafts_{batch.id}", data=data, height=0)


def _scope(batch: ReviewBatch, reviewer: str) -> str:
    """Return what tells these texts from those of another batch, reviewer or workbench at the same address."""
    told = f"{state.workbench().url}\n{batch.id}\n{batch.at}\n{reviewer}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


@cache
def _component() -> Callable[..., Any]:
    return components.component("tidegauge.drafts", js="drafts.js", isolate_styles=False)
