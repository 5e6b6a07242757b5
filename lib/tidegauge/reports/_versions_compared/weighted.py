"""The sums of both sides with the same mix: every cell is weighted, and the whole is worth what its variance says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.metrics.parts import BinParts, Parts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._summary import Summary
from tidegauge.reports._versions_compared.matched import Match, placed
from tidegauge.stats.estimate import Floats
from tidegauge.stats.matching.weights import thinned

Columns = Mapping[str, Floats]
"""The sums of one metric on one side by cell: n, sa, saa, ..."""


def weighted(summary: Summary, found: Match) -> Summary:
    """Return the sums of both sides with the same mix, over no keys.

    Each metric's sums are those of a sample as large as its weighted rows are worth, so that intervals come out as wide as
    they have to.
    """
    if not found.keys:
        return summary.by()
    totals = placed(summary.by(*found.keys).totals, found)
    scaled = {"rows": totals["rows"].to_numpy() * _factor(totals, found, {"n": "rows"})}
    for prefix in set(summary.prefixes.values()):
        names = [name for name in totals.columns if name.startswith(f"{prefix}_")]
        factor = _factor(totals, found, {name.removeprefix(f"{prefix}_"): name for name in names})
        scaled |= {name: totals[name].to_numpy() * factor for name in names}
    lines = totals.with_columns(pl.Series(name, column) for name, column in scaled.items()).drop("place")
    others = {
        name: _other(frame, found, summary.parts[name])
        for name, frame in summary.by(*found.keys).others.items()
    }
    return replace(summary, keys=found.keys, totals=lines, others=others).by()


def _other(frame: pl.DataFrame, found: Match, part: Parts) -> pl.DataFrame:
    own = placed(frame, found)
    kept = {"side", "place", "bin", "low", "high", *found.keys}
    sums = [name for name in own.columns if name not in kept]
    if isinstance(part, BinParts):
        factor = _of_bins(own, found, part.level)
    else:
        factor = _factor(own, found, {name: name for name in sums})
    return own.with_columns(pl.Series(name, own[name].to_numpy() * factor) for name in sums).drop("place")


def _factor(lines: pl.DataFrame, found: Match, names: Mapping[str, str]) -> Floats:
    """Return what each line, of one cell and side, is multiplied by; `names` says in which column each sum is."""
    factor, size = np.zeros(lines.height), found.weights.current.size
    side, place = lines["side"].to_numpy(), lines["place"].to_numpy()
    for which, weight in _weights(found):
        own = side == which
        sums = {
            name: _summed(place[own], lines[column].to_numpy()[own], size) for name, column in names.items()
        }
        factor[own] = thinned(weight, sums["n"], residual_sums(weight, sums))[place[own]]
    return factor


def _summed(place: NDArray[Any], values: NDArray[Any], size: int) -> Floats:
    return np.bincount(place, values.astype(np.float64), size).astype(np.float64)


def _weights(found: Match) -> Sequence[tuple[int, Floats]]:
    return ((REFERENCE, found.weights.reference), (CURRENT, found.weights.current))


def residual_sums(weight: Floats, sums: Columns) -> Floats | None:
    """Return the squared distances from the weighted mean, or ratio, summed in each cell; None for plain counts."""
    if "sa" not in sums:
        return None
    above = float((weight * sums["sa"]).sum())
    if "sb" in sums:
        below = float((weight * sums["sb"]).sum())
        value = above / below if below else 0.0
        return np.maximum(sums["saa"] - 2 * value * sums["sab"] + value**2 * sums["sbb"], 0)
    n = float((weight * sums["n"]).sum())
    value = above / n if n else 0.0
    # 0 and 1 are their own squares: of a rate they are not summed up twice.
    squares = sums.get("saa", sums["sa"])
    return np.maximum(squares - 2 * value * sums["sa"] + value**2 * sums["n"], 0)


def _of_bins(lines: pl.DataFrame, found: Match, level: float | None) -> Floats:
    """Return the factors of a histogram's lines: of a quantile by how the rows below it are spread over cells (Woodruff)."""
    factor, size = np.zeros(lines.height), found.weights.current.size
    side, place = lines["side"].to_numpy(), lines["place"].to_numpy()
    bins, rows = lines["bin"].to_numpy(), lines["n"].to_numpy().astype(np.float64)
    for which, weight in _weights(found):
        own = side == which
        n = _summed(place[own], rows[own], size)
        apart = None if level is None else _below(weight, place[own], bins[own], rows[own], n, level)
        factor[own] = thinned(weight, n, apart)[place[own]]
    return factor


def _below(
    weight: Floats, place: Floats, bins: Floats, rows: Floats, n: Floats, level: float
) -> Floats | None:
    """Return the residuals of being below the weighted quantile.

    Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. JASA 47, 635-646.
    """
    order = np.argsort(bins, kind="stable")
    reached = np.cumsum((weight[place] * rows)[order])
    if not reached.size or not reached[-1]:
        return None
    at = bins[order][np.searchsorted(reached, level * reached[-1])]
    below = _summed(place, rows * (bins <= at), n.size)
    return np.asarray(below * (1 - level) ** 2 + (n - below) * level**2)
