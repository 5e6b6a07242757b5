"""The table of a gate: a row a number, failures first."""

import polars as pl
import streamlit as st

from app.components.row_choice import table_height
from tidegauge.gate.records import GateReport, Result
from tidegauge.gate.table import lines

_COLOURS = {
    Result.FAIL: "red",
    Result.NOT_ENOUGH_DATA: "yellow",
    Result.PASS: "green",
    Result.NOT_APPLICABLE: "gray",
}
_GLYPHS = {Result.FAIL: "✕", Result.NOT_ENOUGH_DATA: "?", Result.PASS: "✓", Result.NOT_APPLICABLE: "–"}
CHIPS = {f"{glyph} {one.words}": _COLOURS[one] for one, glyph in _GLYPHS.items()}
ROW, MOST = 34, 12


def gate_table(report: GateReport, currency: str) -> None:
    """Show what was held against its limit; what does not apply is said below."""
    words = {one.words: f"{glyph} {one.words}" for one, glyph in _GLYPHS.items()}
    found = [one for one in lines(report, currency) if one[2] != Result.NOT_APPLICABLE.words]
    if found:
        _table([(check, what, words[result], *rest) for check, what, result, *rest in found], report)
    absent = [one for one in report.checks if one.result is Result.NOT_APPLICABLE]
    if absent:
        with st.expander(f"{len(absent)} checks do not apply"):
            st.dataframe(
                pl.DataFrame([{"Check": one.title, "Why": one.why} for one in absent]),
                hide_index=True,
                key="gate_absent",
                column_config={"Check": st.column_config.TextColumn(width=120)},
            )


def _table(found: list[tuple[str, ...]], report: GateReport) -> None:
    names = ("Check", "Number", "Result", "Baseline", "Candidate", "Limit", "Difference", "n", "What to do")
    rows = [
        {name: [cell] if name == "Result" else cell for name, cell in zip(names, one, strict=True)}
        for one in found
    ]
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        height=table_height(len(rows), MOST, ROW),
        row_height=ROW,
        key="gate_table",
        alt=report.findings[0].sentence,
        column_config={
            "Check": st.column_config.TextColumn(width=120),
            "Number": st.column_config.TextColumn(width=185),
            "Result": st.column_config.MultiselectColumn(
                options=list(CHIPS), color=list(CHIPS.values()), width=140
            ),
            "Baseline": st.column_config.TextColumn(width=72),
            "Candidate": st.column_config.TextColumn(width=78),
            "Limit": st.column_config.TextColumn(width=140),
            "Difference": st.column_config.TextColumn(width=165),
            "n": st.column_config.TextColumn(width=90),
            "What to do": st.column_config.TextColumn(width=250),
        },
    )
