"""The key numbers of the page: spend, per call, per session, per resolved session, per user, cached input."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._cost.figures import Figure
from tidegauge.reports._cost.read import Cells
from tidegauge.reports._cost.units import unit_sums
from tidegauge.reports.review_frame import unit_of_store
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable
from tidegauge.stats import mean, ratio, total
from tidegauge.stats.estimate import Estimate

Sums = Mapping[str, float]


def spend_figure(cells: Cells, exposure: float, *, compared: bool) -> Figure:
    """Return the spend of both sides, the reference at the current window's length."""
    now, before = _sums(cells.now), _sums(cells.before)
    known = now["recorded"] + now["computed"]
    scaled = (
        before["recorded"] + before["computed"],
        before["money"] * exposure,
        before["squares"] * exposure**2,
    )
    return Figure(
        "spend",
        "Spend",
        "usd",
        _total(now["n"], known, now["money"], now["squares"]),
        _total(before["n"], *scaled) if compared else None,
        total.relative_change(scaled, (known, now["money"], now["squares"])) if compared else None,
        relative=True,
        coverage=known / now["n"] if now["n"] else float("nan"),
    )


def _total(calls: float, known: float, money: float, squares: float) -> Estimate:
    """Spend of which no call's cost is known is not 0: it is not known."""
    found = total.estimate(known, money, squares)
    nothing = np.asarray(np.nan)
    return Estimate(nothing, nothing, nothing, found.n) if calls and not known else found


def call_figures(cells: Cells, *, compared: bool) -> list[Figure]:
    """Return the cost of a call, and the share of input that came from a cache."""
    now, before = _sums(cells.now), _sums(cells.before)
    (old, new) = ((one["recorded"] + one["computed"], one["money"], one["squares"]) for one in (before, now))
    was, cached = _cached(before), _cached(now)
    known = new[0]
    figures = [
        Figure(
            "per_call",
            "Per call",
            "usd",
            mean.estimate(*new),
            mean.estimate(*old) if compared else None,
            mean.difference(old, new) if compared else None,
            coverage=known / now["n"] if now["n"] else float("nan"),
        ),
        Figure(
            "cached_input",
            "Cached input",
            "share",
            ratio.estimate(*cached),
            ratio.estimate(*was) if compared else None,
            ratio.difference(was, cached) if compared else None,
            good="higher",
            coverage=now["cache_told"] / now["n"] if now["n"] else float("nan"),
        ),
    ]
    # Of a store that counts no cached tokens nobody knows the share: it is not 0.
    return figures if now["cache_told"] else figures[:1]


def unit_figures(source: Source, asked: TraceFilter, priced: Priced, table: CostTable) -> list[Figure]:
    """Return the cost of a session (or trace), of a resolved one, and of a user; those that a store does not record are left out."""
    unit, signals = unit_of_store(source), set(source.store.catalog().signals)
    signs = [kind for kind in table.unresolved if kind in signals]
    compared = asked.reference is not None
    frame = unit_sums(source, asked, priced, unit, signs)
    found = [_mean("per_session", f"Per {unit}", frame, compared=compared)]
    found += [_resolved(unit, frame, compared=compared)] if signs else []
    users = unit_sums(source, asked, priced, "user")
    return found + ([_mean("per_user", "Per user", users, compared=compared)] if users.height else [])


def _mean(name: str, label: str, frame: pl.DataFrame, *, compared: bool) -> Figure:
    sides = [_row(frame, side) for side in (REFERENCE, CURRENT)]
    old, new = ((one["n"], one["money"], one["squares"]) for one in sides)
    whole = sides[1]["n"] + sides[1]["unknown"]
    return Figure(
        name,
        label,
        "usd",
        mean.estimate(*new),
        mean.estimate(*old) if compared else None,
        mean.difference(old, new) if compared else None,
        coverage=sides[1]["n"] / whole if whole else float("nan"),
    )


def _resolved(unit: str, frame: pl.DataFrame, *, compared: bool) -> Figure:
    """All money over resolved sessions: what was paid for those that came to nothing is part of their price."""
    sides = [_row(frame, side) for side in (REFERENCE, CURRENT)]
    old, new = (
        (one["n"], one["money"], one["resolved"], one["squares"], one["resolved_money"], one["resolved"])
        for one in sides
    )
    return Figure(
        "per_resolved",
        f"Per resolved {unit}",
        "usd",
        ratio.estimate(*new),
        ratio.estimate(*old) if compared else None,
        ratio.difference(old, new) if compared else None,
    )


def _row(frame: pl.DataFrame, side: int) -> Sums:
    rows = frame.filter(pl.col("side") == side)
    return rows.row(0, named=True) if rows.height else dict.fromkeys(frame.columns, 0.0)


def _sums(frame: pl.DataFrame) -> dict[str, float]:
    summed = frame.select(pl.exclude("side", "model", "segment").sum()).row(0, named=True)
    return {name: float(value or 0.0) for name, value in summed.items()}


def _cached(sums: Sums) -> tuple[float, float, float, float, float, float]:
    """Return (n, sum cached, sum input, their squares and product) of the calls with tokens, by sums of u and c."""
    cached, whole = sums["cc"], sums["uu"] + 2 * sums["uc"] + sums["cc"]
    return (sums["tokened"], sums["all_cached"], sums["all_in"], cached, sums["cc"] + sums["uc"], whole)
