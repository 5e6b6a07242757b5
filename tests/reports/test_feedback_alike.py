"""Both windows are read alike: one behaviour all along must show no change, whatever lies at their ends."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.reports.feedback import feedback
from tidegauge.reports.source import Source

NEWEST = datetime(2026, 11, 21, 10)
Write = Callable[..., Source]


def spans_of(ends: list[datetime]) -> pl.DataFrame:
    """Sessions of one call each, every hour of 14 days, and one a minute in the last half hour before each of `ends`."""
    hours = [NEWEST - timedelta(hours=hour) for hour in range(14 * 24)]
    late = [end - timedelta(minutes=minute) for end in ends for minute in range(1, 30)]
    starts = sorted({*hours, *late})
    ids = [str(place) for place in range(len(starts))]
    return pl.DataFrame(
        {
            "trace_id": ids,
            "span_id": ids,
            "session_id": ids,
            "kind": "model",
            "start_time": pl.Series(starts, dtype=pl.Datetime("us")),
            "duration_ms": 900.0,
        }
    )


@pytest.mark.parametrize("window", ["last 7 days", "last 24 hours"])
def test_sessions_still_open_at_the_end_count_alike_in_both_windows(window: str, written: Write) -> None:
    # Before the ends of both windows: one of days goes on until the hour of the newest call is over.
    before = NEWEST - timedelta(days=7) + timedelta(hours=1) if "7" in window else NEWEST - timedelta(days=1)
    source = written(spans_of([NEWEST, before]))
    catalog = source.store.catalog()
    asked = resolve(Request(window=window), NEWEST, catalog.first, catalog.newest)
    found = feedback(source, asked)
    (left,) = (one for one in found.signals if one.kind == "abandoned")
    assert left.derived
    assert left.reference is not None
    assert left.current.value < 1
    # The windows end at the newest call's minute: one session more or less.
    assert left.reference.value == pytest.approx(left.current.value, abs=1.5 / left.current.n)


def test_a_window_long_past_is_read_as_the_newest_one_is(written: Write) -> None:
    source = written(spans_of([NEWEST, NEWEST - timedelta(days=5)]))
    catalog = source.store.catalog()
    shares = []
    for start, end in (("2026-11-15T10:00", "2026-11-16T10:00"), ("2026-11-20T10:00", "2026-11-21T10:00")):
        asked = resolve(Request(start=start, end=end, compare="none"), NEWEST, catalog.first, catalog.newest)
        shares.append(next(one for one in feedback(source, asked).signals if one.kind == "abandoned").current)
    assert shares[0].value == pytest.approx(shares[1].value, abs=1.5 / shares[0].n)


@pytest.mark.parametrize("beside", [False, True])
def test_two_judges_of_the_same_answers_do_not_count_twice(beside: bool, written: Write) -> None:
    """Judged right: all rated sessions by the first judge, none by the second, which judged less and is left out."""
    spans = spans_of([])
    scores = [
        spans[:: 1 + 3 * place].select(
            "span_id",
            "trace_id",
            created_at=pl.col("start_time"),
            name=pl.lit("correctness"),
            value=pl.lit(value),
            source=pl.lit("judge"),
            evaluator=pl.lit(name),
            inclusion_probability=pl.lit(1.0),
        )
        for place, (name, value) in enumerate((("first", 1.0), ("second", 0.0)))
    ]
    thumbs = spans[::5].select("span_id", "session_id", kind=pl.lit("thumbs_up"), created_at="start_time")
    source = written(spans, scores=pl.concat(scores if beside else scores[:1]), signals=thumbs)
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days"), NEWEST, catalog.first, catalog.newest)
    found = feedback(source, asked)
    (judged,) = (one for one in found.rated_vs_unrated if one.label.startswith("judge"))
    assert (judged.rated.value, judged.unrated.value) == (1.0, 1.0)
    assert ("judged by first" in found.standing) is beside
