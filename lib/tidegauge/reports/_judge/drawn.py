"""Whom random labels stand for: all answers of the window, or a part of them that they were drawn from."""

import numpy as np

from tidegauge.formats import count, share
from tidegauge.reports._judge.labels import Labelled

SURE = 3.0
"""Standard errors of a draw beyond which it was no draw of all answers."""

FEWEST = 5
"""Labelled answers of either verdict of the judge from which its pass rate on them can be held to that on all."""


def of_a_part(drawn: Labelled, calls: int) -> str | None:
    """Return why labels that were drawn at random are no draw of all answers; None where that cannot be seen.

    The sum of 1 / chance estimates how many answers the draw was of (Horvitz and Thompson): it must be those of the window.
    """
    weights = 1 / drawn.chance
    total, error = float(weights.sum()), float(np.sqrt((weights * (weights - 1)).sum()))
    # A call in a hundred may have no answer that could be drawn.
    if abs(total - calls) <= SURE * error + 0.01 * calls:
        return None
    why = (
        "they say nothing of the others. Draw labels from all answers of the window"
        if total < calls
        else "their recorded chances are too small, as those of two draws put together are"
    )
    return f"The random labels stand for about {count(round(total))} answers, and this window has {count(calls)}: {why}."


def unlike_all(drawn: Labelled, passed: float) -> str | None:
    """Return why labels look unlike the answers that they were drawn from; None where that cannot be seen.

    The judge's pass rate on the labelled answers must be `passed`, its rate on all, but for chance.
    """
    known = drawn.of(drawn.judged)
    verdict = known.judge_passes
    if min(verdict.sum(), (1 - verdict).sum()) < FEWEST:
        return None
    shares = 1 / known.chance / (1 / known.chance).sum()
    rate = float(shares @ verdict)
    if abs(rate - passed) <= SURE * float(np.sqrt(shares**2 @ (verdict - rate) ** 2)):
        return None
    return (
        f"The random labels were drawn from a part of the answers: the judge passes {share(rate)} of those "
        f"and {share(passed)} of all."
    )
