"""The judge's score that a kind is about: that it is named, and which values of it pass."""

from tidegauge.reports._judge.scale import top_of, usual_bar
from tidegauge.review.kinds._kind import Wanted
from tidegauge.workbench.review_batches import ReviewError


def passing(values: list[float], told: float | None = None) -> float:
    """Return the lowest value that passes: as told, else by the scale that holds all values, as on the page Judge.

    >>> passing([0.0, 1.0]), passing([2.0, 5.0]), passing([2.0, 5.0], 3.0)
    (0.5, 4.0, 3.0)
    """
    return usual_bar(top_of(max(values, default=1.0))) if told is None else told


def check_score_named(wanted: Wanted) -> None:
    """Refuse a wish that names no score.

    Raises:
        ReviewError: it names none.
    """
    if not wanted.score:
        raise ReviewError("Which score of the judge? Name one, such as correctness.")
