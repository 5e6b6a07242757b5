"""Whether reviews may be taken for a random draw of all sessions: what their chances add up to, and whom they look like."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import special

from tidegauge import formats
from tidegauge.queries.sessions import SIGNALS, UNCLEAR
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.signals import KINDS
from tidegauge.reports._sentences import shown

FAR = 3.0
"""Standard errors that the sum of 1 / chance may lie from the number of sessions."""
NEAR = 0.02
"""The share of the sessions that it may always be off by: a few come late."""
ALPHA = 0.001
"""How seldom a random draw may be refused for looking unlike all sessions, over everything that is looked at."""
MOST_UNCLEAR = 0.2
"""The share of the reviews that may end without a judgement."""
_LABELS = {kind.column: kind.label for kind in KINDS}


@dataclass(frozen=True)
class _Class:
    """One kind of session: its share among the reviews (weighted), among all, and what is said of it."""

    among: float
    overall: float
    said: str


def draw_refusal(cells: Cells, drawn: Cells, days: pl.DataFrame | None = None) -> str:
    """Return why the reviews `drawn` (a row each, with their chances) cannot speak for all of `cells`; empty if they can.

    `days` has rows (bucket, n, drawn): sessions, and the sum of 1 / chance of the reviewed ones.
    """
    return _raters(cells, drawn) or _sum(cells, drawn) or _unlike(cells, drawn, days) or _unclear(drawn)


def _sum(cells: Cells, drawn: Cells) -> str:
    """Chances of a draw of all add up to all (Horvitz-Thompson), up to what a draw of independent sessions may miss."""
    weights = 1 / drawn.column("probability")
    stands_for, every = float(weights.sum()), cells.sessions
    slack = max(FAR * float(np.sqrt((weights * (weights - 1)).sum())), NEAR * every)
    if abs(stands_for - every) <= slack:
        return ""
    said = (
        f"The {formats.count(drawn.sessions)} reviews stand for about {formats.count(round(stands_for))} of "
        f"{formats.count(every)} sessions: "
    )
    if stands_for < every:
        return (
            f"{said}they were drawn from a part of them, or a part of the batch is not answered. Filter to that part, or "
            "answer the batch in its order, and import it again."
        )
    return (
        f"{said}their chances are recorded too small, as of several draws that each count as the only one. Import the "
        "batches again, or review a new one."
    )


def _raters(cells: Cells, drawn: Cells) -> str:
    overall = cells.total(cells.rated) / cells.sessions
    shares = _shares(drawn)
    if _p_value(_Class(float(shares @ drawn.rated), overall, ""), _worth(shares)) >= ALPHA:
        return ""
    raw = float(drawn.rated.mean())
    return (
        f"The reviews were not drawn from all sessions: {formats.share(raw)} of the {formats.count(drawn.sessions)} "
        f"reviewed ones were rated, of all {formats.share(overall)}. Those who rate say nothing of those who do not."
    )


def _unlike(cells: Cells, drawn: Cells, days: pl.DataFrame | None) -> str:
    """Return the kind of session that is too frequent or too rare among the reviews, if chance does not explain it."""
    worth = _worth(_shares(drawn))
    classes = [*_kinds(cells, drawn), *(_days(days) if days is not None else ())]
    found = [(_p_value(one, worth), one) for one in classes]
    p, worst = min(found, key=lambda one: one[0], default=(1.0, None))
    if worst is None or p * len(found) >= ALPHA:
        return ""
    return (
        f"The reviews do not look drawn from all sessions: {worst.said} are {formats.share(worst.among)} of them, of all "
        f"{formats.share(worst.overall)}. Filter to the part that was reviewed, or review a batch of all."
    )


def _unclear(drawn: Cells) -> str:
    unclear = float(_shares(drawn) @ (drawn.column("review") == UNCLEAR))
    if unclear <= MOST_UNCLEAR:
        return ""
    return (
        f"Reviewers could not judge {formats.share(unclear)} of the {formats.count(drawn.sessions)} sessions that were drawn: "
        "the others say nothing of these."
    )


def _kinds(cells: Cells, drawn: Cells) -> Iterator[_Class]:
    """Yield the kinds of sessions by segment and by every signal."""
    for name in ("segment", *SIGNALS.values(), "turns", "latency"):
        of = pl.col(name).alias("value")
        every = cells.frame.group_by(of).agg(pl.col("n").sum())
        weights = drawn.frame.select(of, w=1 / pl.col("probability")).group_by("value").agg(pl.col("w").sum())
        both = every.join(weights, on="value", how="left", nulls_equal=True).fill_null(
            0.0, matches_supertype=False
        )
        n, w = (float(both[one].sum()) for one in ("n", "w"))
        for value, count, weight in both.select("value", "n", "w").iter_rows():
            yield _Class((weight or 0.0) / w, count / n, _said(name, value))


def _said(name: str, value: object) -> str:
    if name == "segment":
        return f"those of {shown(None if value is None else str(value))}"
    if name in _LABELS:
        return f"those that {'' if value else 'not '}{_LABELS[name]}"
    return f"those of {value} turns" if name == "turns" else f"those of latency class {value}"


def _days(days: pl.DataFrame) -> Iterator[_Class]:
    n, w = float(days["n"].sum()), float(days["drawn"].sum())
    for count, weight in days.select("n", "drawn").iter_rows():
        yield _Class(weight / w, count / n, "those of one day")


def _shares(drawn: Cells) -> np.ndarray:
    weights = 1 / drawn.column("probability")
    return np.asarray(weights / weights.sum())


def _worth(shares: np.ndarray) -> float:
    """How many reviews of equal chance these are worth (Kish)."""
    return float(1 / (shares @ shares))


def _p_value(one: _Class, worth: float) -> float:
    """Return the exact binomial test's, two-sided: it holds for kinds of which few are expected."""
    if not 0 < one.overall < 1:
        return 1.0
    k = min(max(one.among, 0.0), 1.0) * worth
    below = 1.0 if k >= worth - 1e-9 else float(special.betainc(worth - k, k + 1, 1 - one.overall))
    above = 1.0 if k <= 1e-9 else float(special.betainc(k, worth - k + 1, one.overall))
    return min(1.0, 2 * min(below, above))
