"""What so many reviews tell: the half width of the share that they give, for what they were drawn from."""

import numpy as np

from tidegauge.queries.review_units import ANSWER
from tidegauge.review.kinds import Chosen, kind_of
from tidegauge.stats.feedback.review_size import half_width, reviews_needed

__all__ = ["half_points", "precision", "reviews_needed"]


def half_points(chosen: Chosen) -> float | None:
    """Return the half width in percentage points of the share that passes, at 95% and at worst; None where none follows.

    Chances that differ cost precision: as many reviews count as their effective number, (sum of weights)^2 / sum of squares.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7.
    """
    chances = [one.inclusion_probability for one in chosen.items if one.inclusion_probability is not None]
    if not chances:
        return None
    weights = 1 / np.array(chances)
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return 100 * half_width(effective, sessions=max(chosen.population, effective))


def precision(kind: str, chosen: Chosen) -> str:
    """Return what the labels of a batch will tell, in words."""
    points = half_points(chosen) if kind_of(kind).speaks else None
    if points is None:
        return "Their labels speak for no others."
    if chosen.design.judged:
        return f"Together with what is labelled they correct {chosen.design.judged} for all judged answers."
    unit = "answers" if chosen.unit == ANSWER else f"{chosen.unit}s"
    # A share is never farther off than 50 points.
    return (
        f"They give the share of all {unit} within \u00b1{min(points, 50):.{0 if points >= 1.5 else 1}f} pt."
    )
