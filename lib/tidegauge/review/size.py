"""What so many reviews tell: the half width of the share that they give, for what they were drawn from."""

import numpy as np

from tidegauge.formats import count
from tidegauge.queries.review_units import ANSWER
from tidegauge.review.kinds import Chosen, kind_of
from tidegauge.stats.estimate import Floats
from tidegauge.stats.feedback.review_size import half_width, reviews_needed

__all__ = ["about", "half_points", "precision", "reviews_needed"]

_NOTHING = 0.05
"""Points below which nothing is left to chance: all were drawn."""


def half_points(chosen: Chosen) -> float | None:
    """Return the half width in percentage points of the share that passes, at 95% and at worst; None where none follows.

    Chances that differ cost precision: as many reviews count as their effective number, (sum of weights)^2 / sum of squares.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7.
    """
    weights = _weights(chosen)
    if not weights.size:
        return None
    effective = _effective(weights)
    return 100 * half_width(effective, sessions=max(chosen.population, effective))


def _weights(chosen: Chosen) -> Floats:
    known = (one.inclusion_probability for one in chosen.items)
    return 1 / np.array([one for one in known if one is not None], dtype=np.float64)


def _effective(weights: Floats) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def precision(kind: str, chosen: Chosen) -> str:
    """Return what the labels of a batch will tell, in words."""
    points = half_points(chosen) if kind_of(kind).speaks else None
    if points is None:
        return "Their labels speak for no others."
    if chosen.design.judged:
        return f"Together with what is labelled they correct {chosen.design.judged} for all judged answers."
    unit = "answers" if chosen.unit == ANSWER else f"{chosen.unit}s"
    if points < _NOTHING:
        return f"All {unit} are in it: their labels give the share itself, and nothing is estimated."
    # A share is never farther off than 50 points.
    given = f"They give the share of all {unit} within {about(points)} pt"
    return f"{given}.{_lost(chosen)}"


def about(points: float) -> str:
    """Return a half width in percentage points, as precisely as anybody reads it.

    >>> about(6.93), about(0.42), about(120)
    ('\u00b17', '\u00b10.4', '\u00b150')
    """
    return f"\u00b1{min(points, 50):.{0 if points >= 1.5 else 1}f}"


def _lost(chosen: Chosen) -> str:
    """Return what uneven chances cost, where they cost much: the strata are looked at, and not the whole."""
    weights = _weights(chosen)
    effective = _effective(weights)
    if effective > weights.size / 2:
        return ""
    n = count(max(round(effective), 1))
    return (
        f" That is what {n} at random would give, as a few stand for most of them. For the share of all draw at random, "
        "or in proportion."
    )
