"""The reference that is used: the sums of the calm half of the periods, without what is not recorded."""

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums


def recorded(period: Sums) -> Sums:
    """Return the period with 0 in place of leaves whose sums are not finite, or whose w is below 0: they are absent.

    >>> recorded(Sums(np.array([1.0, np.nan]), np.array([2.0, 3.0]))).w.tolist()
    [2.0, 0.0]
    """
    columns = [period.y, period.w, period.q, period.yw, period.ww]
    good = period.w >= 0
    for one in columns:
        if one is not None:
            good = good & np.isfinite(one)
    y, w, q, yw, ww = (None if one is None else np.where(good, one, 0.0) for one in columns)
    assert y is not None  # noqa: S101 (they are never None, which the type of a tuple cannot say)
    assert w is not None  # noqa: S101
    return Sums(y, w, q, yw, ww, period.length)


def calm(table: LeafTable) -> tuple[int, ...]:
    """Return the places of the reference periods to use: of two or more those no worse than the median.

    A reference that already holds the beginning of the incident hides it.
    """
    values = np.array([_value(recorded(one), table.kind) for one in table.references]) * (table.worse or 1)
    known = np.isfinite(values)
    if not known.any():
        return tuple(range(len(values)))
    chosen = known & (values <= np.median(values[known])) if table.worse else known
    return tuple(int(place) for place in np.flatnonzero(chosen))


def pooled(table: LeafTable, places: tuple[int, ...]) -> Sums:
    """Return the sums over these reference periods."""
    periods = [recorded(table.references[place]) for place in places]

    def added(name: str) -> Floats | None:
        columns = [getattr(one, name) for one in periods]
        return None if any(one is None for one in columns) else np.asarray(np.sum(columns, axis=0))

    y, w = (np.sum([getattr(one, name) for one in periods], axis=0) for name in ("y", "w"))
    return Sums(y, w, added("q"), added("yw"), added("ww"), sum(one.length for one in periods))


def unit(reference: Sums) -> float:
    """Return the w of a typical row, 1 where w counts rows: what is 10 calls for counts is 10 of these."""
    if reference.ww is None or not reference.ww.any():
        return 1.0
    return float(reference.ww.sum() / reference.w.sum())


def _value(period: Sums, kind: Kind) -> float:
    below = period.length if kind is Kind.TOTAL else float(period.w.sum())
    return float(period.y.sum()) / below if below > 0 else float("nan")
