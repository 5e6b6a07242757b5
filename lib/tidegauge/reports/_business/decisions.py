"""Decision drift: what the rules downstream did with the predictions, and where that moved."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.queries.business_scores import decisions
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE
from tidegauge.reports._business.figures import Figure, decided, number
from tidegauge.reports._business.measures import FLOOR
from tidegauge.reports._business.records import DecisionDrift, DecisionSegment, DecisionShare
from tidegauge.reports._business.trend import width_for
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import shown
from tidegauge.reports._series import grain
from tidegauge.reports.source import Source
from tidegauge.stats import proportion

MOST, SEGMENTS = 12, 12
"""Decisions and segments in a report, the most frequent ones."""
POINTS = 0.01
"""The smallest change of a decision's share that matters."""


def decision_drift(
    source: Source, asked: TraceFilter, by: str | None, refused: tuple[str, ...]
) -> DecisionDrift | None:
    """Return how the decisions moved; None where the current window has none. `refused` are those that are bad news when they grow."""
    width = width_for(asked.current.window)
    frame = _read(source, asked, (), width)
    now = frame.filter(pl.col("side") == CURRENT)
    if not now.height:
        return None
    counts = now.group_by("decision").agg(pl.col("n").sum()).sort(["n", "decision"], descending=[True, False])
    names = counts["decision"].to_list()
    gone = frame.filter(~pl.col("decision").is_in(names))["decision"].unique().sort().to_list()
    every = [*names, *gone][:MOST]
    compared = asked.reference is not None
    figures = [_share(frame, one, refused, compared=compared) for one in every]
    found = decided(figures)
    at = _buckets(asked.current.window, width)
    shares = tuple(
        DecisionShare(one, comparison, _counts(now, one, at))
        for one, comparison in zip(every, found, strict=True)
    )
    moved = _moved(shares)
    return DecisionDrift(
        grain(width),
        tuple(EPOCH + place * width for place in at),
        shares,
        moved,
        _segments(source, asked, by, moved or every[0], refused),
    )


def _read(source: Source, asked: TraceFilter, by: tuple[str, ...], width: timedelta | None) -> pl.DataFrame:
    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return decisions(rows, asked, by, width, daily=daily)

    keys = ["decision", *(["bucket"] if width else []), *(f"d{place}" for place in range(len(by)))]
    return summed_rows(source, asked, ask, keys)


def _share(frame: pl.DataFrame, decision: str, refused: tuple[str, ...], *, compared: bool) -> Figure:
    def of(side: int) -> tuple[float, float]:
        own = frame.filter(pl.col("side") == side)
        return float(own.filter(pl.col("decision") == decision)["n"].sum()), float(own["n"].sum())

    before, now = of(REFERENCE), of(CURRENT)
    reference = proportion.estimate(*before) if compared else None
    good = "lower" if decision.lower() in {one.lower() for one in refused} else "none"
    return Figure(
        decision,
        shown(decision),
        "share",
        good,
        proportion.estimate(*now),
        reference,
        proportion.difference(before, now) if compared else None,
        max(POINTS, FLOOR * number(reference.value)) if reference is not None else POINTS,
    )


def _buckets(window: Window, width: timedelta) -> range:
    return range((window.start - EPOCH) // width, -((EPOCH - window.end) // width))


def _counts(now: pl.DataFrame, decision: str, at: range) -> tuple[int, ...]:
    own = now.filter(pl.col("decision") == decision).group_by("bucket").agg(pl.col("n").sum())
    counts = np.zeros(len(at), dtype=np.int64)
    for bucket, n in own.iter_rows():
        if bucket in at:
            counts[bucket - at.start] = n
    return tuple(counts.tolist())


def _moved(shares: tuple[DecisionShare, ...]) -> str | None:
    """Return the decision whose share moved most, of those that changed; of two it is the one that is news."""
    changed = [one for one in shares if one.comparison.verdict is Verdict.CHANGED]
    if not changed:
        return None
    return max(
        changed, key=lambda one: (one.comparison.direction is not Direction.NEUTRAL, _size(one.comparison))
    ).value


def _size(one: Comparison) -> float:
    return abs(one.difference.value) if one.difference else 0.0


def _segments(
    source: Source, asked: TraceFilter, by: str | None, decision: str, refused: tuple[str, ...]
) -> tuple[DecisionSegment, ...]:
    if by is None:
        return ()
    frame = _read(source, asked, (by,), None)
    now = frame.filter(pl.col("side") == CURRENT).group_by("d0").agg(pl.col("n").sum())
    largest = now.sort(["n", "d0"], descending=[True, False])["d0"].to_list()[:SEGMENTS]
    figures = [
        _share(
            frame.filter(pl.col("d0").eq_missing(pl.lit(value, pl.String))),
            decision,
            refused,
            compared=asked.reference is not None,
        )
        for value in largest
    ]
    found = decided(figures)
    return tuple(DecisionSegment(shown(value), one) for value, one in zip(largest, found, strict=True))
