"""Whether the traffic of both is alike, and what is weighted so that it is."""

from html import escape

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.small_table import small_table
from tidegauge import formats
from tidegauge.reports._traces.text import first_line
from tidegauge.reports._versions_compared.records import Balance, BalanceRow, CompareReport
from tidegauge.reports._versions_compared.texts import how_words

LONGEST, MOST_ROWS = 40, 60
FITS = 9
"""Characters of a side's name that its narrow column has room for; a longer one is in the help of A or B."""


def compare_traffic(report: CompareReport) -> None:
    """Show each attribute's values with their shares on both sides, those that are held still first."""
    head("Traffic match", how_words(report))
    if not report.balance:
        st.html('<div class="tg-details">No attribute divides this traffic: there is nothing to match.</div>')
        return
    rows = [(one, row) for one in report.balance for row in one.rows][:MOST_ROWS]
    frame = pl.DataFrame([_cells(one, row) for one, row in rows], infer_schema_length=None)
    config = st.column_config
    columns = {
        "Attribute": config.TextColumn(width=96),
        "Value": config.TextColumn(width=110),
        "A": config.TextColumn(_title("A", report.a), width=60, help=_short(report.a)),
        "B": config.TextColumn(_title("B", report.b), width=60, help=_short(report.b)),
        "Weight": config.TextColumn(width=60, help="What a call of A counts; 1 is unweighted"),
        "Apart": config.TextColumn(
            width=110, help="Standardised difference of the attribute before and after; from 0.1 it matters"
        ),
    }
    small_table(frame, "compare_traffic", columns, ())
    left = f"{formats.share(report.unmatched)} of {report.b}'s calls have no counterpart in {report.a}."
    st.html(f'<div class="tg-details">{escape(left)}</div>')


def _cells(one: Balance, row: BalanceRow) -> dict[str, str]:
    apart = (
        f"{formats.decimal(one.before, 2)} → {formats.decimal(one.after, 2)}"
        if one.matched
        else formats.decimal(one.before, 2)
    )
    return {
        "Attribute": one.dimension,
        "Value": first_line(row.value[: 4 * LONGEST], LONGEST) or formats.MISSING,
        "A": formats.share(row.a),
        "B": formats.share(row.b),
        "Weight": formats.decimal(row.weight, 2) if one.matched else "1",
        "Apart": apart,
    }


def _title(side: str, name: str) -> str:
    return _short(name) if len(name) <= FITS else side


def _short(name: str) -> str:
    return first_line(name[: 4 * LONGEST], LONGEST) or formats.MISSING
