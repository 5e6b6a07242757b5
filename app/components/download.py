"""The page's table as a file."""

import polars as pl
import streamlit as st

from tidegauge.reports.export import to_csv, to_parquet


def download(table: pl.DataFrame, name: str) -> None:
    """Show the downloads of a table."""
    with st.popover("Download", type="secondary"):
        st.download_button(
            "CSV", to_csv(table), f"{name}.csv", "text/csv", key=f"{name}_csv", on_click="ignore"
        )
        st.download_button(
            "Parquet",
            to_parquet(table),
            f"{name}.parquet",
            "application/vnd.apache.parquet",
            key=f"{name}_parquet",
            on_click="ignore",
        )
