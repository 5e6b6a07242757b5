"""Quality as people would see it: judges' scores, corrected by people's labels of a random few."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT
from tidegauge.reports._judge.calibrated import rogan_gladen_of, selected, weighed_by_verdict, wider
from tidegauge.reports._judge.drawn import of_a_part, unlike_all
from tidegauge.reports._judge.labels import Labelled, labelled
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._records import Measure
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.feedback.cross_fitted import cross_fitted
from tidegauge.stats.feedback.prediction_powered import PredictionPowered, prediction_powered
from tidegauge.stats.feedback.review_size import reviews_needed

FEWEST = 20
"""Random labels of a window below which they say too little to correct anything."""

FITTED = 100
"""Random labels from which on the judge's marks are read by a model of people's verdicts."""

EVEN = 0.98
"""The answers of equal weight that judged ones are worth, as a part of them, from which their chances count as equal."""

NESTED = 0.9
"""The share of labelled answers with a judge's score from which people are taken to have labelled judged ones."""

HALF_WIDTH = 0.07
"""What the number of labels that is asked for would give: quality to 7 points."""


@dataclass(frozen=True, eq=False)
class Scored:
    """Cells of judged answers: part of the scale, verdict, judge, and how many answers each stands for.

    Drawn with equal chances (`even`) they are those without a label, else all of them by weight; `rows` are the answers
    without a label in each, as counted.
    """

    part: Floats
    passes: Floats
    evaluator: tuple[str, ...]
    counts: Floats
    even: bool = True
    rows: Floats | None = None

    @property
    def answers(self) -> float:
        """How many judged answers there are beside the labelled ones."""
        return float((self.counts if self.rows is None else self.rows).sum())

    def by(self, evaluator: str) -> "Scored":
        """Return the cells of one judge."""
        own = np.array([name == evaluator for name in self.evaluator], dtype=bool)
        names = tuple(name for name in self.evaluator if name == evaluator)
        rows = None if self.rows is None else self.rows[own]
        return Scored(self.part[own], self.passes[own], names, self.counts[own], self.even, rows)


def corrected(facts: JudgeFacts, side: int = CURRENT) -> Corrected | Missing:
    """Return the corrected quality of a window, or why there is none.

    Labels of a recorded random draw from the same window correct by PPI++. Without enough of them, labels of either
    window say how often each judge errs, and the share that passed is corrected by Rogan and Gladen.
    """
    scale = facts.scale
    if scale is None:
        return Missing("No score has a value.", _needed(), HALF_WIDTH)
    own, scored = labelled(facts, scale, side), scored_cells(facts, scale, side)
    drawn = own.of(own.drawn)
    if len(drawn) >= FEWEST:
        part = drawn_from_part(facts, drawn, scored, side)
        if part:
            return Missing(part, _needed(), HALF_WIDTH)
        found = powered(drawn, scored)
        method = "ppi++" if found.lam > 0 else "labels"
        judged = round(scored.answers)
        return Corrected(measure_of(found.estimate), method, judged, len(drawn), found.lam)
    every = labelled(facts, scale, None)
    for name in sorted(set(scored.evaluator)):
        picked = selected(facts, scale, name)
        if picked and len(every.by(name)):
            return Missing(picked, _needed(), HALF_WIDTH)
    picked_alike = partial(weighed_by_verdict, facts, scale)
    return _calibrated(every, scored, picked_alike) or Missing(_why(own, drawn, every), _needed(), HALF_WIDTH)


def drawn_from_part(facts: JudgeFacts, drawn: Labelled, scored: Scored, side: int) -> str | None:
    """Return why random labels of a side stand for a part of its answers; None where that cannot be seen."""
    # Of more labels than are read it is not known how many answers those stand for.
    found = None if facts.cut_at else of_a_part(drawn, facts.rows[side])
    counts = scored.counts
    # Where the judge saw labelled answers by other chances than people did, its rates on both need not be alike.
    if found or not counts.sum() or not (scored.even or nested(drawn)):
        return found
    judged = drawn.of(drawn.judged) if scored.even else drawn.of(np.zeros(len(drawn), dtype=bool))
    passed = float(scored.passes @ counts + judged.judge_passes.sum()) / (float(counts.sum()) + len(judged))
    return unlike_all(drawn, passed)


def _needed() -> int:
    return int(reviews_needed(HALF_WIDTH))


def _why(own: Labelled, drawn: Labelled, every: Labelled) -> str:
    if not len(every):
        return "No answer of these windows has a human label."
    if len(own) and not len(drawn):
        return "The draw of the human labels is not recorded."
    if not len(own):
        return "No answer of this window has a human label."
    return f"Only {len(drawn)} human labels of this window are a recorded random draw."


