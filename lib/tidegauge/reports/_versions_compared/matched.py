"""Both sides with the same mix of traffic: cells are weighted and added up, so that every estimate stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._sentences import shown
from tidegauge.reports._summary import Summary
from tidegauge.reports._versions_compared.records import MOST_UNMATCHED, Balance, BalanceRow
from tidegauge.reports._versions_compared.traffic import Mix, rows_of_cells
from tidegauge.stats.matching.balance import standardised_difference
from tidegauge.stats.matching.weights import Matched, post_stratified

MOST_SHOWN = 12
"""Values of an attribute that the balance table lists; of more, those with the most traffic."""


@dataclass(frozen=True, eq=False)
class Match:
    """The columns that are held still (d0, d1, ...), the cells over them, and what a row of each weighs."""

    keys: tuple[str, ...]
    cells: pl.DataFrame
    weights: Matched

    @property
    def unmatched(self) -> float:
        """The share of current rows in cells that the reference lacks."""
        return self.weights.unmatched


def match(summary: Summary, keys: Sequence[str]) -> Match:
    """Return the match over as many of `keys` as leave most calls a counterpart.

    The first one counts whatever it costs: if most of B lies where A never was, that has to be said and not passed over.
    """
    held: tuple[str, ...] = ()
    best = _over(summary, held)
    for key in keys:
        tried = _over(summary, (*held, key))
        alone = _over(summary, (key,))
        if alone.unmatched > MOST_UNMATCHED:
            return alone
        if tried.unmatched <= MOST_UNMATCHED:
            held, best = tried.keys, tried
    return best


def _over(summary: Summary, keys: tuple[str, ...]) -> Match:
    if not keys:
        return Match((), pl.DataFrame(), post_stratified([1.0], [1.0]))
    cells, rows = rows_of_cells(summary, keys)
    return Match(keys, cells, post_stratified(rows[REFERENCE], rows[CURRENT]))


def placed(frame: pl.DataFrame, found: Match) -> pl.DataFrame:
    """Return the lines of a frame that lie in cells of both sides, with the `place` of their cell."""
    joined = frame.join(found.cells, on=list(found.keys), how="inner", nulls_equal=True)
    # What lies in cells that only one side has counts nowhere: its values must not stretch a bucket either.
    used = pl.Series(np.flatnonzero(found.weights.current > 0))
    return joined.filter(pl.col("place").is_in(used.cast(pl.UInt32).implode()))


def balances(
    summary: Summary, found: Match, mixed: Sequence[Mix], names: Sequence[str]
) -> tuple[Balance, ...]:
    """Return how far each attribute differs before and after matching; those that are held still first.

    `names` are the attributes of the summary's keys.
    """
    after = {name: _after(summary, found, key) for key, name in zip(summary.keys, names, strict=True)}
    held = {name for key, name in zip(summary.keys, names, strict=True) if key in found.keys}
    rows = [_balance(one, after.get(one.dimension), matched=one.dimension in held) for one in mixed]
    return tuple(sorted(rows, key=lambda one: (not one.matched, -np.nan_to_num(one.before))))


def _after(summary: Summary, found: Match, key: str) -> dict[str | None, tuple[float, float]]:
    """Return the weighted rows of A and B for each value of a column of the summary."""
    kept = tuple(dict.fromkeys((*found.keys, key)))
    totals = summary.by(*kept).totals
    if found.keys:
        own = placed(totals, found)
        weight = np.where(
            own["side"].to_numpy() == CURRENT,
            found.weights.current[own["place"].to_numpy()],
            found.weights.reference[own["place"].to_numpy()],
        )
        totals = own.with_columns(rows=pl.Series(own["rows"].to_numpy() * weight))
    sums: dict[str | None, list[float]] = {}
    for side, value, rows in totals.select("side", key, "rows").iter_rows():
        sums.setdefault(value, [0.0, 0.0])[side == CURRENT] += rows
    return {value: (one, other) for value, (one, other) in sums.items()}


def _balance(one: Mix, after: dict[str | None, tuple[float, float]] | None, *, matched: bool) -> Balance:
    a, b = one.reference.sum(), one.current.sum()
    shares = one.reference / a if a else one.reference, one.current / b if b else one.current
    order = np.argsort(-np.maximum(*shares), kind="stable")[:MOST_SHOWN]
    weights = _weights(one, after) if matched else [None] * len(one.values)
    rows = tuple(
        BalanceRow(
            one.dimension, shown(one.values[at]), float(shares[0][at]), float(shares[1][at]), weights[at]
        )
        for at in order
    )
    pairs = list(after.values()) if after else []
    smd = standardised_difference([x for x, _ in pairs], [y for _, y in pairs]) if pairs else one.difference
    return Balance(one.dimension, one.difference, smd, matched, one.unmatched, rows)


def _weights(one: Mix, after: dict[str | None, tuple[float, float]] | None) -> list[float | None]:
    """Return what a row of the reference with each value weighs on the whole."""
    known = after or {}
    return [
        known.get(value, (0.0, 0.0))[0] / rows if rows else None
        for value, rows in zip(one.values, one.reference.tolist(), strict=True)
    ]
