"""The column of verdicts in a table: each a tinted chip."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from tidegauge.findings import Direction, Verdict
from tidegauge.formats import verdict_words

_CHANGED = {Direction.WORSE: "red", Direction.BETTER: "green", Direction.NEUTRAL: "blue"}
_CHIPS = {
    verdict_words(Verdict.CHANGED, way, rising): colour
    for way, colour in _CHANGED.items()
    for rising in (True, False, None)
} | {
    verdict_words(Verdict.NOT_MATERIAL): "gray",
    verdict_words(Verdict.CANNOT_TELL): "yellow",
    verdict_words(Verdict.NOT_COMPARABLE): "violet",
}


def verdict_column(width: int = 140, also: Mapping[str, str] | None = None, help: str | None = None) -> Any:  # noqa: A002  Streamlit's word
    """Return the column. `also` are other chips that it may hold: {words: colour}."""
    chips = {**(also or {}), **_CHIPS}
    return st.column_config.MultiselectColumn(
        options=list(chips), color=list(chips.values()), width=width, help=help
    )
