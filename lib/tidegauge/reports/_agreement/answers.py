"""What people could answer: marks of a scale, pass or fail, or words; and each label as one of these answers."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.reports._judge.scale import Scale, scale_of
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.stats.agreement.krippendorff_alpha import Level
from tidegauge.stats.estimate import Floats
from tidegauge.workbench.answers import CHOSEN
from tidegauge.workbench.labels import CANNOT

NO_ANSWER = (CANNOT, "unparsable", "failed")
"""Words that are no answer to the question: such a label agrees with nothing."""

MARKS = (1.0, 2.0, 3.0, 4.0, 5.0)


@dataclass(frozen=True)
class Answers:
    """The possible answers by number, in their order, and how they are written.

    `ordered` is the level at which alpha also counts how far apart two labels are; None where they have no order. `marks`
    are the values that weighted kappa counts the distance of; none where there are no more than two, or no order.
    """

    values: tuple[float, ...]
    words: tuple[str, ...]
    ordered: Level | None = None
    marks: tuple[float, ...] = ()
    worded: bool = False

    def word(self, answer: float) -> str:
        """Return an answer as people read it."""
        return self.words[self.values.index(answer)]

    def written(self, value: float, answer: float) -> str:
        """Return a label as it was given: its mark, or the answer that it is."""
        return self.word(answer) if self.ordered is None else f"{value:g}"

    def shown(self, value: float) -> str:
        """Return a number that need not be one of the labels: as the answer that it is where there are two, else itself."""
        known = self.ordered is None and value in self.values
        return self.word(value) if known else f"{value:g}"


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of one score.

    `rows` has columns at, span_id, trace_id, segment, reviewer, said_at, value (the number that was given) and answer (one
    of `answers.values`): of marks with a bar it is whether they pass, as on the page Judge.
    """

    name: str
    answers: Answers
    rows: pl.DataFrame

    def of(self, kept: pl.Expr) -> "Labels":
        """Return some of the labels."""
        return Labels(self.name, self.answers, self.rows.filter(kept))


def labels_of(rows: pl.DataFrame, question: JudgeQuestion) -> Labels:
    """Return the labels of one score with the answers that they are.

    Numbers and words are not mixed: where anybody gave a number, words say nothing that can be compared with it.
    """
    if rows["value"].is_null().all():
        return _worded(rows, question.name)
    known = rows.filter(pl.col("value").is_not_null())
    value = known["value"].to_numpy().astype(np.float64)
    scale = scale_of(_ends(value), question.name, question.good, question.passes)
    assert scale is not None  # noqa: S101  there are values
    if not _has_bar(scale, value, question):
        return Labels(question.name, _marks(scale, value), known.with_columns(answer=pl.col("value")))
    order: Level | None = None if scale.binary else "ordinal" if scale.marks else "interval"
    marks = _marks(scale, value).values if order == "ordinal" else ()
    # A category is no verdict: that it was chosen means neither pass nor fail.
    category = scale.binary and known["label"].fill_null("").is_in(CHOSEN).all()
    answers = Answers((0.0, 1.0), CHOSEN if category else ("fail", "pass"), order, marks)
    return Labels(question.name, answers, known.with_columns(pl.Series("answer", scale.passed(value))))


def _has_bar(scale: Scale, value: Floats, question: JudgeQuestion) -> bool:
    """Return whether the numbers are pass and fail, or marks that pass from one on.

    Numbers that stop below the usual bar, such as 0, 1 and 2 for tie, first and second, are names.
    """
    return scale.binary or question.name in question.passes or float(value.max()) >= scale.passes


def _ends(value: Floats) -> pl.DataFrame:
    whole = int((value == np.floor(value)).sum())
    return pl.DataFrame(
        {"n": [value.size], "low": [float(value.min())], "high": [float(value.max())], "whole": [whole]}
    )


def _marks(scale: Scale, value: Floats) -> Answers:
    """Return the marks: 1 to 5 where they are; else those that were given, as nobody knows which others there are."""
    given = tuple(float(one) for one in np.unique(value))
    values = MARKS if (scale.low, scale.high) == (1.0, 5.0) else given
    ordered = len(values) > 2
    return Answers(
        values, tuple(f"{one:g}" for one in values), "ordinal" if ordered else None, values if ordered else ()
    )


def _worded(rows: pl.DataFrame, name: str) -> Labels:
    words = sorted(str(one) for one in rows["label"].unique().to_list())
    places = pl.col("label").replace_strict(words, [float(one) for one in range(len(words))])
    known = rows.with_columns(answer=places.cast(pl.Float64)).with_columns(value=pl.col("answer"))
    return Labels(name, Answers(tuple(map(float, range(len(words)))), tuple(words), worded=True), known)
