"""A table that a page shows several of: a few rows in view, nothing to select."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from app.components.row_choice import table_height

ROW, MOST = 32, 8


def small_table(frame: pl.DataFrame, key: str, columns: Mapping[str, Any], counts: Sequence[str]) -> None:
    """Show a frame: `columns` says how some of its columns look, `counts` names those that hold whole numbers."""
    st.dataframe(
        frame,
        hide_index=True,
        height=table_height(frame.height, MOST, ROW),
        row_height=ROW,
        key=key,
        column_config={
            **columns,
            **{name: st.column_config.NumberColumn(format="localized") for name in counts},
        },
    )
