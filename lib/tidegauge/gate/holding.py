"""From a metric's values on both sides to a trial: paired where the same inputs were answered, exact where counts are small."""

from dataclasses import replace

import numpy as np

from tidegauge import formats
from tidegauge.findings import Effect
from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Pairs, Reading, Values
from tidegauge.gate.trials import Trial, measure
from tidegauge.stats import proportion
from tidegauge.stats.estimate import Estimate, floats
from tidegauge.stats.limits import excess
from tidegauge.stats.limits.betting import mean_above
from tidegauge.stats.limits.bound import NOTHING, Bound
from tidegauge.stats.limits.two_shares import difference_above

MOST_UNMATCHED = 0.2
"""With a larger share of calls without a partner the pairs are not the traffic."""
FEW = 10
"""A share of which either side counts fewer rows than this, or fewer others, has no normal interval."""


def change_at_most(
    reading: Reading, name: str, limit: float, general: General, *, worse: int
) -> Trial | None:
    """Return the trial of "no more than `limit` worse": in points of a share, else as a share of the baseline.

    `worse` is the direction of a metric that has none itself. None where the baseline records nothing of the metric.
    """
    found = reading.values(name)
    if found is None or not found.has_baseline:
        return None
    found = found.facing(worse)
    if not is_share(found):
        return ratio_at_most(found, limit, general)
    both = reading.pairs(name)
    if both is not None and both.lost is not None and both.unmatched <= MOST_UNMATCHED and both.pairs:
        return _paired(found, both, limit, general)
    return shares_apart(found, limit, general)


def is_share(found: Values) -> bool:
    """Whether a metric is a share of rows: then a limit is in points."""
    return found.counts is not None


def shares_apart(found: Values, limit: float, general: General, *, only_failures: bool = False) -> Trial:
    """Return the trial of a share on different rows.

    A change within the limit fails nobody, however it is tested: with `only_failures` it is tested in the quickest way.
    """
    assert found.counts is not None  # noqa: S101  asked before
    (k1, n1), (k2, n2) = found.counts
    quick = only_failures and float(found.difference.value) * found.worse <= limit
    small = min(k1, n1 - k1, k2, n2 - k2) < FEW and not quick
    if small and found.worse > 0:
        bound = difference_above((k1, n1), (k2, n2), limit)
    elif small:
        bound = difference_above((n1 - k1, n1), (n2 - k2, n2), limit)
    else:
        at = None if quick else general.at
        bound = excess.of_difference(found.difference, limit, worse=found.worse, planned=at)
    trial = Trial(
        what=found.label,
        unit="share",
        baseline=measure(found.baseline),
        candidate=measure(found.candidate),
        difference=_back(bound, limit, found.worse, "share"),
        limit=_at_most(found, limit),
        bound=bound,
        margin=limit,
        test="one look" if quick else _test("exact" if small else "", general),
        exact=small,
        p_change=float(found.difference.p_value),
    )
    return _comparable(trial, found)


def _paired(found: Values, both: Pairs, limit: float, general: General) -> Trial:
    assert both.lost is not None  # noqa: S101  asked before
    assert both.gained is not None  # noqa: S101  as above
    same = both.pairs - both.lost - both.gained
    worse, better = (both.gained, both.lost) if found.worse > 0 else (both.lost, both.gained)
    bound = mean_above([-1, 0, 1], [better, same, worse], limit)
    if not general.peeking and min(better, worse) >= FEW:
        bound = excess.of_difference(both.difference, limit, worse=found.worse, planned=None)
    sides = (
        proportion.estimate(round(value * both.pairs), both.pairs)
        for value in (both.baseline, both.candidate)
    )
    before, after = (measure(one) for one in sides)
    trial = Trial(
        what=found.label,
        unit="share",
        baseline=before,
        candidate=after,
        difference=_back(bound, limit, found.worse, "share"),
        limit=_at_most(found, limit),
        bound=bound,
        margin=limit,
        test=f"{_test('exact', general)}; any change: {both.test}",
        paired=True,
        exact=True,
        per="pairs",
        p_change=float(both.difference.p_value),
    )
    return _comparable(trial, found)


