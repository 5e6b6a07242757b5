"""How rows arrive: the key figures, rows over time, root-less traces, quarantined rows."""

import polars as pl
import streamlit as st

from app import state
from app.components.head import head
from app.components.kpi_strip import Kpi, kpi_strip
from app.components.trend import trend
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.reports.health import HealthReport


def health_kpis(report: HealthReport) -> None:
    """Show the key figures."""
    arrived, zone = report.arrivals, report.windows.time_zone
    lost = arrived.rootless / arrived.traces if arrived.traces else 0.0
    kpi_strip(
        [
            Kpi(
                "Newest row",
                formats.age(arrived.newest, state.now(), zone),
                "",
                Tone.QUIET,
                ("in this window",),
            ),
            Kpi(
                "Rows in the last hour", formats.count(arrived.last_hour), "", Tone.QUIET, ("of this window",)
            ),
            _alarm("Duplicates", arrived.duplicates, "same trace and span id"),
            _alarm(
                "Root-less traces",
                arrived.rootless,
                f"{formats.share(lost)} of {formats.count(arrived.traces)}",
            ),
            _alarm("Quarantined", report.quarantine.total, "rows of all imports"),
            _alarm("Unparsable judge answers", arrived.unparsable, "neither value nor label"),
        ]
    )


def _alarm(label: str, n: int, line: str) -> Kpi:
    return Kpi(
        label, formats.count(n), "! look at these" if n else "", Tone.UNSURE if n else Tone.QUIET, (line,)
    )


def health_rows(report: HealthReport) -> None:
    """Show the rows over time, and the gaps in words."""
    gaps = formats.count(len(report.gaps)) if report.gaps else "no"
    head(report.rows.label, f"{gaps} {'gap' if len(report.gaps) == 1 else 'gaps'}; comparison dashed")
    trend(report.rows, "health_rows", zone=report.windows.time_zone)


def health_quarantine(report: HealthReport) -> None:
    """Show the quarantined rows and examples of traces without a root."""
    kept = report.quarantine
    noun = "row" if kept.total == 1 else "rows"
    head("Quarantine", f"{formats.count(kept.total)} {noun}" if kept.total else "no import left a row aside")
    if kept.rows:
        rows = [(row.file, row.line or row.row, row.column, row.value, row.rule) for row in kept.rows]
        schema = {
            "File": pl.String,
            "Row": pl.Int64,
            "Column": pl.String,
            "Value": pl.String,
            "Rule": pl.String,
        }
        text = st.column_config.TextColumn
        st.dataframe(
            pl.DataFrame(rows, schema=schema, orient="row"),
            hide_index=True,
            column_config={name: text() for name in ("File", "Column", "Value", "Rule")},
        )
    if report.arrivals.rootless_examples:
        head("Traces without a root", "the newest")
        st.code("\n".join(report.arrivals.rootless_examples), language=None)
