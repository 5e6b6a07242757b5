"""How far the judge can be trusted: its agreement with people, and that of people with one another as the ceiling."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tidegauge.filters import Condition
from tidegauge.formats import share
from tidegauge.reports._judge.corrected import EVEN, measure_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import MARKS, PASSES, Agreement, Confusion, Disagreement
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._rater_pairs import rater_pairs
from tidegauge.stats.agreement.cohen_kappa import cohen_kappa
from tidegauge.stats.agreement.confusion import confusion
from tidegauge.stats.agreement.correlation import pearson, spearman
from tidegauge.stats.agreement.gwet_ac1 import gwet_ac1
from tidegauge.stats.agreement.krippendorff_alpha import Level, krippendorff_alpha
from tidegauge.stats.estimate import Estimate, Floats

FEWEST = 10
"""Answers that two raters share, below which agreement says nothing."""


@dataclass(frozen=True, eq=False)
class Rated:
    """What two kinds of raters said of the same answers, shape (m,) each; `people` whether both are people.

    Of answers with more than two labels each pair is a row: its `weights` make an answer count once, and `ratings`, shape
    (raters, answers), has the labels of each answer (nan where there is none). `uneven` says that labels were drawn with
    unequal chances, which no coefficient weighs.
    """

    label: str
    note: str
    first: Floats
    second: Floats
    first_scale: Scale
    second_scale: Scale
    people: bool = False
    weights: Floats | None = None
    ratings: Floats | None = None
    uneven: bool = False

    @property
    def answers(self) -> int:
        """How many answers both rated."""
        return int(self.first.size if self.ratings is None else self.ratings.shape[1])

    @property
    def verdicts(self) -> Floats:
        """Pass and fail, first rater by rows, as a table of counts."""
        both = (self.first_scale.passed(self.first), self.second_scale.passed(self.second))
        return np.asarray(confusion(*both, (0.0, 1.0), self.weights), dtype=np.float64)

    @property
    def agreed(self) -> float:
        """The share of answers with the same verdict."""
        table = self.verdicts
        return float(np.trace(table) / table.sum())

    @property
    def in_marks(self) -> bool:
        """Whether both gave marks of one scale with more than pass and fail."""
        return (
            self.first_scale == self.second_scale and self.first_scale.marks and not self.first_scale.binary
        )

    @property
    def marks(self) -> tuple[float, ...]:
        """The marks of the scale."""
        scale = self.first_scale
        return tuple(float(one) for one in np.arange(scale.low, scale.high + 1))


def with_judge(facts: JudgeFacts, evaluator: str | None, side: int | None = None) -> Rated | None:
    """Return the labels of people beside the scores of one judge, of both windows or of one side."""
    rows = facts.labels.filter(pl.col("judge").is_not_null(), pl.col("evaluator") == evaluator)
    rows = rows if side is None else rows.filter(pl.col("side") == side)
    if rows.is_empty() or facts.scale is None or facts.people is None:
        return None
    # Each answer once: the label that came first by the reviewer's name stands for it.
    rows = rows.sort("reviewer").unique(["side", "span_id"], keep="first", maintain_order=True)
    human, judge = (rows[name].to_numpy().astype(np.float64) for name in ("human", "judge"))
    note = evaluator or "the judge"
    return Rated(
        "Judge with people", note, human, judge, facts.people, facts.scale, uneven=_uneven(rows["chance"])
    )


def with_people(facts: JudgeFacts) -> Rated | None:
    """Return pairs of labels by two people of the same answer, those of every two people; an answer's weigh 1 together."""
    if facts.people is None:
        return None
    labels = facts.raters
    both = rater_pairs(labels, ["side", "span_id"], ["human", "chance"])
    if both.is_empty():
        return None
    both = both.with_columns(weight=1 / pl.len().over("side", "span_id"))
    first, second, weights = (
        both[name].to_numpy().astype(np.float64) for name in ("human", "human_right", "weight")
    )
    scale, ratings = facts.people, _ratings(labels)
    return Rated(
        "People with people",
        "the ceiling",
        first,
        second,
        scale,
        scale,
        True,
        weights,
        ratings,
        _uneven(both["chance"]),
    )


def _uneven(chance: pl.Series) -> bool:
    """Return whether labels stand for different numbers of answers (Kish), or the chance is recorded of some only."""
    weights = (1 / chance.drop_nulls()).to_numpy()
    if not weights.size:
        return False
    worth = float(weights.sum()) ** 2 / float((weights**2).sum())
    return weights.size < len(chance) or worth < EVEN * weights.size


