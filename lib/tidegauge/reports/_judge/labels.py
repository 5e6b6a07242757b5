"""People's labels beside what the judges said of the same answers: one row an answer."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.queries.sides import CURRENT
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.scale import Scale
from tidegauge.stats.estimate import Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Answers that people labelled, shape (m,) each: whether they pass (the mean of several labels), the judge's part
    of the scale and verdict (nan where no judge scored it), the chance of the draw (nan: not recorded), the judge."""

    passes: Floats
    part: Floats
    judge_passes: Floats
    chance: Floats
    bucket: Floats
    mark: Floats
    evaluator: tuple[str | None, ...]

    @property
    def drawn(self) -> Flags:
        """Whether the draw is recorded: only those are a random sample."""
        return np.isfinite(self.chance)

    @property
    def judged(self) -> Flags:
        """Whether a judge scored it."""
        return np.isfinite(self.part)

    def of(self, kept: Flags) -> "Labelled":
        """Return some of the answers."""
        names = tuple(name for name, keep in zip(self.evaluator, kept, strict=True) if keep)
        passes, part, verdict = self.passes[kept], self.part[kept], self.judge_passes[kept]
        return Labelled(passes, part, verdict, self.chance[kept], self.bucket[kept], self.mark[kept], names)

    def by(self, evaluator: str) -> "Labelled":
        """Return the answers that one judge scored."""
        return self.of(np.array([name == evaluator for name in self.evaluator], dtype=bool))

    def __len__(self) -> int:
        return self.passes.size


def labelled(
    facts: JudgeFacts,
    scale: Scale,
    side: int | None = CURRENT,
    outcome: Callable[[Floats], Floats] | None = None,
) -> Labelled:
    """Return the labelled answers of a side, or of both for None. Of several judges the one that scored last counts.

    `outcome` is what of people's labels stands in `passes`; without, whether they pass.
    """
    rows = facts.labels if side is None else facts.labels.filter(pl.col("side") == side)
    people = rows.unique(["side", "span_id", "reviewer"], maintain_order=True)
    passes = (outcome or (facts.people or scale).passed)(people["human"].to_numpy().astype(np.float64))
    each = people.with_columns(passes=pl.Series(passes, dtype=pl.Float64))
    answers = each.group_by("side", "span_id", maintain_order=True).agg(
        pl.col("passes").mean(), pl.col("chance").min(), pl.col("at").first()
    )
    judged = rows.filter(pl.col("judge").is_not_null()).sort("judged_at", "evaluator")
    judged = judged.unique(["side", "span_id"], keep="last", maintain_order=True)
    found = answers.join(
        judged.select("side", "span_id", "evaluator", "judge"), on=["side", "span_id"], how="left"
    )
    return _arrays(facts, scale, found)


def _arrays(facts: JudgeFacts, scale: Scale, found: pl.DataFrame) -> Labelled:
    judge = _floats(found["judge"])
    known = np.isfinite(judge)
    verdict = np.where(known, scale.passed(np.where(known, judge, scale.low)), np.nan)
    return Labelled(
        passes=_floats(found["passes"]),
        part=scale.part(judge),
        judge_passes=verdict,
        chance=_floats(found["chance"]),
        bucket=np.array([facts.bucket(at) for at in found["at"].to_list()], dtype=np.float64),
        mark=np.floor((judge - scale.low) / scale.step + 0.5),
        evaluator=tuple(found["evaluator"].to_list()),
    )


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(np.float64)
