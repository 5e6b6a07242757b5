"""The reviews of sessions: whether their draw can carry a headline, and the headline that they give."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge import formats
from tidegauge.queries.sessions import DOWN, NONE, UP
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.draw import draw_refusal
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats.estimate import Floats
from tidegauge.stats.explained import Explained
from tidegauge.stats.feedback.cross_fitted import cross_fitted
from tidegauge.stats.feedback.prediction_powered import prediction_powered

ENOUGH = 100
"""From so many reviews on the predictor is learned from them."""


@dataclass(frozen=True, eq=False)
class Headline:
    """The corrected estimate with what it was made of; `refused` says why there is none.

    `fitted` is of the reviews, `predicted` of the other cells; `method` names how. `seen` counts every review,
    `unclear` the drawn sessions that no reviewer could judge.
    """

    reviewed: Cells
    others: Cells
    estimate: Explained | None
    fitted: Floats
    predicted: Floats
    lam: float
    method: str
    refused: str = ""
    seen: int = 0
    unclear: int = 0

    @property
    def m(self) -> int:
        """How many reviews there are."""
        return self.reviewed.sessions


def headline(cells: Cells, table: FeedbackTable, days: pl.DataFrame | None = None) -> Headline:
    """Return the headline of the current sessions. `days` is what `draw_refusal` reads."""
    reviewed = cells.where(_said(cells))
    is_drawn = (cells.column("review") != NONE) & (cells.column("probability") > 0)
    every = cells.where(is_drawn).repeated()
    drawn, others = every.where(_said(every)), cells.where(~(is_drawn & _said(cells)))
    why = _few(reviewed, drawn, table) or draw_refusal(cells, every, days)
    if why:
        return Headline(drawn, others, None, *_nothing(), 0.0, "", why, reviewed.sessions)
    found = _learned(drawn, others) if drawn.sessions >= ENOUGH else _plain(drawn, others)
    return replace(found, unclear=every.sessions - drawn.sessions)


def _said(cells: Cells) -> NDArray[np.bool_]:
    return np.isin(cells.column("review"), (UP, DOWN))


def _few(reviewed: Cells, drawn: Cells, table: FeedbackTable) -> str:
    if not reviewed.sessions:
        return "No session of this window was reviewed."
    if not drawn.sessions:
        return (
            f"{formats.count(reviewed.sessions)} sessions were reviewed, but with what chance each was drawn is not "
            "recorded: nobody can say whom they stand for. Review a batch drawn here."
        )
    if drawn.sessions < table.least_reviews:
        return f"Only {drawn.sessions} of {table.least_reviews} random reviews are there."
    return ""


def _learned(drawn: Cells, others: Cells) -> Headline:
    found = cross_fitted(
        drawn.column("review"),
        drawn.features(thumbs=True),
        others.features(thumbs=True),
        others.counts,
        1 / drawn.column("probability"),
    )
    return _of(drawn, others, found.estimate, found.fitted, found.predicted, found.lam, "cross-fitted PPI++")


def _plain(drawn: Cells, others: Cells) -> Headline:
    found = prediction_powered(
        drawn.column("review"), drawn.judge, others.judge, others.counts, 1 / drawn.column("probability")
    )
    method = "PPI++ with the judge" if found.lam else "reviews alone"
    fitted, predicted = _filled(drawn.judge, others.judge, others.counts)
    return _of(drawn, others, found.estimate, fitted, predicted, found.lam, method)


def _of(
    drawn: Cells,
    others: Cells,
    estimate: Explained,
    fitted: Floats,
    predicted: Floats,
    lam: float,
    method: str,
) -> Headline:
    if estimate.refusal:
        return Headline(drawn, others, None, *_nothing(), 0.0, method, estimate.refusal)
    return Headline(drawn, others, estimate, fitted, predicted, lam, method)


def _filled(drawn: Floats, others: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """What the judge did not see is predicted as the mean of what it saw."""
    known = np.isfinite(others)
    mean = float(counts[known] @ others[known] / counts[known].sum()) if known.any() else 0.0
    return np.where(np.isfinite(drawn), drawn, mean), np.where(known, others, mean)


def _nothing() -> tuple[Floats, Floats]:
    return np.zeros(0), np.zeros(0)


def predicted_means(found: Headline, segments: list[str | None]) -> Floats:
    """Return the mean prediction over all sessions of each segment, reviewed or not."""
    mine = pl.concat(
        [
            found.reviewed.frame.select("segment", "n").with_columns(p=pl.Series(found.fitted)),
            found.others.frame.select("segment", "n").with_columns(p=pl.Series(found.predicted)),
        ]
    )
    sums = mine.group_by("segment").agg((pl.col("p") * pl.col("n")).sum(), pl.col("n").sum())
    means = {segment: p / n for segment, p, n in sums.iter_rows()}
    return np.array([means.get(segment, np.nan) for segment in segments])
