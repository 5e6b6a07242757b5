"""Rated against unrated sessions of the same segments, on the signals that both have."""

from dataclasses import dataclass

import numpy as np

from tidegauge.findings import Effect, Verdict
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.latency import latency_tally
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import RatedContrast
from tidegauge.reports._feedback.signals import KINDS
from tidegauge.reports._feedback.tally import Pooled, Tally, of_judged, of_shares
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

JUDGED, LATENCY = "judged", "latency"
COMPARED = ("abandoned", "retry", "correction")
"""The signals of people that are compared: where they fall, people who rate are the happier ones."""
FLOOR = 0.02
"""The least difference of shares that matters."""
FEWEST = 10
"""The least sessions on each side where all are compared: few raters are judged. One of many segments needs more."""
EXPECTED = 5.0
"""The raters that must be expected to show a signal, and not to show it: of fewer the test is none (Cochran 1954)."""
LATENCY_FLOOR = 0.05
"""The least difference of the median latency that matters, as a share of it."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """One signal's tallies over strata, before any verdict. `good` is the sign of the difference among happier raters."""

    signal: str
    label: str
    unit: str
    tally: Tally
    good: int
    derived: bool


def contrasts(found: Sessions, cells: Cells) -> list[Contrast]:
    """Return each signal of the current sessions, rated and unrated, by segment."""
    made = [_judged(found)] if found.judged.height else []
    for kind in KINDS:
        if kind.kind in COMPARED:
            # Leaving is what ends the turns.
            by_turns = kind.kind != "abandoned"
            tally = of_shares(cells, cells.column(kind.column), by_turns=by_turns)
            made.append(Contrast(kind.kind, kind.label, "share", tally, -1, kind.kind in found.rules.derived))
    if found.latencies.height:
        made.append(Contrast(LATENCY, "latency, median", "ms", latency_tally(found.latencies), 0, False))
    return made


def _judged(found: Sessions) -> Contrast:
    return Contrast(JUDGED, "judge: answer correct", "share", of_judged(found.judged), 1, False)


def decided(made: list[Contrast]) -> tuple[RatedContrast, ...]:
    """Return the contrasts with their verdicts, corrected for all of them."""
    pooled = [one.tally.pooled() for one in made]
    if not pooled:
        return ()
    adjusted = benjamini_hochberg([float(one.difference.p_value) for one in pooled])
    return tuple(
        _decided(contrast, one, float(p), FEWEST)
        for contrast, one, p in zip(made, pooled, adjusted, strict=True)
    )


def _decided(made: Contrast, found: Pooled, p: float, fewest: int) -> RatedContrast:
    change = found.difference
    floor = FLOOR if made.unit == "share" else LATENCY_FLOOR * abs(found.unrated.value)
    verdict = Verdict(str(decide(change, p, floor, fewest).verdict))
    if found.expected < EXPECTED:
        verdict = Verdict.CANNOT_TELL
    value, low, high = (float(one) for one in (change.value, change.low, change.high))
    return RatedContrast(
        made.signal,
        made.label,
        made.unit,
        found.rated,
        found.unrated,
        Effect(value, low, high, made.unit),
        verdict,
        None if np.isnan(p) else p,
        _happier(made.good, value) if verdict is Verdict.CHANGED else None,
        made.derived,
    )


def _happier(good: int, value: float) -> bool | None:
    return None if not good else (value > 0) == (good > 0)


def by_segment(
    made: list[Contrast], segments: list[str | None], table: FeedbackTable
) -> dict[str | None, tuple[RatedContrast, ...]]:
    """Return the same signals of each segment alone, corrected over all segments and signals together."""
    told = [one for one in made if one.good]
    alone = {segment: [one.tally.of(segment) for one in told] for segment in segments}
    p_values = [float(one.difference.p_value) for every in alone.values() for one in every]
    adjusted = iter(benjamini_hochberg(p_values) if p_values else ())
    return {
        segment: tuple(
            _decided(contrast, one, float(next(adjusted)), table.least_n)
            for contrast, one in zip(told, every, strict=True)
        )
        for segment, every in alone.items()
    }


def agree(made: list[Contrast]) -> bool:
    """Return whether the segments agree on what tells rated from unrated sessions."""
    return all(one.tally.heterogeneity() >= AGREEMENT for one in made if one.good)


AGREEMENT = 0.01
"""Below this p-value of Cochran's test the segments do not agree."""


def directed(found: tuple[RatedContrast, ...]) -> bool | None:
    """Return whether raters are the happier ones, the less happy ones, or None where nothing or both was measured."""
    ways = {one.happier for one in found if one.happier is not None}
    return ways.pop() if len(ways) == 1 else None


def direction_words(found: tuple[RatedContrast, ...]) -> str:
    """Return the direction that was measured, as a sentence."""
    ways = {one.happier for one in found if one.happier is not None}
    if ways == {True}:
        return "Direction measured here: unhappy users leave without rating."
    if ways == {False}:
        return (
            "Direction measured here: happy users leave without rating. The thumbs look worse than the truth."
        )
    if ways:
        return "Measured here in both directions: some signals say that raters are happier, others that they are not."
    if not any(one.rated.n for one in found):
        return "Nobody rated: there is nobody to compare."
    if all(one.verdict is Verdict.CANNOT_TELL for one in found):
        return "Too few sessions were rated to measure whether raters differ from the others."
    return "No difference between rated and unrated sessions was measured here."
