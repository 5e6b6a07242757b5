"""What the rules downstream did with the predictions: decisions counted, scores added up, bins for their calibration."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.bins import CALIBRATION_BINS
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import EPOCH, Buckets, sides

SQL = sa.ColumnElement[Any]


def decisions(
    rows: Rows, asked: TraceFilter, by: Sequence[str], width: timedelta | None, *, daily: bool = False
) -> sa.Select[Any]:
    """Return rows (side, bucket, d0.., decision, n) of the calls with a decision."""
    buckets = None if width is None else Buckets(width, EPOCH)
    values: dict[str, SQL] = {"decision": rows.spans.c.decision}
    calls = sides(rows, asked, by, values, buckets, daily=daily).subquery("calls")
    keys = [calls.c.side, *([calls.c.bucket] if buckets else [])]
    keys += [calls.c[f"d{place}"] for place in range(len(by))]
    keys += [calls.c.decision, *([calls.c.day] if daily else [])]
    counted = sa.func.count().label("n")
    return sa.select(*keys, counted).where(calls.c.decision.is_not(None)).group_by(*keys)


def scores(
    rows: Rows, asked: TraceFilter, threshold: float, by: Sequence[str], *, daily: bool = False
) -> sa.Select[Any]:
    """Return rows (side, d0.., n, above, s1, s2, s3, s4) of the calls with a prediction: its powers, and how many reach `threshold`."""
    number = sa.cast(rows.spans.c.prediction, sa.Double)
    calls = sides(rows, asked, by, {"score": number}, daily=daily).subquery("calls")
    keys = [calls.c.side, *(calls.c[f"d{place}"] for place in range(len(by)))]
    keys += [calls.c.day] if daily else []
    score = calls.c.score
    above = sa.case((score >= sa.literal_column(repr(float(threshold)), sa.Double()), 1.0), else_=0.0)
    sums = [_total(above).label("above")]
    sums += [_total(_power(score, power)).label(f"s{power}") for power in (1, 2, 3, 4)]
    return sa.select(*keys, sa.func.count().label("n"), *sums).where(score.is_not(None)).group_by(*keys)


def reliability(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
    """Return rows (side, bin, n, predicted, happened, missed, missed2): ten equal bins of the predictions that have a label.

    `missed` sums the squared error of each, `missed2` its square: what a Brier score's interval is made of.
    """
    spans = rows.spans.c
    score, label = sa.cast(spans.prediction, sa.Double), sa.cast(spans.label, sa.Double)
    calls = sides(rows, asked, (), {"score": score, "label": label}, daily=daily).subquery("calls")
    place = sa.cast(sa.func.floor(calls.c.score * CALIBRATION_BINS), sa.Integer)
    last = CALIBRATION_BINS - 1
    number = sa.case((place > last, last), else_=place)
    inner = sa.select(*calls.c, number.label("bin")).where(
        calls.c.score.between(0, 1), calls.c.label.in_([0, 1])
    )
    found = inner.subquery("binned")
    keys = [found.c.side, found.c.bin, *([found.c.day] if daily else [])]
    off = (found.c.score - found.c.label) * (found.c.score - found.c.label)
    sums = {"predicted": found.c.score, "happened": found.c.label, "missed": off, "missed2": off * off}
    columns = [_total(value).label(name) for name, value in sums.items()]
    return sa.select(*keys, sa.func.count().label("n"), *columns).group_by(*keys)


def _power(value: SQL, power: int) -> SQL:
    found = value
    for _ in range(power - 1):
        found = found * value
    return found


def _total(value: SQL) -> SQL:
    return sa.func.coalesce(sa.cast(sa.func.sum(value), sa.Double), 0.0)
