"""How many more rows would settle a number that is held against a limit."""

from math import ceil, inf

from tidegauge.stats.limits.bound import Bound

MOST = 10_000_000
"""More than this is no plan."""


def more_rows(bound: Bound, n_baseline: float, n_candidate: float, margin: float) -> int | None:
    """Return how many more rows of the candidate settle it; None where none that one could wait for do.

    An interval narrows with the root of the rows: it is settled when its half is no wider than the `margin` between the
    limit and what a candidate shows that is as good as the baseline. Where what is seen is beyond the limit, or today's
    rows are already that many, the distance from what is seen to the limit takes its place. An interval without an end
    takes as many rows again, at least.

    >>> more_rows(Bound(-0.03, -0.09, 0.03, 1.0), 400, 400, 0.03)
    1200
    """
    half = (bound.high - bound.low) / 2
    if not bound.known or half == 0.0 or not n_candidate:
        return None
    if half == inf:
        return ceil(n_candidate)
    for distance in (margin, abs(bound.value)) if bound.value <= 0 else (bound.value,):
        wanted = _wanted(half, distance, n_baseline, n_candidate)
        if wanted and wanted > n_candidate:
            more = ceil(wanted - n_candidate)
            return more if more <= MOST else None
    return None


def _wanted(half: float, distance: float, n_baseline: float, n_candidate: float) -> float | None:
    """Return the candidate's rows; where the baseline has too few itself, those of either side."""
    if not 0 < distance < inf:
        return None
    together = 1 / n_candidate + (1 / n_baseline if n_baseline else 0.0)
    allowed = together * (distance / half) ** 2
    left = allowed - (1 / n_baseline if n_baseline else 0.0)
    return 1 / left if left > allowed / 4 else 2 / allowed