def scored_cells(facts: JudgeFacts, scale: Scale, side: int | None) -> Scored:
    """Return the judged answers of a side, or of both for None, as cells; those with a label that was drawn are taken out.

    Answers that were chosen for a label stay: without them the rest would be no picture of all answers.
    """
    cells = facts.cells if side is None else facts.cells.filter(pl.col("side") == side)
    sums = [pl.col("n", "s", "w", "ww", "drawn").sum()]
    grouped = cells.group_by("evaluator", "mark", maintain_order=True).agg(*sums).sort("evaluator", "mark")
    known = labelled(facts, scale, side)
    known = known.of(known.drawn)
    names, values = grouped["evaluator"].to_list(), grouped["s"].to_numpy() / grouped["n"].to_numpy()
    seen = Counter(zip(known.evaluator, known.mark.tolist(), strict=True))
    marks = grouped["mark"].to_list()
    taken = np.array(
        [seen[(name, float(mark))] for name, mark in zip(names, marks, strict=True)], dtype=np.float64
    )
    counts, even = weighted(grouped), is_even(grouped)
    counts = np.maximum(counts - taken, 0.0) if even else counts
    rows = np.maximum(grouped["n"].to_numpy().astype(np.float64) - taken, 0.0)
    return Scored(scale.part(values), scale.passed(values), tuple(names), counts, even, rows)


def is_even(grouped: pl.DataFrame) -> bool:
    """Return whether every answer had about the same chance to be judged, or none is recorded."""
    n, w, ww, drawn = (float(grouped[name].sum() or 0) for name in ("n", "w", "ww", "drawn"))
    return not n or drawn < n or w**2 / ww >= EVEN * n


def weighted(grouped: pl.DataFrame) -> Floats:
    """Return how many answers each cell stands for: drawn with unequal chances, they are weighed by 1 / chance.

    The weights are scaled to the number of answers of equal weight that these are worth (Kish).
    """
    n = grouped["n"].to_numpy().astype(np.float64)
    if not n.sum() or grouped["drawn"].sum() < n.sum():
        return n
    w, ww = grouped["w"].to_numpy().astype(np.float64), float(grouped["ww"].sum())
    return np.asarray(w * (w.sum() / ww))


def powered(drawn: Labelled, scored: Scored) -> PredictionPowered:
    """Return the quality by PPI++: what people said of a random draw, sharpened by the judge's scores of all.

    Where answers had unequal chances to be judged, and people labelled others than those, which labels have a score
    depends on what the answer is like: then the labels stand alone.
    """
    weights = 1 / drawn.chance
    if not scored.even and not nested(drawn):
        nothing = np.array([])
        return prediction_powered(drawn.passes, drawn.part * np.nan, nothing, nothing, weights, limits=(0, 1))
    # Judged with equal chances, the labelled answers are taken out of the cells; by weight they are among them.
    among = not scored.even
    if len(drawn) < FITTED:
        return prediction_powered(
            drawn.passes, drawn.part, scored.part, scored.counts, weights, limits=(0, 1), among=among
        )
    judges = sorted(set(scored.evaluator))[1:]
    own = _features(drawn.part, drawn.evaluator, judges)
    others = _features(scored.part, scored.evaluator, judges)
    return cross_fitted(drawn.passes, own, others, scored.counts, weights, limits=(0, 1), among=among)


def nested(drawn: Labelled) -> bool:
    """Return whether people labelled judged answers, nearly all of them."""
    weights = 1 / drawn.chance
    return float(weights @ drawn.judged) >= NESTED * float(weights.sum())


def _features(part: Floats, evaluators: tuple[str | None, ...], judges: list[str]) -> Floats:
    """Return the part of the scale, and for each judge but one whether it is that judge's."""
    told = [np.array([name == judge for name in evaluators], dtype=np.float64) for judge in judges]
    return np.column_stack([part, *told])


def _calibrated(
    every: Labelled, scored: Scored, weighed: Callable[[str], Labelled] | None = None
) -> Corrected | None:
    """Return the quality by Rogan and Gladen, each judge's share corrected by that judge's own errors.

    `weighed` gives a judge's labels as they count if they were picked by the verdict: the interval holds both answers.
    """
    total, value, below, above, m = float(scored.counts.sum()), 0.0, 0.0, 0.0, 0
    for name in sorted(set(scored.evaluator)):
        own = scored.by(name)
        found, labels = rogan_gladen_of(every.by(name), own.passes, own.counts)
        if found is None:
            return None
        found = found if weighed is None else wider(found, weighed(name), own.passes, own.counts)
        part = float(own.counts.sum()) / total
        value += part * float(found.value)
        # Each limit takes its variance from the judges' limits on its own side (MOVER): of one judge they are its own.
        below += (part * (float(found.value) - float(found.low))) ** 2
        above += (part * (float(found.high) - float(found.value))) ** 2
        m += labels
    if not total:
        return None
    low, high = max(value - below**0.5, 0.0), min(value + above**0.5, 1.0)
    return Corrected(
        Measure(value, low, high, round(scored.answers)), "rogan-gladen", round(scored.answers), m
    )


def measure_of(found: Estimate) -> Measure:
    """Return a single estimate as a measure."""
    return Measure(float(found.value), float(found.low), float(found.high), round(float(found.n)))
