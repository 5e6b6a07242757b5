"""Re-base: declare other days to be normal. Signed, with a reason, after reading which signals it silences."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import streamlit as st

from app import state
from app.components.states import plain
from app.signed_in import may, who
from tidegauge.charts.trend import shortened
from tidegauge.errors import TidegaugeError
from tidegauge.formats.times import local
from tidegauge.reports._control.frozen import DAYS
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._control.span import utc
from tidegauge.reports.control import ControlReport
from tidegauge.reports.control_rebase import consequence
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline, record_baseline
from tidegauge.workbench.permission import Act

Preview = Callable[[RecordedBaseline], ControlReport]

BY_HAND = "dates of my own"


def rebase_button(report: ControlReport, of: BaselineOf, preview: Preview) -> None:
    """Show the button that opens the dialog. `preview` returns the report as it would be with another record."""
    if not may(Act.LEAD):
        return
    if st.button("Re-base…", icon=":material/restart_alt:", key="rebase_open") and report.chart is not None:
        _dialog(report.chart, of, preview, report.windows.time_zone)


@st.dialog("Re-base", width="medium")
def _dialog(chart: ControlChart, of: BaselineOf, preview: Preview, zone: str) -> None:
    where = f", where {' and '.join(of.where)}" if of.where else ""
    st.text(f"{chart.label}{where}: which days are normal? The record stays, with your name.")
    days = _days(chart, zone)
    by = who().name if who().verified else st.text_input("Who", key="rebase_by", max_chars=120)
    reason = st.text_input(
        "Reason", key="rebase_reason", max_chars=500, placeholder="Prompt v7 answers in JSON from here on"
    )
    if len(days) < 2:
        st.text("Choose the first and the last day.")
        return
    start, end = (
        utc(datetime.combine(day, datetime.min.time()), zone)
        for day in (days[0], days[1] + timedelta(days=1))
    )
    draft = RecordedBaseline(0, of, start, end, by, state.now().replace(microsecond=0), reason)
    st.text(consequence(chart, after, zone) if (after := preview(draft).chart) else "No day would be left.")
    if st.button("Re-base", type="primary", disabled=not (by.strip() and reason.strip())):
        _record(draft)


def _days(chart: ControlChart, zone: str) -> tuple[date, ...]:
    """Ask for two days; a recorded change offers the weeks after it."""
    starts = {
        f"from {shortened(change.text)}, {_day(change.at, zone)}": change.at for change in chart.changes
    }
    chosen = st.selectbox("Start", [BY_HAND, *starts], key="rebase_start")
    frozen = chart.stages[-1].frozen.window
    first = frozen.start if chosen == BY_HAND else starts[chosen]
    begin = local(first, zone).date() + timedelta(days=0 if chosen == BY_HAND else 1)
    last = (
        local(frozen.end - timedelta(microseconds=1), zone).date()
        if chosen == BY_HAND
        else begin + timedelta(days=DAYS - 1)
    )
    found = st.date_input("Normal days", (begin, last), key=f"rebase_days_{chosen}", format="YYYY-MM-DD")
    return tuple(found) if isinstance(found, tuple) else (found,)


def _record(draft: RecordedBaseline) -> None:
    try:
        record_baseline(
            state.workbench(), draft.of, draft.start, draft.end, by=draft.by, at=draft.at, reason=draft.reason
        )
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _day(at: datetime, zone: str) -> str:
    here = local(at, zone)
    return f"{here.day} {here:%b}"
