"""Why no limits are offered: too few points, no spread, or neighbours that are all but equal."""

from tidegauge.stats.spc._records import MINIMUM_POINTS, Baseline
from tidegauge.stats.spc.autocorrelation import HOPELESS, material

NO_SPREAD = 1e-9
"""Sigma as a share of the centre that is rounding and not spread."""


def refusal(baseline: Baseline, minimum: int = MINIMUM_POINTS) -> str | None:
    """Return the sentence that says why this baseline supports no limits, or None when it does.

    Parameters
    ----------
    baseline : as `fit` returned it.
    minimum : points that a baseline must have, classically 20 to 25.

    Examples
    --------
    >>> from tidegauge.stats.spc._records import Kind
    >>> refusal(Baseline("p", Kind.RATE, points=14, centre=0.02, sigma=0.14))
    '14 baseline points, 20 needed.'
    """
    r = baseline.autocorrelation
    if baseline.points < minimum:
        return f"{baseline.points} baseline points, {minimum} needed."
    if baseline.sigma * baseline.factor <= NO_SPREAD * abs(baseline.centre):
        return f"The {baseline.points} baseline points never vary: any other value would be a signal."
    if r > HOPELESS:
        return (
            f"Each point all but repeats the one before it (autocorrelation {r:.2f}): "
            f"{baseline.points} of them do not tell what is usual."
        )
    if material(r, baseline.points) and baseline.limits is not None:
        return (
            f"Neighbouring points resemble each other (autocorrelation {r:.2f}), and a percentile chart cannot "
            "be widened for that. The EWMA chart can."
        )
    return None
