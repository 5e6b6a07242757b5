"""How scores are spread, the answers without one, and the scores of each segment: not only means."""

from dataclasses import replace

import polars as pl

from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.queries.judge import INAPPLICABLE
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.means import measure, sums_of_each, unlike, weight_of
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import Bar, JudgeSegment, RulerChange, Silence
from tidegauge.reports._judge.scale import Scale
from tidegauge.reports._records import Measure
from tidegauge.stats import weighted_mean
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

MOST_SEGMENTS = 200

FAILED = ("unparsable", "failed")
"""Labels of answers that were to be scored and were not."""
LABELS = (*FAILED, INAPPLICABLE)
"""What a score without a value may be called that is no word of the judge's."""


def bars(facts: JudgeFacts, change: RulerChange | None) -> tuple[Bar, ...]:
    """Return the share of scores at each mark: now, and before. Across a change each window is its own judge's."""
    if facts.scale is None:
        return ()
    cells = [_of_judge(facts.cells, side, change) for side in (CURRENT, REFERENCE)]
    counts, (now, before) = _marks(cells[0], pl.col("n")), (_marks(one, _weight(one)) for one in cells)
    numbers = sorted({*now, *before, *(_all_marks(facts) if facts.scale.marks else ())})
    total, earlier = sum(now.values()), sum(before.values())
    return tuple(
        Bar(
            round(facts.scale.value(number), 10),
            now.get(number, 0) / total if total else 0.0,
            before.get(number, 0) / earlier if earlier else None,
            int(counts.get(number, 0)),
        )
        for number in numbers
    )


def _all_marks(facts: JudgeFacts) -> range:
    assert facts.scale is not None  # noqa: S101  asked above
    return range(round((facts.scale.high - facts.scale.low) / facts.scale.step) + 1)


def _of_judge(cells: pl.DataFrame, side: int, change: RulerChange | None) -> pl.DataFrame:
    cells = cells.filter(pl.col("side") == side)
    if change is not None:
        cells = cells.filter(pl.col("evaluator") == (change.after if side == CURRENT else change.before))
    return cells


def _weight(cells: pl.DataFrame) -> pl.Expr:
    """Return how many answers a cell stands for: by 1 / chance, unless most have no chance recorded (`one_draw`)."""
    known = 2 * float(cells["drawn"].sum() or 0) >= float(cells["n"].sum() or 0)
    return pl.col("w").fill_null(0.0) if known else pl.col("n") - pl.col("drawn")


def _marks(cells: pl.DataFrame, weight: pl.Expr) -> dict[int, float]:
    counted = cells.group_by("mark").agg(weight.sum().alias("weight"))
    return {int(mark): float(number) for mark, number in counted.iter_rows()}


def silences(facts: JudgeFacts) -> tuple[Silence, ...]:
    """Return the answers that the judge could not be read on, failed on, or that its question does not apply to.

    They are lines of their own, never a score. Shares are of all answers that the judge was asked about.
    """
    counts = {
        side: dict(
            facts.wordless.filter(pl.col("side") == side).group_by("label").agg(pl.col("n").sum()).iter_rows()
        )
        for side in (CURRENT, REFERENCE)
    }
    asked = {side: facts.answered(side, "judge") + sum(map(int, counts[side].values())) for side in counts}
    found = []
    for label in LABELS:
        now, before = (int(counts[side].get(label, 0)) for side in (CURRENT, REFERENCE))
        if now or before or label == LABELS[0]:
            shares = (
                now / asked[CURRENT] if asked[CURRENT] else 0.0,
                before / asked[REFERENCE] if asked[REFERENCE] else None,
            )
            found.append(Silence(label, now, shares[0], before, shares[1]))
    return tuple(found)


def words_said(facts: JudgeFacts) -> dict[str, int]:
    """Return the words that judges gave in place of a value in the current window, the most frequent first."""
    rows = facts.wordless.filter(
        pl.col("side") == CURRENT, pl.col("label").is_not_null(), ~pl.col("label").is_in(list(LABELS))
    )
    counted = rows.group_by("label").agg(pl.col("n").sum()).sort("n", "label", descending=[True, False])
    return {str(label): int(n) for label, n in counted.iter_rows()}


def segments_of(facts: JudgeFacts, change: RulerChange | None) -> tuple[JudgeSegment, ...]:
    """Return the mean score of each segment. Across a change each side is of its own judge, and nothing is compared."""
    if facts.segments.is_empty():
        return ()
    sides = {side: _of_judge(facts.segments, side, change) for side in (CURRENT, REFERENCE)}
    names = pl.concat(list(sides.values()))["segment"].unique().to_list()
    each = {side: [_of(frame, name) for name in names] for side, frame in sides.items()}
    sums = {side: sums_of_each(frames) for side, frames in each.items()}
    moved = weighted_mean.difference(sums[REFERENCE], sums[CURRENT])
    decision = decide(moved, benjamini_hochberg(moved.p_value), facts.question.floor)
    total = weight_of(sides[CURRENT])
    found = []
    for place, name in enumerate(names):
        cells = [each[side][place] for side in (REFERENCE, CURRENT)]
        before, now = (_within(facts.scale, measure(one)) for one in cells)
        compared = facts.asked.reference is not None and before.n > 0 and now.n > 0
        verdict = Verdict(str(decision.verdict[place])) if change is None else Verdict.NOT_COMPARABLE
        if verdict is Verdict.CHANGED and unlike(*cells):
            verdict = Verdict.CANNOT_TELL
        value, low, high = (float(one[place]) for one in (moved.value, moved.low, moved.high))
        effect = Effect(value, low, high, "score") if compared and change is None else None
        found.append(
            JudgeSegment(
                "(not recorded)" if name is None else str(name),
                now,
                before if facts.asked.reference is not None else None,
                effect,
                verdict,
                _direction(facts, effect, verdict),
                weight_of(cells[1]) / total if total else 0.0,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.current.n, one.segment))[:MOST_SEGMENTS])


def _within(scale: Scale | None, found: Measure) -> Measure:
    """Return a mean whose interval ends where the scale does."""
    if scale is None:
        return found
    return replace(found, low=max(found.low, scale.low), high=min(found.high, scale.high))


def _of(frame: pl.DataFrame, name: str | None) -> pl.DataFrame:
    return frame.filter(pl.col("segment").eq_missing(pl.lit(name, dtype=pl.String)))


def _direction(facts: JudgeFacts, effect: Effect | None, verdict: Verdict) -> Direction:
    if effect is None or verdict is not Verdict.CHANGED:
        return Direction.NEUTRAL
    return news(effect.value > 0, facts.question.good)
