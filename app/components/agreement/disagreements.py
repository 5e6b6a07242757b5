"""The answers that people labelled differently; a selected row leads to its trace."""

import streamlit as st

from app import menu
from app.components.head import head
from app.components.page_link import query
from app.components.row_choice import row_choice
from tidegauge import formats
from tidegauge.formats import MISSING, count
from tidegauge.reports._agreement.records import AgreementReport, Disagreement
from tidegauge.reports._agreement.texts import said_by

TRACE = "respond/trace.py"
ROW, MOST_SEEN = 32, 10


def disagreements_table(report: AgreementReport) -> None:
    """Show them, those labelled last first."""
    rows = report.disagreements
    own = next(one for one in report.scores if one.name == report.name)
    apart, waits = own.disagreed, f"{count(own.open)} wait for a decision" if own.open else "all are decided"
    cut = f"{count(len(rows))} of {count(apart)}" if apart > len(rows) else count(apart)
    head("Different labels", f"{cut} on {str(report.name)[:40]}; {waits}")
    # The key holds what was asked: a selection of rows must not outlive the rows.
    key = f"agreement_apart_{hash((report.name, report.windows.where, report.windows.current)):x}"
    cells, columns = [_cells(one, report) for one in rows], {"Sample": st.column_config.TextColumn(width=290)}
    chosen = row_choice(rows, cells, key, columns, most=MOST_SEEN, row=ROW)
    if not chosen:
        st.html('<div class="tg-details">Select a row to open its trace.</div>')
    elif st.button("Open its trace", key="agreement_trace", type="tertiary", icon=":material/arrow_forward:"):
        menu.go(TRACE, {"id": chosen[0].trace_id, "span": chosen[0].span_id, "back": query()})


def _cells(one: Disagreement, report: AgreementReport) -> dict[str, str]:
    labels, people = said_by(one)
    zone, end = report.windows.time_zone, report.windows.current.end
    return {
        "Sample": one.text or MISSING,
        "Labels": labels,
        "By": people,
        "Decision": f"{one.decision} by {one.decided_by}" if one.decision else "waits",
        "Labelled": formats.moment(one.said_at, zone, end),
        "Dimension": one.name[:60],
    }
