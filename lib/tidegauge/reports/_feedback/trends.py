"""Thumbs, leaving and coverage over time: three shares of sessions on the same days."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict, news
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import FeedbackTrend
from tidegauge.reports._records import Point, Trend
from tidegauge.reports._series import points_of
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats import proportion
from tidegauge.stats.verdict import decide

FLOOR = 0.02


@dataclass(frozen=True)
class _Share:
    """One share: the columns that it divides, which way is good, what it is of, and its titles.

    The titles are of one that rose, that fell, that stayed, and of one that nothing can be told of.
    """

    name: str
    so: str
    of: str
    good: str
    sub: str
    titles: tuple[str, str, str, str]


_SHARES = (
    _Share(
        *("thumbs_up", "up", "rated", "higher", "% of rated {unit}s"),
        ("Thumbs-up rises", "Thumbs-up falls", "Thumbs-up stays flat", "Thumbs-up"),
    ),
    _Share(
        *("left", "left", "n", "lower", "% of {unit}s, first answer"),
        ("More people leave", "Fewer people leave", "As many people leave", "People who leave"),
    ),
    _Share(
        *("rated", "rated", "n", "", "% of {unit}s with a thumb"),
        ("More people rate", "Fewer people rate", "As many people rate", "People who rate"),
    ),
)


def feedback_trends(found: Sessions, asked: TraceFilter, table: FeedbackTable) -> tuple[FeedbackTrend, ...]:
    """Return thumbs-up of rated sessions, and leavers and raters of all, with what each did against the reference."""
    return tuple(_trend(found, asked, table, share) for share in _SHARES)


def _trend(found: Sessions, asked: TraceFilter, table: FeedbackTable, share: _Share) -> FeedbackTrend:
    so, of = share.so, share.of
    verdict, rising = _verdict(found, table, so, of) if asked.reference else (Verdict.CANNOT_TELL, None)
    drawn = Trend(
        share.name,
        share.titles[-1],
        "share",
        points_of(found.buckets),
        _points(found, asked, CURRENT, so, of),
        _points(found, asked, REFERENCE, so, of) if asked.reference else (),
        (),
        verdict,
        news(rising, share.good) if verdict is Verdict.CHANGED else Direction.NEUTRAL,
    )
    against = ", dashed = before" if drawn.reference and share.name == "thumbs_up" else ""
    derived = share.name == "left" and "abandoned" in found.rules.derived
    sub = share.sub.format(unit=found.rules.unit) + against + (", derived" if derived else "")
    return FeedbackTrend(share.name, _title(share, verdict, rising=rising), sub, drawn, derived)


def _title(share: _Share, verdict: Verdict, *, rising: bool | None) -> str:
    rose, fell, stayed, unknown = share.titles
    if verdict is Verdict.CHANGED:
        return rose if rising else fell
    return stayed if verdict is Verdict.NOT_MATERIAL else unknown


def _verdict(found: Sessions, table: FeedbackTable, so: str, of: str) -> tuple[Verdict, bool | None]:
    sums = {
        side: found.days.filter(pl.col("side") == side).select(pl.col(so).sum(), pl.col(of).alias("of").sum())
        for side in (REFERENCE, CURRENT)
    }
    before, after = (sums[side].row(0) for side in (REFERENCE, CURRENT))
    change = proportion.difference(before, after)
    verdict = Verdict(str(decide(change, change.p_value, FLOOR, table.least_n).verdict))
    value = float(change.value)
    return verdict, None if np.isnan(value) or value == 0 else value > 0


def _points(found: Sessions, asked: TraceFilter, side: int, so: str, of: str) -> tuple[Point, ...]:
    # The last bucket is mostly cut short by the window's end.
    last = max(int(asked.current.window.length / found.buckets.width) - 1, 0)
    days = found.days.filter(pl.col("side") == side, pl.col("bucket").is_between(0, last)).sort("bucket")
    shares = proportion.estimate(days[so].to_numpy(), days[of].to_numpy())
    start = asked.current.window.start
    columns = (one.tolist() for one in (shares.value, shares.low, shares.high))
    return tuple(
        Point(start + found.buckets.width * number, value, n, low, high)
        for number, n, value, low, high in zip(days["bucket"], days[of], *columns, strict=True)
    )
