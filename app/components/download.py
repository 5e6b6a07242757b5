"""The page's table as a file."""

import polars as pl
import streamlit as st

from tidegauge.reports.export import to_csv, to_json, to_parquet


def download(table: pl.DataFrame, name: str, report: object = None) -> None:
    """Show the downloads of a table, and of the whole report where it is given."""
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
        if report is not None:
            st.download_button(
                "JSON",
                to_json(report),
                f"{name}.json",
                "application/json",
                key=f"{name}_json",
                on_click="ignore",
            )
