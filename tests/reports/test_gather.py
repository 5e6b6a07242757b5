"""Gathered calls give the same numbers held in memory as read in place, whatever is filtered."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.metrics.choice import chosen_metrics, overview_metrics
from tidegauge.queries.sides import Buckets
from tidegauge.reports import _gather
from tidegauge.reports._gather import Gathered, gather, held
from tidegauge.reports._summary import screened, summarise
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

ODD = 'a"b%c:d?e [select] é'
Asked = Callable[..., TraceFilter]
DAY = Buckets(timedelta(days=1))
CHIPS = (
    (),
    ("geo=BR",),
    ("geo!=BR", "device=ios"),
    ("geo=(not recorded)",),
    ("geo!=(not recorded)",),
    ("geo~b",),
    ("input_tokens>1000", "geo=DE"),
    (str(Condition(ODD, "=", ("'; DROP",))), "geo=US,DE"),
)


def answers(calls: Gathered) -> list[list[tuple[object, ...]]]:
    by_time = summarise(calls, calls.metrics, ("bucket",))
    each = screened(calls, calls.metrics, calls.dimensions)
    return [
        sorted(frame.rows(), key=repr) for frame in (by_time.totals, *by_time.others.values(), each.totals)
    ]


@pytest.mark.parametrize("chips", CHIPS, ids=" ".join)
def test_held_calls_are_those_of_the_store(source: Source, ask: Asked, chips: tuple[str, ...]) -> None:
    catalog = source.store.catalog()
    metrics = [
        *overview_metrics(Settings(), catalog),
        *chosen_metrics(["cost_per_session"], Settings(), catalog),
    ]
    dimensions = ("geo", "device", ODD)
    read = gather(source, ask(*chips), metrics, dimensions).bucketed(DAY)
    with held(source, ask(*chips), metrics, dimensions) as calls:
        assert answers(calls.bucketed(DAY)) == answers(read)


@pytest.mark.parametrize(
    "chips", [(), ("geo!=BR", "device=ios"), ("input_tokens>1000", "geo=DE")], ids=" ".join
)
def test_a_large_store_is_held_by_whole_hours(
    source: Source, ask: Asked, monkeypatch: pytest.MonkeyPatch, chips: tuple[str, ...]
) -> None:
    monkeypatch.setattr(_gather, "WHOLE", 0)
    metrics = overview_metrics(Settings(), source.store.catalog())
    read = gather(source, ask(*chips), metrics, ("geo", "device"))
    with held(source, ask(*chips), metrics, ("geo", "device")) as calls:
        assert answers(calls.bucketed(DAY)) == answers(read.bucketed(DAY))


def test_the_calendars_last_hour_can_be_held(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gather, "WHOLE", 0)
    metrics = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    asked = TraceFilter(Population(Window(datetime(2026, 1, 1), datetime(9999, 12, 31, 23, 30))))
    with held(source, asked, metrics, ()) as calls:
        assert summarise(calls, metrics, ()).totals["rows"].sum() > 0


def test_narrowing_is_a_filter_on_a_dimension(source: Source, ask: Asked) -> None:
    metrics = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    narrowed = gather(source, ask(), metrics, ("geo",)).narrowed({"geo": "(not recorded)"})
    asked = gather(source, ask("geo=(not recorded)"), metrics, ("geo",))
    found, expected = (summarise(calls, metrics, ()).totals.sort("side") for calls in (narrowed, asked))
    assert found.equals(expected)


def test_metrics_of_the_same_sums_share_their_columns(source: Source, ask: Asked) -> None:
    names = ["cost", "cost_per_call", "error_rate", "mean(input_tokens)", "cost_per_session"]
    metrics = chosen_metrics(names, Settings(), source.store.catalog())
    calls = gather(source, ask(), metrics, ())
    assert [calls.prefix(metric) for metric in metrics] == ["m0", "m0", "m2", "m3", "m4"]
    together = summarise(calls, metrics, ()).totals.sort("side")
    for metric in metrics[:4]:
        alone = gather(source, ask(), [metric], ())
        found = summarise(alone, [metric], ()).totals.sort("side")
        prefix = calls.prefix(metric)
        own = {name: name.replace("m0_", f"{prefix}_", 1) for name in found.columns if name.startswith("m0_")}
        assert found.rename(own).equals(together.select(found.rename(own).columns))
