"""An invoice as CSV: what was billed of a model on a day."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidegauge.errors import TidegaugeError

_DAYS = ("date", "day", "usage_date", "start_time", "usage_start_time")
_MODELS = ("model", "line_item", "snapshot_id", "model_version", "sku", "description")
_AMOUNTS = ("amount", "cost", "cost_usd", "amount_value", "total", "cost_in_major")
MOST_TOLD = 3


@dataclass(frozen=True)
class Billed:
    """One model's amount on one UTC day."""

    day: date
    model: str
    amount: float


def read_invoice(text: str, name: str = "the invoice") -> tuple[Billed, ...]:
    """Return the lines of an invoice, those of one model and day added up.

    The columns are found by name: a day (date, day, usage_date), a model (model, line_item, sku) and an amount (amount,
    cost, cost_usd).

    >>> read_invoice("Date,Model,Amount\\n2026-11-20,m,$1.50\\n2026-11-20,m,0.5\\n")
    (Billed(day=datetime.date(2026, 11, 20), model='m', amount=2.0),)

    Raises:
        TidegaugeError: a column is missing, or lines hold no day or amount.
    """
    lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not lines:
        raise TidegaugeError(
            f"{name} has no lines. It needs a header and the columns date, model and amount."
        )
    columns = {_plain(column): column for column in lines[0] if column is not None}
    day, model, amount = (_column(columns, known, name) for known in (_DAYS, _MODELS, _AMOUNTS))
    found: dict[tuple[date, str], float] = {}
    wrong: list[str] = []
    for number, line in enumerate(lines, 2):
        try:
            key = date.fromisoformat((line[day] or "").strip()[:10]), (line[model] or "").strip()
            found[key] = found.get(key, 0.0) + _amount(line[amount] or "")
        except ValueError:
            wrong.append(f"line {number}: “{line[day]}”, “{line[amount]}”")
    if wrong:
        told = "; ".join(wrong[:MOST_TOLD]) + (
            f"; and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else ""
        )
        raise TidegaugeError(f"{name} has no day such as 2026-11-20, or no amount, in {told}.")
    return tuple(Billed(at, of, amount) for (at, of), amount in sorted(found.items()))


def _plain(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")


def _column(columns: Mapping[str, str], known: tuple[str, ...], name: str) -> str:
    for one in known:
        if one in columns:
            return columns[one]
    raise TidegaugeError(
        f"{name} has the columns {', '.join(columns.values())}; none of them is called {', '.join(known)}. Rename one."
    )


def _amount(text: str) -> float:
    return float(re.sub(r"[^0-9.eE+-]", "", text))