def ratio_at_most(found: Values, limit: float, general: General) -> Trial:
    """Return the trial of "no more than a share of the baseline worse"."""
    before = float(found.baseline.value)
    ratio = 1 + limit * found.worse
    bound = excess.of_estimates(found.baseline, found.candidate, ratio, worse=found.worse, planned=general.at)
    shown = excess.of_estimates(found.baseline, found.candidate, 1.0, worse=1, planned=general.at)
    word = "above" if found.worse > 0 else "below"
    trial = Trial(
        what=found.label,
        unit=found.unit,
        baseline=measure(found.baseline),
        candidate=measure(found.candidate),
        difference=Effect(shown.value, shown.low, shown.high, found.unit) if shown.known else None,
        limit=f"at most {formats.share(limit)} {word}",
        bound=bound,
        margin=abs(before) * limit,
        test=_test("", general),
        p_change=float(found.difference.p_value),
    )
    return _comparable(trial, found)


def value_at_most(found: Values, limit: float, general: General, shown: str) -> Trial:
    """Return the trial of a limit on the candidate's own number, whatever the baseline's is: a budget, a share that may fail."""
    if found.counts is not None:
        k, n = found.counts[1]
        bound = mean_above([0, 1], [n - k, k], limit)
        if found.worse < 0:
            bound = mean_above([0, 1], [k, n - k], 1 - limit)
    else:
        bound = excess.of_estimate(found.candidate, limit, worse=found.worse, planned=general.at)
    before = float(found.baseline.value)
    expected = abs(limit - before) if np.isfinite(before) and (limit - before) * found.worse > 0 else 0.0
    apart = (
        excess.of_difference(found.difference, 0.0, worse=1, planned=general.at)
        if found.baseline.n > 0
        else None
    )
    return Trial(
        what=found.label,
        unit=found.unit,
        baseline=measure(found.baseline) if found.baseline.n > 0 else None,
        candidate=measure(found.candidate),
        difference=Effect(apart.value, apart.low, apart.high, found.unit) if apart and apart.known else None,
        limit=shown,
        bound=bound,
        margin=expected or abs(bound.value),
        test=_test("exact" if found.counts is not None else "", general),
        exact=found.counts is not None,
        p_change=float(found.difference.p_value),
        fixed_baseline=True,
    )


def named(trial: Trial, segment: tuple[tuple[str, str], ...], share: float, family: str) -> Trial:
    """Return the trial as one of a segment."""
    where = ", ".join(f"{name} = {value}" for name, value in segment)
    return replace(trial, what=f"{trial.what}, {where}", segment=dict(segment), weight=share, family=family)


def _comparable(trial: Trial, found: Values) -> Trial:
    """Return the trial; where another judge scored the other side it can neither fail nor pass."""
    return replace(trial, bound=NOTHING, problem=found.problem) if found.problem else trial


def _at_most(found: Values, limit: float) -> str:
    return f"at most {formats.points(limit).lstrip('+')} {'higher' if found.worse > 0 else 'lower'}"


def _test(kind: str, general: General) -> str:
    return ", ".join(part for part in (kind, "at any look" if general.peeking else "one look") if part)


def _back(bound: Bound, limit: float, worse: int, unit: str) -> Effect | None:
    """Return the change, candidate minus baseline, that a bound on the excess says."""
    if not bound.known:
        return None
    low, value, high = ((one + limit) * worse for one in (bound.low, bound.value, bound.high))
    return Effect(value, min(low, high), max(low, high), unit)


def nothing() -> Estimate:
    """Return the estimate of no rows."""
    return Estimate(*floats(np.nan, np.nan, np.nan, 0))
