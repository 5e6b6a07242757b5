"""Where money is from: recorded, computed, or not known; and what the price list makes of what was recorded."""

import polars as pl

from tidegauge.queries.cost import COUNTS
from tidegauge.reports._cost.read import Cells
from tidegauge.reports._cost.recheck import reason
from tidegauge.reports._cost.records import Coverage, Recheck, UnknownCost

UNNAMED = "(not recorded)"
NO_PRICE, NO_TOKENS = "no price is known", "tokens are not recorded"


def coverage(cells: Cells) -> Coverage:
    """Return the shares of the current calls by where their cost is from, and the models without one."""
    sums = cells.now.select(pl.col((*COUNTS, "unpriced_tokens", "tokens_in", "tokens_out")).sum()).row(
        0, named=True
    )
    n = sums["n"] or float("nan")
    tokens = sums["unpriced_tokens"] + sums["tokens_in"] + sums["tokens_out"]
    shares = {name: sums[name] / n for name in ("recorded", "computed", "unpriced", "uncounted")}
    return Coverage(
        **shares,
        tokens_unpriced=sums["unpriced_tokens"] / tokens if tokens else 0.0,
        unknown=tuple(_unknown(cells.now)),
    )


def _unknown(now: pl.DataFrame) -> list[UnknownCost]:
    wanted = ("unpriced", "uncounted", "unpriced_tokens", "failed_uncounted")
    by_model = now.group_by("model", maintain_order=True).agg(pl.col(wanted).sum())
    found = []
    for row in by_model.iter_rows(named=True):
        name = row["model"] or UNNAMED
        if row["unpriced"]:
            found.append(UnknownCost(name, NO_PRICE, int(row["unpriced"]), row["unpriced_tokens"]))
        if row["uncounted"]:
            found.append(
                UnknownCost(name, NO_TOKENS, int(row["uncounted"]), 0.0, int(row["failed_uncounted"]))
            )
    return sorted(found, key=lambda one: (-one.tokens, -one.calls))


def rechecks(cells: Cells) -> tuple[Recheck, ...]:
    """Return for each model with recorded cost what the price list makes of the same calls, largest difference first."""
    wanted = (
        "recorded",
        "recorded_money",
        "told",
        "relisted",
        "tokens_in",
        "tokens_cached",
        "tokens_out",
        "list_in",
        "list_cached",
        "list_out",
    )
    by_model = cells.now.group_by("model", maintain_order=True).agg(pl.col(wanted).sum())
    found = [_recheck(row) for row in by_model.iter_rows(named=True) if row["relisted"] > 0]
    return tuple(sorted(found, key=lambda one: -abs(one.difference)))


def _recheck(row: dict[str, float]) -> Recheck:
    name, told = str(row["model"] or UNNAMED), row["told"]
    unchecked = row["recorded_money"] - told
    return Recheck(name, int(row["recorded"]), told, row["relisted"], reason(row), max(unchecked, 0.0))
