"""From the agreement seen and the agreement by chance to a coefficient with an interval that admits how few it rests on."""

from tidegauge.stats import proportion
from tidegauge.stats.explained import Explained, explained, refused

NEVER_DISAGREE = "The raters never disagree: the lower limit is that of the agreement."
ONE_ANSWER = "Both raters give one and the same answer to everything: there is nothing to agree about."
NOTHING = "No item has an answer of two raters."

FEW = 15
"""Items with a rarer answer, or that raters disagree on, below which the usual interval is too short.

Counted over every table of two raters, it held kappa in 52 to 95 of 100 at 10 items, 86 to 93 at 50 and 91 to 94 at 100; with
the items that are added, in 94 to 99 throughout.
"""

VERY_FEW = 5

MORE = 4.0
"""Items that are added to a table with so few, spread evenly over its cells."""

RARE = "Fewer than 15 answers are of the rarer kinds, or apart: the interval is wide for it."


def widened(found: Explained, low: float, high: float) -> Explained:
    """Return an estimate whose interval holds another one as well, within -1 and 1.

    >>> found = widened(explained(0.5, 0.4, 0.6, 10), 0.1, 0.5)
    >>> float(found.low), float(found.high)
    (0.1, 0.6)
    """
    below, above = max(min(float(found.low), low), -1.0), min(max(float(found.high), high), 1.0)
    return explained(float(found.value), below, above, float(found.n), found.note or RARE)


def coefficient(seen: float, chance: float, half: float, n: float, level: float) -> Explained:
    """Return (seen - chance) / (1 - chance) -+ half.

    Raters who never disagree leave no variance, yet n items do not prove that they never would: the lower limit is Wilson's
    of the agreement then.

    >>> found = coefficient(1.0, 0.5, 0.0, 10, 0.95)
    >>> float(found.value), round(float(found.low), 3)
    (1.0, 0.445)
    """
    if chance > 1 - 1e-12:
        return refused(ONE_ANSWER, n)
    value = (seen - chance) / (1 - chance)
    if half > 1e-9:
        return explained(value, max(value - half, -1.0), min(value + half, 1.0), n)
    low = (float(proportion.estimate(min(seen, 1.0) * n, n, level).low) - chance) / (1 - chance)
    return explained(value, min(low, value), value, n, NEVER_DISAGREE)
