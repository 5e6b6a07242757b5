"""Gathered calls give the same numbers held in memory as read in place, whatever is filtered."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tidegauge.filters import Condition, TraceFilter
from tidegauge.metrics.choice import chosen_metrics, overview_metrics
from tidegauge.queries.sides import Buckets
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


def test_narrowing_is_a_filter_on_a_dimension(source: Source, ask: Asked) -> None:
    metrics = chosen_metrics(["error_rate"], Settings(), source.store.catalog())
    narrowed = gather(source, ask(), metrics, ("geo",)).narrowed({"geo": "(not recorded)"})
    asked = gather(source, ask("geo=(not recorded)"), metrics, ("geo",))
    found, expected = (summarise(calls, metrics, ()).totals.sort("side") for calls in (narrowed, asked))
    assert found.equals(expected)
