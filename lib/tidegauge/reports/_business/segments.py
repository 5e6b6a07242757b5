"""The table: each value of a dimension, its share of what is spent, and its outcome, both before and now."""

from dataclasses import replace

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, rank
from tidegauge.queries.business import CALLS, TOLD
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._business.figures import Figure, decided, ratio_figure
from tidegauge.reports._business.measures import RatioOf
from tidegauge.reports._business.read import Ledger, aligned, column, counted, sums_of
from tidegauge.reports._business.records import Allocation
from tidegauge.reports._sentences import shown
from tidegauge.stats import ratio
from tidegauge.stats.estimate import Difference, Estimate

MOST = 200
POINTS = 0.02
"""The smallest change of a share of spend that matters."""
_OF = ("spend", "impressions", CALLS)


def allocated(ledger: Ledger) -> str:
    """Return what shares are of: spend, impressions, or calls."""
    return next(role for role in _OF if role in ledger.roles or role == CALLS)


def allocations(
    ledger: Ledger, final: TraceFilter, by: str | None, measure: RatioOf
) -> tuple[Allocation, ...]:
    """Return the rows, what changed for the worse first, then the largest."""
    if by is None:
        return ()
    frame = ledger.totals(final, (by,))
    if not counted(frame, CURRENT, CALLS):
        return ()
    compared = final.reference is not None
    keys, before, now = aligned(frame, ["d0"])
    of = allocated(ledger)
    shares = _shares(before, now, of, compared=compared)
    outcomes = [
        _outcome(before[place : place + 1], now[place : place + 1], measure, compared=compared)
        for place in range(len(keys))
    ]
    # One family: everything that the table shows was looked at.
    found = decided([*shares, *outcomes])
    rows = [
        Allocation(shown(key[0]), int(now[f"s_{CALLS}"][place]), share, outcome)
        for place, (key, share, outcome) in enumerate(
            zip(keys, found[: len(keys)], found[len(keys) :], strict=True)
        )
    ]
    rows = [replace(one, share=replace(one.share, direction=Direction.NEUTRAL)) for one in rows]
    rows.sort(key=lambda one: (rank(one.outcome.verdict, one.outcome.direction), -one.calls, one.value))
    return tuple(rows[:MOST])


def _outcome(before: pl.DataFrame, now: pl.DataFrame, measure: RatioOf, *, compared: bool) -> Figure:
    calls, told = (float(now[f"s_{name}"][0]) for name in (CALLS, TOLD))
    sums = [tuple(float(np.ravel(one)[0]) for one in sums_of(frame, measure)) for frame in (before, now)]
    old, new = sums
    n, a, b, aa, ab, bb = old
    return ratio_figure(
        measure,
        (n, a, b, aa, ab, bb),
        (new[0], new[1], new[2], new[3], new[4], new[5]),
        compared=compared,
        calls=calls,
        told=told,
    )


def _shares(before: pl.DataFrame, now: pl.DataFrame, of: str, *, compared: bool) -> list[Figure]:
    """Return each segment's share of a sum: a ratio whose top is the segment's own part of the bottom."""
    sides = [_share_sums(frame, of) for frame in (before, now)]
    current, reference = ratio.estimate(*sides[1]), ratio.estimate(*sides[0])
    change = ratio.difference(sides[0], sides[1])
    return [
        Figure(
            "share",
            f"Share of {of}",
            "share",
            "none",
            _at(current, place),
            _at(reference, place) if compared else None,
            _difference_at(change, place) if compared else None,
            POINTS,
        )
        for place in range(now.height)
    ]


def _share_sums(frame: pl.DataFrame, of: str) -> ratio.Sums:
    n, own, square = column(frame, "n"), column(frame, f"s_{of}"), column(frame, f"p_{of}_{of}")
    everywhere = [np.full(frame.height, one.sum()) for one in (n, own, square)]
    # A session's part of its own segment is both top and bottom, its part of another only bottom.
    return everywhere[0], own, everywhere[1], square, square, everywhere[2]


def _at(found: Estimate, place: int) -> Estimate:
    return Estimate(
        *(np.asarray(np.ravel(one)[place]) for one in (found.value, found.low, found.high, found.n))
    )


def _difference_at(found: Difference, place: int) -> Difference:
    names = ("value", "low", "high", "p_value", "n_reference", "n_current")
    return Difference(*(np.asarray(np.ravel(getattr(found, name))[place]) for name in names))
