"""Quality by a judge's known errors (Rogan and Gladen), where the labels are a fair picture of what the judge said."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.labels import Labelled, labelled
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.scale import Scale
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.feedback.chosen import chosen
from tidegauge.stats.feedback.rogan_gladen import Right, rogan_gladen

CALIBRATES = 10
"""Labels of either kind, pass and fail, from which on a judge's errors can be told."""


@dataclass(frozen=True)
class Errors:
    """How often a judge is right on answers that people fail and pass: (right, labelled) of each, and labels in all."""

    specificity: Right
    sensitivity: Right
    labels: int

    @property
    def told(self) -> bool:
        """Whether there are labels enough of either kind."""
        return min(self.specificity[1], self.sensitivity[1]) >= CALIBRATES

    @property
    def youden(self) -> float:
        """Sensitivity + specificity - 1: how much more often it passes good answers than bad ones."""
        (k0, m0), (k1, m1) = self.specificity, self.sensitivity
        return k0 / m0 + k1 / m1 - 1

    @property
    def youden_variance(self) -> float:
        """The squared standard error of `youden`, with one more answer on either side, as Lang and Reiczigel have it."""
        rates = (((k + 1) / (m + 2), m + 2) for k, m in (self.specificity, self.sensitivity))
        return sum(rate * (1 - rate) / m for rate, m in rates)


def errors_of(known: Labelled) -> Errors:
    """Return the errors of one judge against people's labels of answers that it scored.

    Labels of a recorded draw count by 1 / chance and stand alone where they are enough; else all labels count alike. An
    answer that two people see differently counts half as good and half as bad, as it does in the mean label.
    """
    known = known.of(known.judged)
    drawn = known.of(known.drawn)
    found = _errors(drawn, 1 / drawn.chance)
    return found if found.told else _errors(known, np.ones(len(known)))


def _errors(known: Labelled, weights: Floats) -> Errors:
    good, judge = known.passes, known.judge_passes
    return Errors(_right(1 - good, 1 - judge, weights), _right(good, judge, weights), len(known))


def _right(of_class: Floats, right: Floats, weights: Floats) -> Right:
    """Return (right, labelled), as many of equal weight as the labels of a class are worth (Kish)."""
    total = float(weights @ of_class)
    if not total > 0:
        return 0.0, 0.0
    worth = total**2 / float(weights**2 @ of_class)
    return min(float((weights * of_class) @ right) / total, 1.0) * worth, worth


def rogan_gladen_of(known: Labelled, passes: Floats, counts: Floats) -> tuple[Estimate | None, int]:
    """Return the corrected share of answers of one judge and the labels used; None where its errors cannot be told."""
    errors = errors_of(known)
    if not errors.told or not counts.sum():
        return None, errors.labels
    found = rogan_gladen(float(passes @ counts), float(counts.sum()), errors.specificity, errors.sensitivity)
    return (None if found.refusal or not np.isfinite(float(found.value)) else found), errors.labels


def wider(found: Estimate, known: Labelled, passes: Floats, counts: Floats) -> Estimate:
    """Return the estimate with an interval that also holds what it would be had labels been picked by the verdict.

    `known` are the labels with the chance that `by_verdict` gives them. Picking too mild to be seen moves the estimate if it
    was done by the verdict, and this one if it was done by how good answers are: the interval admits either.
    """
    other, _ = rogan_gladen_of(known, passes, counts)
    if other is None:
        return found
    return Estimate(
        found.value, np.minimum(found.low, other.low), np.maximum(found.high, other.high), found.n
    )


def by_verdict(known: Labelled, passed: float, judged: float) -> Labelled:
    """Return labels of one judge and side with the share of answers of their verdict that is labelled as their chance.

    References
    ----------
    Begg, C. B. and Greenes, R. A. (1983). Biometrics 39, 207-215.
    """
    known = known.of(known.judged)
    verdict = known.judge_passes
    k, m = float(verdict.sum()), float(len(known))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(verdict > 0, k / np.float64(passed), (m - k) / np.float64(judged - passed))
    return replace(known, chance=np.where(known.drawn, known.chance, np.minimum(chance, 1.0)))


def weighed_by_verdict(facts: JudgeFacts, scale: Scale, evaluator: str) -> Labelled:
    """Return the labels of one judge's answers on both sides, each side's by its own verdicts (`by_verdict`)."""
    sides = []
    for side in (CURRENT, REFERENCE):
        known = labelled(facts, scale, side).by(evaluator)
        sides.append(by_verdict(known, *_verdicts(facts, scale, side, evaluator)))
    now, before = sides
    arrays = {
        name: np.concatenate([getattr(now, name), getattr(before, name)])
        for name in ("passes", "part", "judge_passes", "chance", "bucket", "mark")
    }
    return replace(now, **arrays, evaluator=(*now.evaluator, *before.evaluator))


def _verdicts(facts: JudgeFacts, scale: Scale, side: int, evaluator: str) -> tuple[float, float]:
    """Return how many answers a judge passed, and scored."""
    own = facts.cells.filter(pl.col("side") == side, pl.col("evaluator") == evaluator)
    n = own["n"].to_numpy().astype(np.float64)
    return (float(scale.passed(own["s"].to_numpy() / n) @ n) if n.size else 0.0), float(n.sum())


def selected(facts: JudgeFacts, scale: Scale, evaluator: str) -> str | None:
    """Return why the labels of a judge's answers are no fair picture of it; None where that cannot be seen.

    Where the draw is not recorded, the judge's pass rate on labelled answers must be that on all it scored in the same
    window, but for chance. Labels picked by the score, or by what bad answers have in common, make its errors look
    different from what they are (verification bias).
    """
    for side in (CURRENT, REFERENCE):
        known = labelled(facts, scale, side).by(evaluator)
        if errors_of(known).told and known.drawn.any() and errors_of(known.of(known.drawn)).told:
            continue
        known = known.of(~known.drawn)
        passed, judged = _verdicts(facts, scale, side, evaluator)
        labels = (float(known.judge_passes.sum()), len(known))
        if chosen(labels, (passed, judged)):
            return (
                f"People labelled other answers than the judge scored: it passes {labels[0] / labels[1]:.0%} of those "
                f"and {passed / judged:.0%} of all. Labels that were picked say nothing of the rest."
            )
    return None
