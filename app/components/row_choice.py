"""A table of which rows can be chosen: so many in view, the others a scroll away."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from tidegauge.formats import MISSING

Row = TypeVar("Row")
ROW = 34
"""Pixels of a row."""


def row_choice(
    rows: Sequence[Row],
    cells: Sequence[Mapping[str, object]],
    key: str,
    columns: Mapping[str, Any],
    *,
    most: int,
    row: int = ROW,
    many: bool = False,
    alt: str | None = None,
) -> list[Row]:
    """Show the `cells` of the rows, `most` of them in view, and return the chosen ones.

    `key` names what was asked: a choice must not outlive its rows. `alt` is the finding, for those who cannot see them.
    """
    chosen = st.dataframe(
        pl.DataFrame(cells, infer_schema_length=None),
        hide_index=True,
        placeholder=MISSING,
        height=table_height(len(rows), most, row),
        row_height=row,
        on_select="rerun",
        selection_mode="multi-row" if many else "single-row",
        key=key,
        column_config=dict(columns),
        alt=alt,
    )
    return [rows[place] for place in chosen["selection"]["rows"] if place < len(rows)]


def table_height(rows: int, most: int, row: int = ROW) -> int:
    """Return the pixels of a table with so many rows, at `most` so many in view, and its head."""
    return row * (min(rows, most) + 1) + 4
