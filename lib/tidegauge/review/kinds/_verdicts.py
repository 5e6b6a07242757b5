"""Whether a value of a score passes, where no scale was declared."""

_PASSES = ((1.0, 0.5), (5.0, 4.0), (10.0, 7.0), (float("inf"), 70.0))
"""(top of the scale, the lowest value that passes on it), as on the page Judge."""


def passing(values: list[float], told: float | None = None) -> float:
    """Return the lowest value that passes: as told, else by the scale that holds all values.

    >>> passing([0.0, 1.0]), passing([2.0, 5.0]), passing([2.0, 5.0], 3.0)
    (0.5, 4.0, 3.0)
    """
    if told is not None:
        return told
    return next(bar for top, bar in _PASSES if max(values, default=1.0) <= top)
