"""Both windows side by side: how much is judged, which judges are compared, and how far their means are apart."""

from dataclasses import dataclass

import polars as pl

from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.distribution import silences
from tidegauge.reports._judge.means import change as moved_by
from tidegauge.reports._judge.means import left_out, measure, unlike
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Coverage, RulerChange, Version
from tidegauge.reports._records import Measure
from tidegauge.reports._rulers import SHARE
from tidegauge.reports._series import grain
from tidegauge.stats.estimate import Difference


def coverage_of(facts: JudgeFacts) -> Coverage:
    """Return how many calls have a score, and how many labels there are."""
    # One answer may have labels of a draw and others for which it was chosen.
    drawn = facts.labels.filter(pl.col("side") == CURRENT, pl.col("chance").is_not_null())
    return Coverage(
        judged=facts.answered(CURRENT, JUDGE),
        calls=facts.rows[CURRENT],
        judged_reference=facts.answered(REFERENCE, JUDGE),
        calls_reference=facts.rows[REFERENCE],
        human=facts.answered(CURRENT, HUMAN),
        drawn=drawn["span_id"].n_unique(),
        silent=silences(facts),
        read=facts.cut_at,
        left_out=left_out(facts.moments.filter(pl.col("side") == CURRENT)),
    )


def grain_of(facts: JudgeFacts) -> str:
    """Return what a point of the charts is, in words."""
    return grain(facts.width)


def changed_ruler(
    facts: JudgeFacts, versions: tuple[Version, ...], changes: tuple[RulerChange, ...]
) -> RulerChange | None:
    """Return the change of judge that lies between what is compared: the last one that the windows show.

    Where the windows do not touch nothing shows the moment: then it is when the new judge first spoke.
    """
    if changes:
        return changes[-1]
    if facts.asked.reference is None:
        return None
    now, before = (_speaking(versions, side) for side in (CURRENT, REFERENCE))
    new = [one for one in now if one.evaluator not in {other.evaluator for other in before}]
    gone = [one for one in before if one.evaluator not in {other.evaluator for other in now}]
    if not new or not before:
        return None
    after = max(new, key=lambda one: one.n_current)
    return RulerChange(
        after.first, max(gone or before, key=lambda one: one.n_reference).evaluator, after.evaluator
    )


def _speaking(versions: tuple[Version, ...], side: int) -> list[Version]:
    sizes = {one.evaluator: one.n_current if side == CURRENT else one.n_reference for one in versions}
    total = sum(sizes.values())
    return [one for one in versions if total and sizes[one.evaluator] >= SHARE * total]


@dataclass(frozen=True, eq=False)
class Compared:
    """The mean now, before (None without scores), the change, and whether the draws of the two are of one kind."""

    raw: Measure
    before: Measure | None
    moved: Difference | None
    alike: bool = True


def compared_means(facts: JudgeFacts, change: RulerChange | None) -> Compared:
    """Return the means that are compared. Across a change of judge each is of one judge."""
    cells = {side: facts.moments.filter(pl.col("side") == side) for side in (CURRENT, REFERENCE)}
    if change is not None:
        # A judge that went within the window is compared too: without a window before it would vanish.
        earlier = facts.moments.filter(pl.col("evaluator") == change.before)
        own = earlier.filter(pl.col("side") == REFERENCE)
        cells = {
            CURRENT: cells[CURRENT].filter(pl.col("evaluator") == change.after),
            REFERENCE: own if own.height else earlier,
        }
    now, before = cells[CURRENT], cells[REFERENCE]
    if before.is_empty():
        return Compared(measure(now), None, None)
    return Compared(measure(now), measure(before), moved_by(before, now), not unlike(before, now))
