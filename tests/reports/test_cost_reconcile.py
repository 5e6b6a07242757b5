"""An invoice beside our figures: the same to the cent, and each kind of difference with its reason."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from tidegauge.errors import TidegaugeError
from tidegauge.findings import Verdict
from tidegauge.reports._cost.invoice import Billed, read_invoice
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.cost_reconcile import ReconcileReport, reconcile, table
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12)
PRICES = {"prices": [{"model": "m-*", "input": 2.0, "cached_input": 0.2, "output": 8.0}]}
DAILY = (600 * 2 + 400 * 0.2 + 100 * 8) * 100 / 1e6
"""Dollars of a hundred calls of 1,000 tokens in, 400 of them cached, and 100 out."""


@pytest.fixture
def source(written: Callable[..., Source]) -> Source:
    """Three days of a hundred calls each, of m-large and of m-mini."""
    n = 600
    places = range(n)
    return written(
        pl.DataFrame(
            {
                "trace_id": [f"t{place}" for place in places],
                "span_id": [f"s{place}" for place in places],
                "kind": "model",
                "start_time": [NOON + timedelta(days=place % 3) for place in places],
                "model_version": ["m-large-2026-01-01" if place < n // 2 else "m-mini" for place in places],
                "input_tokens": 1_000,
                "cached_input_tokens": 400,
                "output_tokens": 100,
            }
        )
    )


def _held(
    source: Source, large: tuple[float, ...], mini: tuple[float, ...] = (1.0, 1.0, 1.0)
) -> ReconcileReport:
    billed = [
        Billed(DAY + timedelta(days=place), model, DAILY * times)
        for model, every in (("m-large", large), ("M-MINI", mini))
        for place, times in enumerate(every)
    ]
    invoice = tuple(sorted(billed, key=lambda one: (one.day, one.model)))
    return reconcile(source, invoice, CostOptions(CostTable.model_validate(PRICES)))


def _reason(report: ReconcileReport, model: str = "m-large-2026-01-01") -> str:
    return next(one.reason for one in report.models if one.model == model)


def test_the_same_to_the_cent(source: Source) -> None:
    report = _held(source, (1.0, 1.0, 1.0))
    assert report.ours == pytest.approx(6 * DAILY)
    assert report.billed == pytest.approx(report.ours)
    assert {one.reason for one in (*report.models, *report.days)} == {"the same"}
    assert report.findings[0].verdict is Verdict.NOT_MATERIAL
    assert report.findings[0].sentence.startswith("Our figure to 4 Nov is the same as the invoice")
    assert table(report).height == 6


@pytest.mark.parametrize(
    ("daily", "why"),
    [
        ((1_000 * 2 + 100 * 8) * 100 / 1e6, "cached input was billed at the full input price"),
        (
            (1_000 * 2 + 400 * 0.2 + 100 * 8) * 100 / 1e6,
            "cached input was counted twice: on top of the input that holds it",
        ),
        (DAILY / 2, "batch prices: half the list"),
        ((600 * 2 + 100 * 8) * 100 / 1e6, "cached input was not billed"),
        (DAILY * 1.3, "billed 1.30 times ours: calls that were not traced, or a price of its own"),
        (DAILY * 0.85, "billed 0.85 times ours: a discount or credits, or calls of other accounts"),
    ],
)
def test_a_difference_has_its_likely_reason(source: Source, daily: float, why: str) -> None:
    report = _held(source, (daily / DAILY,) * 3)
    assert _reason(report) == why
    assert report.findings[0].verdict is Verdict.CHANGED
    assert "m-large-2026-01-01" in report.findings[0].details[0]


def test_days_that_begin_at_another_hour(source: Source) -> None:
    assert _reason(_held(source, (0.6, 1.0, 1.4))) == (
        "the same over all days: the invoice's days begin at another hour"
    )


def test_models_of_one_side_alone(source: Source) -> None:
    report = reconcile(source, (Billed(DAY, "zeta", 3.0),), CostOptions(CostTable.model_validate(PRICES)))
    reasons = {one.model: one.reason for one in report.models}
    assert reasons["zeta"].startswith("no calls of this model in the store")
    assert reasons["m-mini"] == "not on the invoice"


def test_a_model_without_a_price_is_said(source: Source) -> None:
    report = reconcile(source, (Billed(DAY, "m-mini", 3.0),), CostOptions())
    assert _reason(report, "m-mini").startswith("no price is known for this model")


def test_columns_are_found_by_name() -> None:
    text = "\ufeffUsage Date;x\n"
    with pytest.raises(TidegaugeError, match="no lines"):
        read_invoice(text)
    assert read_invoice('Day,SKU,"Cost (USD)",cost\n2026-11-02T00:00:00Z,m,x,"$1,234.50"\n') == (
        Billed(DAY, "m", 1234.5),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,model\n2026-11-02,m\n", "none of them is called amount"),
        ("date,model,amount\nyesterday,m,3\n", "line 2: “yesterday”"),
        ("date,model,amount\n2026-11-02,m,\n", "line 2"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(TidegaugeError, match=said):
        read_invoice(text, "bill.csv")
