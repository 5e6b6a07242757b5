"""Who labels answers whose label is known how well."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.small_table import small_table
from tidegauge.reports._agreement.records import AgreementReport, Qualification
from tidegauge.reports._agreement.texts import named
from tidegauge.reports._judge.texts import share_text


def qualified_table(report: AgreementReport) -> None:
    """Show each reviewer's share of right labels."""
    head("Known answers", f"how many each reviewer labelled right on {str(report.name)[:40]}, lowest first")
    small_table(pl.DataFrame([_row(one) for one in report.qualified]), "agreement_known", {}, ("Right", "Of"))
    few = min(one.n for one in report.qualified)
    if few < 10:
        st.html('<div class="tg-details">Fewer than 10 known answers say little of a reviewer.</div>')


def _row(one: Qualification) -> dict[str, object]:
    return {"Reviewer": named(one.name), "Right": one.right, "Of": one.n, "Share": share_text(one.share)}
