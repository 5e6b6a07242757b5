"""Reconcile with an invoice: a CSV is compared with our figures, model by model and day by day."""

import polars as pl
import streamlit as st

from app.components.download import download
from app.components.finding import finding_row
from app.components.head import head
from app.components.small_table import small_table
from app.components.states import panel
from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.reports._cost.invoice import read_invoice
from tidegauge.reports._cost.texts import signed_money
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.cost_reconcile import ReconcileReport, ReconcileRow, reconcile, table
from tidegauge.reports.source import Source


def cost_reconcile(source: Source, question: TraceFilter, options: CostOptions) -> None:
    """Show the upload and, once there is a file, what differs and why."""
    head("Reconcile with an invoice", "CSV with the columns date, model and amount; days are UTC")
    file = st.file_uploader("Invoice", type="csv", key="cost_invoice", label_visibility="collapsed")
    if file is None:
        return
    with panel("invoice"):
        text = file.getvalue().decode("utf-8", errors="replace")
        found = reconcile(source, read_invoice(text, "The file"), options, question.where)
        finding_row(found.findings[0])
        rows = pl.DataFrame([_cells(one, found) for one in found.models])
        small_table(rows, "cost_reconcile", {}, ("Calls",))
        download(table(found), "reconcile", found)


def _cells(one: ReconcileRow, found: ReconcileReport) -> dict[str, object]:
    money = [
        formats.MISSING if amount is None else formats.money(amount, found.currency)
        for amount in (one.billed, one.ours)
    ]
    return {
        "Model": one.model,
        "Billed": money[0],
        "Ours": money[1],
        "Difference": signed_money(one.difference, found.currency),
        "Calls": one.calls,
        "Likely reason": one.reason,
    }
