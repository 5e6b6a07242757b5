"""A quantile is searched as a rate, the rows above its reference value; this takes the parts back to its own unit."""


def per_share(difference: float, before: float, now: float) -> float:
    """Return how far the quantile moves per share of rows above its reference value; nan where neither moved.

    The parts of a rate's difference times this are parts of the quantile's, and add up to it. It is the secant of what the
    influence function gives for small changes, 1 / density at the quantile.

    Parameters
    ----------
    difference : of the share above, as `Scoped.total.difference`.
    before, now : the quantile of all traffic in both windows.

    Examples
    --------
    The share above the old p95 rose from 5 to 8 %, the p95 from 900 to 1,200 ms; a cause holds 2 of the 3 points:

    >>> round(0.02 * per_share(0.03, 900, 1200))
    200

    References
    ----------
    Firpo, S., Fortin, N. M. and Lemieux, T. (2009). Unconditional quantile regressions. Econometrica 77, 953-973.
    """
    return (now - before) / difference if difference else float("nan")
