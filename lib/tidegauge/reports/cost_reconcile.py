"""An invoice against our own figures: model by model and day by day, with the likely reason of each difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from tidegauge import formats
from tidegauge.errors import TidegaugeError
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.findings import Direction, Finding, Verdict
from tidegauge.prices.book import PriceBook
from tidegauge.queries.cost import CELL_SUMS, cells
from tidegauge.reports._cost.invoice import Billed
from tidegauge.reports._cost.read import priced_models
from tidegauge.reports._cost.recheck import reason
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.source import Source

DAY = timedelta(days=1)
NEAR = 0.005
"""Relative difference below which two figures are the same to the eye."""
_FIRST = date(1970, 1, 1)


@dataclass(frozen=True)
class ReconcileRow:
    """One model on one UTC day, or over all days where `day` is None: None is not there."""

    day: date | None
    model: str
    billed: float | None
    ours: float | None
    calls: int
    reason: str

    @property
    def difference(self) -> float:
        """Billed less ours."""
        return (self.billed or 0.0) - (self.ours or 0.0)


@dataclass(frozen=True)
class ReconcileReport:
    """Both totals over the invoice's days (`last` included), by model, and by model and day."""

    findings: tuple[Finding, ...]
    currency: str
    first: date
    last: date
    billed: float
    ours: float
    models: tuple[ReconcileRow, ...]
    days: tuple[ReconcileRow, ...]


Sums = Mapping[str, float]


def reconcile(
    source: Source,
    invoice: Sequence[Billed],
    options: CostOptions,
    where: tuple[Condition, ...] = (),
) -> ReconcileReport:
    """Return the invoice beside our figures of the same models and UTC days; `where` keeps the calls that it is of.

    Raises:
        TidegaugeError: the invoice is empty.
    """
    if not invoice:
        raise TidegaugeError("The invoice has no lines.")
    first, last = invoice[0].day, invoice[-1].day
    ours = _ours(source, Window(_start(first), _start(last) + DAY), options, where)
    names = _matched({one.model for one in invoice}, {model for _, model in ours})
    billed: dict[tuple[date, str], float] = {}
    for one in invoice:
        key = one.day, names.get(one.model, one.model)
        billed[key] = billed.get(key, 0.0) + one.amount
    days = [
        _row(day, model, billed.get((day, model)), ours.get((day, model)))
        for day, model in sorted({*billed, *ours})
    ]
    models = [_of_model(model, billed, ours) for model in sorted({model for _, model in (*billed, *ours)})]
    totals = sum(billed.values()), sum(one["money"] for one in ours.values())
    currency = PriceBook(options.table).currency(options.currency)
    ordered = tuple(sorted(models, key=lambda one: -abs(one.difference)))
    return ReconcileReport(
        (_finding(*totals, ordered, last, currency),), currency, first, last, *totals, ordered, tuple(days)
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time())


def _ours(
    source: Source, window: Window, options: CostOptions, where: tuple[Condition, ...]
) -> dict[tuple[date, str], Sums]:
    asked = TraceFilter(Population(window, where))
    priced = priced_models(source, asked, options.table)
    query = cells(source.rows(asked), asked, priced, None, daily=True)
    found = source.store.read(query).with_columns(pl.col(CELL_SUMS).fill_null(0.0))
    return {
        (_FIRST + timedelta(days=int(row["day"])), row["model"] or "(not recorded)"): row
        for row in found.iter_rows(named=True)
    }


def _matched(billed: set[str], ours: set[str]) -> dict[str, str]:
    """Return {name on the invoice: our name}: the same without regard to case, else the only one that it begins, or ends."""
    folded = {name.casefold(): name for name in ours}
    found = {}
    for name in billed:
        key = name.casefold()
        alike = [known for known in folded if known.startswith(key) or key.startswith(known)]
        if key in folded:
            found[name] = folded[key]
        elif len(alike) == 1:
            found[name] = folded[alike[0]]
    return found


def _row(day: date | None, model: str, billed: float | None, sums: Sums | None) -> ReconcileRow:
    ours = None if sums is None else sums["money"]
    calls = 0 if sums is None else int(sums["n"])
    return ReconcileRow(day, model, billed, ours, calls, _why(billed, sums))


