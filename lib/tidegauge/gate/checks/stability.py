"""Whether scores still tell good from bad: a spread that collapsed, an end that jumped."""

import numpy as np

from tidegauge import formats
from tidegauge.findings import Effect
from tidegauge.gate.checks._check import Check, NotApplicableError
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import Above, CheckTable, Names, Share
from tidegauge.gate.trials import Trial, measure
from tidegauge.stats import quantile
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.estimate import Estimate, Floats, floats
from tidegauge.stats.limits.bound import Bound
from tidegauge.stats.limits.excess import of_difference
from tidegauge.stats.limits.steadiness import log_deviation

QUANTILES = (0.1, 0.5, 0.9)


class Stability(CheckTable):
    """`[checks.stability]`: the least that the standard deviation may be, as a share of the baseline's, and how many of those
    p10, p50 and p90 may jump. Without `scores` all that are judged are looked at, and the prediction.
    """

    waits: bool = False
    scores: Names = ()
    min_spread: Share = 0.5
    max_jump: Above = 0.5


def _trials(reading: Reading, table: Stability, general: General) -> tuple[Trial, ...]:
    found = {name: pair for name, pair in reading.scores(table.scores).items() if pair.lower.size > 2}
    if not found:
        raise NotApplicableError(
            "No score that one judge gave on both sides has more than two values: a yes or no has no spread of its own."
        )
    return tuple(trial for name, pair in found.items() for trial in _both(name, pair, table, general))


def _both(name: str, pair: NumberPair, table: Stability, general: General) -> list[Trial]:
    middle = (pair.lower + pair.upper) / 2
    before, after = (log_deviation(middle, side) for side in (pair.reference, pair.current))
    if np.isnan(float(before.value)):
        return []
    deviation = float(np.exp(before.value))
    jumps = [_jump(name, pair, q, deviation, table, general) for q in QUANTILES]
    return [_spread(name, before, after, table, general), *jumps]


def _spread(name: str, before: Estimate, after: Estimate, table: Stability, general: General) -> Trial:
    sides = (measure(_exp(one)) for one in (before, after))
    floor = -float(np.log(table.min_spread))
    if np.isnan(float(after.value)):
        # Every answer has one score: no bound on a logarithm, but nothing is further below the limit.
        after = Estimate(*floats(float(before.value) - 20, -np.inf, np.inf, after.n))
    change = quantile.difference(before, after)
    bound = of_difference(change, floor, worse=-1, planned=general.at)
    ratio = [float(np.exp(-(one + floor))) for one in (bound.high, bound.value, bound.low)]
    first, second = sides
    return Trial(
        what=f"Spread of {name}",
        unit="",
        baseline=first,
        candidate=second,
        difference=Effect(ratio[1] - 1, ratio[0] - 1, ratio[2] - 1, "relative") if bound.known else None,
        limit=f"at least {formats.share(table.min_spread)} of it",
        bound=bound,
        margin=floor,
        test="of the logarithm, at any look" if general.peeking else "of the logarithm",
    )


def _jump(
    name: str, pair: NumberPair, q: float, deviation: float, table: Stability, general: General
) -> Trial:
    before, after = (_quantile(pair, side, q) for side in (pair.reference, pair.current))
    change = quantile.difference(before, after)
    worse = 1 if float(change.value) >= 0 else -1
    limit = table.max_jump * deviation
    bound = of_difference(change, limit, worse=worse, planned=general.at)
    other = of_difference(change, limit, worse=-worse, planned=general.at)
    bound = Bound(bound.value, bound.low, max(bound.high, other.high), min(1.0, 2 * bound.p_value))
    shown = of_difference(change, 0.0, worse=1, planned=general.at)
    return Trial(
        what=f"p{round(q * 100)} of {name}",
        unit="score",
        baseline=measure(before),
        candidate=measure(after),
        difference=Effect(shown.value, shown.low, shown.high, "score") if shown.known else None,
        limit=f"within {formats.decimal(table.max_jump)} sd",
        bound=bound,
        margin=limit,
        test="at any look" if general.peeking else "one look",
    )


def _quantile(pair: NumberPair, side: Floats, q: float) -> Estimate:
    return quantile.estimate(pair.lower, pair.upper, side, q)


def _exp(one: Estimate) -> Estimate:
    value, low, high = (np.exp(part) for part in (one.value, one.low, one.high))
    return Estimate(value, low, high, one.n)


CHECK = Check(
    90, "Score stability", Stability, _trials, "Read answers of every score: is the judge still the same?"
)
