"""What is measured of a run's answers: categories probe by probe, lengths case by case, time, and the backend's own name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.findings import Verdict
from tidegauge.settings_probes import ProbesTable
from tidegauge.stats.estimate import Difference
from tidegauge.stats.probing.lengths import lengths
from tidegauge.stats.probing.look import FEWEST
from tidegauge.stats.probing.outcomes import outcomes
from tidegauge.stats.probing.speed import speed
from tidegauge.workbench.probe_answers import ANSWERED, ProbeAnswer

Runs = Sequence[Sequence[ProbeAnswer]]
"""The answers of some runs, run by run."""
EVERY = "every answer"
"""The probe of what is measured of all of them."""
OUTCOMES, LENGTH, SPEED, FINGERPRINT, MODEL = "outcomes", "length", "speed", "fingerprint", "model"


@dataclass(frozen=True, eq=False)
class Measured:
    """One measure: its change where it is a number, else the `verdict` that follows from what was read.

    `n` counts answers of the reference and now, or runs where a run is one observation.
    """

    probe: str
    measure: str
    runs: int
    change: Difference | None
    n: tuple[int, int]
    before: Mapping[str, float]
    after: Mapping[str, float]
    floor: float = 0.0
    minimum: int = FEWEST
    verdict: str = Verdict.CANNOT_TELL


def measures(reference: Runs, current: Runs, table: ProbesTable) -> Iterator[Measured]:
    """Yield the measures of the newest runs against the reference."""
    before, now = (
        [one for run in side for one in run if one.state == ANSWERED] for side in (reference, current)
    )
    sides = _told(before), _told(now)
    for probe in sorted({one.probe for one in now}):
        yield _outcomes(probe, sides[0][probe], sides[1][probe], len(current), table.outcome_floor)
    if any(one.length is not None for one in now):
        yield _length(reference, current, table.length_floor)
    yield _speed(reference, current, table.speed_floor)
    if len(current) == 1:
        names = [_named(MODEL, before, now, lambda one: one.model)]
        names.append(_named(FINGERPRINT, before, now, lambda one: one.fingerprint))
        yield from (one for one in names if one.before or one.after)


def _told(answers: Sequence[ProbeAnswer]) -> Mapping[str, Counter[str]]:
    """Return how often each probe had each outcome."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in answers:
        if one.outcome:
            found[one.probe][one.outcome] += 1
    return found


def _outcomes(probe: str, before: Counter[str], now: Counter[str], runs: int, floor: float) -> Measured:
    names = sorted({*before, *now})
    change = outcomes(*([side[name] for name in names] or [0] for side in (before, now)))
    n = before.total(), now.total()
    return Measured(probe, OUTCOMES, runs, change, n, dict(before), dict(now), floor)


def _length(reference: Runs, current: Runs, floor: float) -> Measured:
    sides = [_words(side) for side in (reference, current)]
    cases = sorted(sides[0].keys() & sides[1].keys())
    change = lengths([(sides[0][one], sides[1][one]) for one in cases])
    n = int(change.n_reference), int(change.n_current)
    before, now = ({"words": _mean([word for one in cases for word in side[one]])} for side in sides)
    return Measured(EVERY, LENGTH, len(current), change, n, before, now, floor)


def _words(side: Runs) -> dict[tuple[str, str], list[float]]:
    """Return the words of each case, a number a run: what one run was asked twice, it may have said alike."""
    found: dict[tuple[str, str], list[float]] = {}
    for run in side:
        told: dict[tuple[str, str], list[float]] = {}
        for one in run:
            if one.state == ANSWERED and one.length is not None:
                told.setdefault((one.probe, one.case), []).append(one.length)
        for case, words in told.items():
            found.setdefault(case, []).append(_mean(words))
    return found


def _speed(reference: Runs, current: Runs, floor: float) -> Measured:
    first, last = ([_median(run) for run in side] for side in (reference, current))
    before, now = ({"seconds": _mean([one for one in side if not np.isnan(one)])} for side in (first, last))
    change = speed(first, last)
    n = int(change.n_reference), int(change.n_current)
    return Measured(EVERY, SPEED, len(current), change, n, before, now, floor, minimum=1)


def _median(run: Sequence[ProbeAnswer]) -> float:
    seconds = [one.seconds for one in run if one.state == ANSWERED and one.seconds is not None]
    return float(np.median(seconds)) if seconds else np.nan


def _named(
    measure: str,
    before: Sequence[ProbeAnswer],
    now: Sequence[ProbeAnswer],
    name: Callable[[ProbeAnswer], str | None],
) -> Measured:
    """What an endpoint says of itself is no sample: a name that it never gave before is a change, and nothing to test."""
    sides = [Counter(told for one in side if (told := name(one))) for side in (before, now)]
    verdict = Verdict.CANNOT_TELL
    if all(sides):
        verdict = Verdict.CHANGED if set(sides[1]) - set(sides[0]) else Verdict.NOT_MATERIAL
    n = (sides[0].total(), sides[1].total())
    return Measured(EVERY, measure, 1, None, n, dict(sides[0]), dict(sides[1]), verdict=verdict)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
