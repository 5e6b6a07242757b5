"""Corrected quality over time: the level from people's labels, its ups and downs from the judge, by its known errors."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.calibrated import errors_of, rogan_gladen_of, selected
from tidegauge.reports._judge.corrected import (
    FEWEST,
    Scored,
    drawn_from_part,
    powered,
    scored_cells,
    weighted,
)
from tidegauge.reports._judge.labels import Labelled, labelled
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import JudgeLine, RulerChange
from tidegauge.reports._judge.versions import dropped
from tidegauge.reports._records import Point
from tidegauge.stats import proportion
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.normal import critical

LEVEL = 0.95

FEWEST_JUDGED = 20
"""Judged answers below which a bucket has no point."""


@dataclass(frozen=True, eq=False)
class Level:
    """What is known of one judge's time as a whole.

    `quality` is corrected, `passed` the share that the judge passes, `youden` how much more often it passes good
    answers than bad ones, `youden_variance` its squared standard error.
    """

    quality: Estimate
    passed: float
    youden: float
    youden_variance: float = 0.0


def corrected_lines(
    facts: JudgeFacts, raw: tuple[JudgeLine, ...], changes: tuple[RulerChange, ...]
) -> tuple[JudgeLine, ...]:
    """Return the corrected quality of each judge's time, with intervals. The bucket of a change has no point.

    A bucket has too few labels to stand alone. Its level is that of its judge's whole time; how far it lies from it is
    how far the judge's pass rate does, over how well the judge tells good from bad (Rogan and Gladen's denominator).
    """
    if facts.scale is None or _of_parts(facts):
        return ()
    every, gone = labelled(facts, facts.scale, None), dropped(facts, changes)
    found = []
    for line in raw:
        level = _level(facts, line.evaluator, every.by(line.evaluator))
        points = () if level is None else tuple(_points(facts, line, level, gone))
        found += [JudgeLine(line.evaluator, points)] if points else []
    return tuple(found)


def _of_parts(facts: JudgeFacts) -> bool:
    """Return whether the random labels of either side stand for a part of its answers."""
    assert facts.scale is not None  # noqa: S101  asked by the caller
    for side in (CURRENT, REFERENCE):
        known = labelled(facts, facts.scale, side)
        drawn = known.of(known.drawn)
        scored = scored_cells(facts, facts.scale, side)
        if len(drawn) >= FEWEST and drawn_from_part(facts, drawn, scored, side):
            return True
    return False


def _level(facts: JudgeFacts, evaluator: str, known: Labelled) -> Level | None:
    assert facts.scale is not None  # noqa: S101  asked by the caller
    scored = scored_cells(facts, facts.scale, None).by(evaluator)
    by_errors, _ = rogan_gladen_of(known, scored.passes, scored.counts)
    drawn, errors = known.of(known.drawn), errors_of(known)
    if by_errors is None or (len(drawn) < FEWEST and selected(facts, facts.scale, evaluator)):
        return None
    # Labels that have a score by unequal chances are no draw of all: then what is known are the judge's errors.
    by_labels = len(drawn) >= FEWEST and scored.even
    quality = powered(drawn, scored).estimate if by_labels else by_errors
    return Level(quality, _passed(scored), errors.youden, errors.youden_variance)


def _passed(scored: Scored) -> float:
    return float(scored.passes @ scored.counts / scored.counts.sum())


def _points(facts: JudgeFacts, line: JudgeLine, level: Level, gone: set[int]) -> Iterator[Point]:
    for point in line.points:
        bucket = facts.bucket(point.at)
        if bucket not in gone and point.n >= FEWEST_JUDGED:
            yield _point(facts, point, line.evaluator, level)


def _point(facts: JudgeFacts, point: Point, evaluator: str, level: Level) -> Point:
    assert facts.scale is not None  # noqa: S101  there are scores, or there would be no point
    own = facts.cells.filter(pl.col("bucket") == facts.bucket(point.at), pl.col("evaluator") == evaluator)
    n = weighted(own)
    passes = facts.scale.passed(own["s"].to_numpy() / own["n"].to_numpy())
    share = proportion.estimate(float(passes @ n), float(n.sum()))
    away = (float(share.value) - level.passed) / level.youden
    value = float(level.quality.value) + away
    # How far a day lies from the level is told by the judge's errors, which a few labels leave uncertain.
    of_errors = away**2 * level.youden_variance / level.youden**2
    below, above = (
        float(
            np.sqrt(
                (float(quality) - float(level.quality.value)) ** 2
                + ((float(one) - float(share.value)) / level.youden) ** 2
                + critical(LEVEL) ** 2 * of_errors
            )
        )
        for quality, one in ((level.quality.low, share.low), (level.quality.high, share.high))
    )
    value, low, high = (min(max(one, 0.0), 1.0) for one in (value, value - below, value + above))
    return Point(point.at, value, point.n, low, high)