def _ratings(labels: pl.DataFrame) -> Floats:
    """Return the labels of answers that have two or more, shape (raters, answers): who is in which row says nothing."""
    answer = ["side", "span_id"]
    twice = labels.filter(pl.len().over(answer) >= 2).sort(*answer, "reviewer")
    place = twice.select(
        unit=pl.struct(answer).rank("dense") - 1, rater=pl.int_range(pl.len()).over(answer)
    ).to_numpy()
    unit, rater = place.astype(np.int64).T
    found = np.full((rater.max() + 1, unit.max() + 1), np.nan)
    found[rater, unit] = twice["human"].to_numpy()
    return found


def agreements(rated: Rated | None) -> tuple[Agreement, ...]:
    """Return the measures of agreement between two raters, Cohen's kappa of their verdicts first."""
    if rated is None or rated.answers < FEWEST:
        return ()
    table = rated.verdicts
    n = f"{rated.answers:,}"
    note = (
        f"the ceiling, n {n} answers with two labels or more, agree on {share(rated.agreed)}"
        if rated.people
        else f"{rated.note}, n {n}, agrees on {share(rated.agreed)}"
    )
    note += ", labels not weighed by their chances" if rated.uneven else ""
    found: list[tuple[str, Estimate]] = [("kappa", cohen_kappa(table)), ("AC1", gwet_ac1(table))]
    if rated.in_marks:
        marks = confusion(rated.first, rated.second, rated.marks, rated.weights)
        found.append(("weighted kappa", cohen_kappa(marks, "quadratic")))
    ratings = np.vstack([rated.first, rated.second]) if rated.ratings is None else rated.ratings
    found += [(f"alpha, {level}", krippendorff_alpha(ratings, level=level)) for level in _levels(rated)]
    if not rated.people and not rated.second_scale.binary:
        found += [
            ("Pearson", pearson(rated.first, rated.second)),
            ("Spearman", spearman(rated.first, rated.second)),
        ]
    on = {"kappa": PASSES, "AC1": PASSES}
    marks_or_passes = PASSES if rated.first_scale.binary and rated.second_scale.binary else MARKS
    return tuple(
        Agreement(rated.label, note, name, measure_of(one), rated.people, on.get(name, marks_or_passes))
        for name, one in found
    )


def _levels(rated: Rated) -> tuple[Level, ...]:
    if rated.first_scale != rated.second_scale:
        return ()
    if rated.first_scale.binary:
        return ("nominal",)
    return ("nominal", "ordinal", "interval") if rated.in_marks else ("interval",)


def confusion_of(rated: Rated | None, name: str) -> Confusion | None:
    """Return the counts by what people said and what the judge said, with the chips that select each cell's answers."""
    if rated is None:
        return None
    if rated.in_marks:
        table = confusion(rated.first, rated.second, rated.marks)
        labels = tuple(f"{one:g}" for one in rated.marks)
        equal = [Condition("", "=", (label,)) for label in labels]
        chips = tuple(tuple((row, column) for column in equal) for row in equal)
    else:
        table = rated.verdicts
        labels = ("fail", "pass")
        people, judge = (_sides(one) for one in (rated.first_scale, rated.second_scale))
        chips = tuple(tuple((row, column) for column in judge) for row in people)
    counts = tuple(tuple(int(one) for one in row) for row in np.asarray(table).tolist())
    selected = tuple(tuple(_chips(name, *cell) for cell in row) for row in chips)
    return Confusion(labels, counts, selected)


def disagreement_of(rated: Rated | None, name: str) -> Disagreement | None:
    """Return the answers that the judge passed and people failed."""
    if rated is None:
        return None
    failed, passed = _sides(rated.first_scale)[0], _sides(rated.second_scale)[1]
    return Disagreement(int(rated.verdicts[0][1]), _chips(name, failed, passed))


def _sides(scale: Scale) -> tuple[Condition, Condition]:
    """Return the conditions for fail and pass."""
    bar = (f"{scale.passes:g}",)
    above, below = Condition("", ">=", bar), Condition("", "<", bar)
    return (above, below) if scale.good == "lower" else (below, above)


def _chips(name: str, human: Condition, judge: Condition) -> tuple[str, ...]:
    people, judged = (
        replace(one, attribute=f"{prefix}.{name}") for prefix, one in (("human", human), ("score", judge))
    )
    return (str(people), str(judged))
