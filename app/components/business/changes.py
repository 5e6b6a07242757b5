"""Which model change cost us what: every recorded change with its difference in outcome and the money at today's volume."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.small_table import small_table
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._business.records import BusinessReport, ChangeCost
from tidegauge.reports._business.texts import gain_words, held_words
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import brief


def business_changes(report: BusinessReport) -> None:
    """Show the table; without changes, how one is recorded."""
    head(
        "Which change cost us what", "as long after as before, like calls with like; a week at today's volume"
    )
    if not report.changes:
        said = "No change is recorded in these windows: tidegauge changes add --kind deploy --component app --to 4.2.0"
        st.html(f'<div class="tg-details">{said}</div>')
        return
    rows = [_row(one, report) for one in report.changes]
    small_table(pl.DataFrame(rows), "business_changes", _columns(report), ("Sessions",))


def _row(one: ChangeCost, report: BusinessReport) -> dict[str, object]:
    rising = one.effect.value > 0 if one.effect else None
    return {
        "When": formats.moment(one.at, report.windows.time_zone),
        "Change": brief(one.change),
        "Verdict": [formats.verdict_words(one.verdict, one.direction, rising)],
        "Outcome": formats.difference(one.effect, _figure(report).unit, currency=report.currency),
        "Money": gain_words(one, report.worth_unit, report.currency),
        "Held": held_words(one),
        "Sessions": one.n_current,
    }


def _figure(report: BusinessReport) -> Comparison:
    return next(one for one in report.outcomes if one.metric == report.outcome)


def _columns(report: BusinessReport) -> dict[str, object]:
    config = st.column_config
    return {
        "When": config.TextColumn(width=116),
        "Change": config.TextColumn(width=196),
        "Verdict": verdict_column(
            140, help="Corrected for all changes; an interval that spans zero cannot tell"
        ),
        "Outcome": config.TextColumn(_figure(report).label, width=136),
        "Money": config.TextColumn(f"{report.worth} a week", width=204),
        "Held": config.TextColumn("Held against", width=228),
    }
