"""The ruler: who judged when, and where one judge took over from another."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from tidegauge.queries.judge import JUDGE
from tidegauge.queries.judge_moments import SUMS
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.means import measure
from tidegauge.reports._judge.read import JudgeFacts
from tidegauge.reports._judge.records import JudgeLine, RulerChange, Version
from tidegauge.reports._records import Point
from tidegauge.reports._rulers import SHARE

CARRIES = 0.2
"""A judge with at least this share of a bucket's scores speaks for it."""


def versions_of(facts: JudgeFacts) -> tuple[Version, ...]:
    """Return the judges of the line in both windows, the one that spoke first first."""
    return tuple(one for one in _versions(facts) if facts.line and one.evaluator in facts.line.judges)


def others_of(facts: JudgeFacts) -> tuple[Version, ...]:
    """Return the judges that judged beside the line, those with the most scores now first."""
    others = [one for one in _versions(facts) if facts.line and one.evaluator not in facts.line.judges]
    return tuple(sorted(others, key=lambda one: (-one.n_current, -one.n_reference, one.evaluator)))


def _versions(facts: JudgeFacts) -> Iterator[Version]:
    judges = facts.judges.filter(pl.col("source") == JUDGE, pl.col("n") > 0)
    total = float(judges.filter(pl.col("side") == CURRENT)["n"].sum() or 0)
    for evaluator in judges.sort("first", "evaluator")["evaluator"].unique(maintain_order=True):
        yield _version(facts, evaluator, judges.filter(pl.col("evaluator") == evaluator), total)


def _version(facts: JudgeFacts, evaluator: str, own: pl.DataFrame, total: float) -> Version:
    cells = facts.said.filter(pl.col("evaluator") == evaluator)
    sides = [cells.filter(pl.col("side") == side) for side in (CURRENT, REFERENCE)]
    n_current, n_reference = (int(one["n"].sum() or 0) for one in sides)
    now, before = map(measure, sides)
    return Version(
        evaluator=evaluator,
        first=_time(own["first"].min()),
        last=_time(own["last"].max()),
        n=n_current + n_reference,
        n_current=n_current,
        n_reference=n_reference,
        share=n_current / total if total else 0.0,
        mean=now,
        mean_reference=before,
    )


def _time(value: object) -> datetime:
    assert isinstance(value, datetime)  # noqa: S101  a time of at least one row
    return value


def carrying(facts: JudgeFacts, versions: tuple[Version, ...]) -> pl.DataFrame:
    """Return rows (bucket, evaluator, recorded, the sums) of judges that speak for a bucket, in order of time."""
    totals = {side: sum(_n(one, side) for one in versions) for side in (CURRENT, REFERENCE)}
    kept = [
        one.evaluator
        for one in versions
        if any(_n(one, side) and _n(one, side) >= SHARE * totals[side] for side in totals)
    ]
    cells = facts.moments.filter(pl.col("evaluator").is_in(kept))
    reference = facts.asked.reference
    if reference is not None and reference.window == facts.asked.current.window:
        # Two groups of one time: a line of both would be of neither.
        cells = cells.filter(pl.col("side") == CURRENT)
    each = cells.group_by("bucket", "evaluator", "recorded").agg(pl.col(*SUMS).sum())
    share = pl.col("n").sum().over("bucket", "evaluator") / pl.col("n").sum().over("bucket")
    return each.filter(share >= CARRIES).sort("bucket", "evaluator", "recorded")


def _n(version: Version, side: int) -> int:
    return version.n_current if side == CURRENT else version.n_reference


def changes_of(
    facts: JudgeFacts, versions: tuple[Version, ...], carried: pl.DataFrame
) -> tuple[RulerChange, ...]:
    """Return where a judge began to speak when others had spoken before, oldest first."""
    first = {
        str(name): int(bucket)
        for name, bucket in carried.group_by("evaluator").agg(pl.col("bucket").min()).iter_rows()
    }
    began = sorted((bucket, name) for name, bucket in first.items())
    found = []
    for place, (bucket, name) in enumerate(began):
        earlier = [other for start, other in began[:place] if start < bucket]
        if earlier:
            at = next(one.first for one in versions if one.evaluator == name)
            # A few answers may have been scored anew later: the judge takes over where it speaks for a bucket.
            seen = max(at, facts.start(bucket))
            found.append(RulerChange(_told(facts, seen), _before(earlier, bucket, carried), name))
    return tuple(found)


def _told(facts: JudgeFacts, seen: datetime) -> datetime:
    """Return when the change was recorded, if it was within a bucket before the new judge's first score."""
    near = [at for at in facts.recorded if seen - facts.width < at <= seen]
    return max(near, default=seen)


def _before(earlier: list[str], bucket: int, carried: pl.DataFrame) -> str:
    """Return the judge that went when another came; if none went, the last one that had come."""
    after = carried.filter(pl.col("bucket") > bucket)["evaluator"].unique().to_list()
    gone = [name for name in earlier if name not in after]
    return (gone or earlier)[-1]


def dropped(facts: JudgeFacts, changes: tuple[RulerChange, ...]) -> set[int]:
    """Return the buckets that hold a change: their numbers are of two judges, and stand on no line."""
    return {facts.bucket(one.at) for one in changes if facts.start(facts.bucket(one.at)) != one.at}


def raw_lines(
    facts: JudgeFacts, carried: pl.DataFrame, changes: tuple[RulerChange, ...]
) -> tuple[JudgeLine, ...]:
    """Return each judge's mean over time. No line crosses a change of judge, and none has the bucket of the change."""
    gone, last = dropped(facts, changes), _whole_buckets(facts)
    kept = carried.filter(~pl.col("bucket").is_in(list(gone)), pl.col("bucket").is_between(0, last))
    names = kept["evaluator"].unique(maintain_order=True).to_list()
    return tuple(JudgeLine(name, _points(facts, kept.filter(pl.col("evaluator") == name))) for name in names)


def _whole_buckets(facts: JudgeFacts) -> int:
    return max(int(facts.span.length / facts.width) - 1, 0)


def _points(facts: JudgeFacts, cells: pl.DataFrame) -> tuple[Point, ...]:
    buckets = cells["bucket"].unique(maintain_order=True).to_list()
    found = [measure(cells.filter(pl.col("bucket") == bucket)) for bucket in buckets]
    return tuple(
        Point(facts.start(bucket), one.value, one.n, one.low, one.high)
        for bucket, one in zip(buckets, found, strict=True)
    )