def _why(billed: float | None, sums: Sums | None) -> str:
    if sums is None:
        return "no calls of this model in the store: another project, or not traced"
    if billed is None:
        return "not on the invoice" if sums["money"] else "not on the invoice, and no cost is known"
    ours, unknown = sums["money"], sums["unpriced"] + sums["uncounted"]
    if _near(billed, ours, NEAR):
        return "the same"
    if sums["unpriced"] and not ours:
        return "no price is known for this model: set one under [[cost.prices]]"
    if ours and unknown and billed > ours and _near(billed, ours * sums["n"] / (sums["n"] - unknown), 0.02):
        return f"{formats.share(unknown / sums['n'])} of calls have no known cost here"
    said = _by_prices(billed, sums)
    return said or _by_amount(billed, ours, unknown / sums["n"])


def _by_prices(billed: float, sums: Sums) -> str:
    listed = sums["list_in"] + sums["list_cached"] + sums["list_out"]
    if not listed:
        return ""
    if _near(billed, listed, NEAR):
        return "the invoice is at list prices, what was recorded is not"
    found = reason({**sums, "told": billed, "relisted": listed})
    return "" if found.startswith("a price of its own") else found


def _by_amount(billed: float, ours: float, unknown: float) -> str:
    times = billed / ours if ours else float("inf")
    if unknown > 0.01:
        return (
            f"{formats.share(unknown)} of calls have no known cost here; the rest differs {times:.2f} times"
        )
    if times > 1:
        return f"billed {times:.2f} times ours: calls that were not traced, or a price of its own"
    return f"billed {times:.2f} times ours: a discount or credits, or calls of other accounts"


def _of_model(
    model: str, billed: Mapping[tuple[date, str], float], ours: Mapping[tuple[date, str], Sums]
) -> ReconcileRow:
    amounts = {day: amount for (day, name), amount in billed.items() if name == model}
    sums = {day: one for (day, name), one in ours.items() if name == model}
    whole = sum(amounts.values()) if amounts else None
    row = _row(None, model, whole, _added(list(sums.values())))
    apart = sum(
        abs(amounts.get(day, 0.0) - (sums[day]["money"] if day in sums else 0.0)) for day in {*amounts, *sums}
    )
    if row.reason == "the same" and whole and apart > 4 * NEAR * whole:
        return _row_because(row, "the same over all days: the invoice's days begin at another hour")
    return row


def _row_because(row: ReconcileRow, why: str) -> ReconcileRow:
    return ReconcileRow(row.day, row.model, row.billed, row.ours, row.calls, why)


def _added(every: Sequence[Sums]) -> Sums | None:
    return {name: sum(one[name] for one in every) for name in CELL_SUMS} if every else None


def _near(one: float, other: float, within: float) -> bool:
    return abs(one - other) <= within * max(abs(one), abs(other), 1e-9)


def _finding(
    billed: float, ours: float, models: Sequence[ReconcileRow], last: date, currency: str
) -> Finding:
    share = ours / billed - 1 if billed else float("nan")
    where = (
        "the same as"
        if abs(share) < NEAR / 10
        else f"{formats.share(abs(share))} {'lower' if share < 0 else 'higher'} than"
    )
    sentence = f"Our figure to {last.day} {last:%b} is {where} the invoice: {formats.money(ours, currency)} against {formats.money(billed, currency)}."
    worst = models[0]
    details = (f"largest: {worst.model}, {formats.money(abs(worst.difference), currency)}, {worst.reason}",)
    is_same = abs(share) < NEAR
    verdict = Verdict.NOT_MATERIAL if is_same else Verdict.CHANGED
    return Finding(
        verdict, "cost.reconcile", sentence, () if is_same else details, direction=Direction.NEUTRAL
    )


def table(report: ReconcileReport) -> pl.DataFrame:
    """Return models and days as a frame, a row each."""
    names = ("day", "model", "billed", "ours", "difference", "calls", "reason")
    rows = [{name: getattr(one, name) for name in names} for one in report.days]
    return pl.DataFrame(rows, infer_schema_length=None)
