"""Names of the same calls, and what earlier weeks say: held to the planted rows and to counts of polars."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.finding import with_replay
from tidegauge.reports._scope.records import Replay
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

N = 9_000


def looping(*, apart: bool = False) -> pl.DataFrame:
    """Two weeks of three sources; all calls of the source `api` are of one key of many, and fail in the second week."""
    random, start = np.random.default_rng(4), pl.datetime(2026, 11, 1)
    minutes = np.sort(random.integers(0, 14 * 1440, N))
    source = random.choice(["app", "web", "api"], N)
    key = np.where(source == "api", "svc-7", random.choice([f"svc-{one}" for one in range(6)], N))
    # One call of another source has the key as well: the names are not those of the very same calls.
    key[np.flatnonzero(source == "app")[:1]] = "svc-7" if apart else "svc-0"
    failed = random.random(N) < np.where((source == "api") & (minutes >= 7 * 1440), 0.5, 0.05)
    return pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(N)],
            "span_id": [f"s{one}" for one in range(N)],
            "kind": "model",
            "source": source,
            "api_key": key,
            "geo": random.choice(["BR", "DE", "US"], N),
            "status": np.where(failed, "error", "ok"),
        }
    ).with_columns(start_time=(start + pl.duration(minutes=pl.Series(minutes))).cast(pl.Datetime("us")))


def test_of_two_names_of_the_same_calls_the_sender_is_told(
    written: Callable[..., Source], ask: Callable[..., TraceFilter]
) -> None:
    source = written(looping())
    (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    for by in (("source", "api_key", "geo"), ("api_key", "geo", "source")):
        first = scope(source, ask(), metric, by, replay=False).causes[0]
        assert (first.where, first.aliases) == ({"api_key": "svc-7"}, ({"source": "api"},))


def test_a_name_of_nearly_the_same_calls_does_not_take_over(
    written: Callable[..., Source], ask: Callable[..., TraceFilter]
) -> None:
    spans = looping(apart=True)
    assert (
        spans.filter(pl.col("api_key") == "svc-7").height
        == 1 + spans.filter(pl.col("source") == "api").height
    )
    source = written(spans)
    (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    first = scope(source, ask(), metric, ("source", "api_key", "geo"), replay=False).causes[0]
    rows = spans.filter(pl.col("start_time") >= pl.datetime(2026, 11, 8))
    for name, value in first.where.items():
        rows = rows.filter(pl.col(name) == value)
    assert first.n == rows.height


SAID = Finding(Verdict.CHANGED, "scope.causes", "Error rate rose.", ("3 segments",))


def test_what_is_ordinary_is_said_in_the_sentence_and_else_beside_it() -> None:
    rare = Replay(3, 1, 6, "earlier weeks")
    assert with_replay(SAID, rare).sentence == "Error rate rose."
    assert with_replay(SAID, rare).details[-1].endswith("names something as strong in 1 of 6 earlier weeks")
    often = with_replay(SAID, replace(rare, as_strong=3, ordinary=True))
    assert often.sentence == (
        "Error rate rose. That is not unusual here: the same search names something as strong in 3 of 6 earlier weeks."
    )
    assert often.details == SAID.details
    assert with_replay(SAID, None) is SAID


def test_what_every_week_shows_is_ordinary(
    written: Callable[..., Source], ask: Callable[..., TraceFilter]
) -> None:
    """Ten weeks in which another country is bad each time: as strong in every earlier week."""
    random = np.random.default_rng(6)
    minutes = np.sort(random.integers(0, 70 * 1440, 40_000)) - 56 * 1440
    geo, week = random.choice(["BR", "DE", "US"], minutes.size), (minutes // (7 * 1440)) % 3
    bad = np.array(["BR", "DE", "US"])[week] == geo
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(minutes.size)],
            "span_id": [f"s{one}" for one in range(minutes.size)],
            "kind": "model",
            "geo": geo,
            "device": random.choice(["ios", "web"], minutes.size),
            "status": np.where(random.random(minutes.size) < np.where(bad, 0.3, 0.05), "error", "ok"),
        }
    ).with_columns(
        start_time=(pl.datetime(2026, 11, 1) + pl.duration(minutes=pl.Series(minutes))).cast(
            pl.Datetime("us")
        )
    )
    source = written(spans)
    (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    report = scope(source, ask(), metric, ("geo", "device"))
    assert report.replay is not None
    assert report.replay.ordinary
    assert report.replay.as_strong > 1
    assert "That is not unusual here: " in report.findings[0].sentence
