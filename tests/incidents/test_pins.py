"""What is pinned from Scope: the page's own numbers, which stay when the store's do not."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
import sqlalchemy as sa

from tests.incident_of_lake import AT, SETTINGS, incident_in, pinned, scoped
from tidegauge.filters import TraceFilter
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.live import asked_again, differs, measured
from tidegauge.incidents.of_scope import opening_of, pin_of
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.pins import Pin, pins_of
from tidegauge.incidents.records import Status
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.records import Sample
from tidegauge.reports.source import Source
from tidegauge.settings_incidents import IncidentsTable

Ask = Callable[..., TraceFilter]


def test_the_opening_says_what_the_page_says(source: Source, ask: Ask) -> None:
    report, row = scoped(source, ask())
    found = opening_of(report, row, ask())
    assert (found.segment, found.metric) == ((("geo", "BR"),), "error_rate")
    assert found.sentence == report.findings[0].sentence
    assert found.impact is not None
    assert (found.impact.value, found.impact.n) == (row.current.value, row.n)
    assert found.page is not None
    assert found.page.asked().current == ask().current
    assert found.page.asked().reference == ask().reference


def test_a_long_segment_opens_one_all_the_same(engine: sa.Engine, source: Source, ask: Ask) -> None:
    report, row = scoped(source, ask())
    found = opening_of(report, replace(row, where={"geo": "x" * 900}), ask())
    assert open_incident(engine, found, store="", by="ana", at=AT).title.startswith("Error rate in geo = x")


def test_pinning_a_cause_scopes_the_incident_and_reads_back_whole(
    engine: sa.Engine, source: Source, ask: Ask
) -> None:
    found = incident_in(engine, source, ask())
    assert found.status is Status.SCOPED
    assert found.reached[Status.SCOPED] == AT
    again = pins_of(incident_of(engine, found.key))[0]
    assert (again.pin, again.by, again.at) == (pinned(source, ask()), "ana", AT)
    assert len(again.pin.points) > 10
    assert again.pin.samples


# The authority is Polars, over the frame that the lake was written from.
def test_the_frozen_numbers_are_those_of_the_rows(
    engine: sa.Engine, source: Source, ask: Ask, calls: pl.DataFrame
) -> None:
    there, total = pins_of(incident_in(engine, source, ask()))[0].pin.numbers
    now = calls.filter(pl.col("current"))
    mine = now.filter(geo="BR")
    assert there.value == pytest.approx((mine["status"] == "error").mean(), abs=1e-12)
    assert there.n == mine.height
    assert total.value == pytest.approx((now["status"] == "error").mean(), abs=1e-12)


def test_what_did_not_change_has_no_live_value(engine: sa.Engine, source: Source, ask: Ask) -> None:
    frozen = pins_of(incident_in(engine, source, ask()))[0].pin
    for one in frozen.numbers:
        again = asked_again(one, frozen, source, SETTINGS)
        assert again is not None
        assert not differs(again, one)


def test_late_rows_change_the_live_value_and_not_the_pin(
    engine: sa.Engine, source: Source, ask: Ask, calls: pl.DataFrame, written: Callable[..., Source]
) -> None:
    incident = incident_in(engine, source, ask())
    frozen = pins_of(incident)[0].pin
    late = calls.filter(pl.col("current") & (pl.col("geo") == "BR")).head(200)
    more = late.with_columns(
        trace_id="late" + pl.col("trace_id"), span_id="late" + pl.col("span_id"), status=pl.lit("ok")
    )
    now = written(pl.concat([calls, more]).drop("current"))
    found = asked_again(frozen.numbers[0], frozen, now, SETTINGS)
    assert found is not None
    assert differs(found, frozen.numbers[0])
    assert found.n == frozen.numbers[0].n + 200
    assert found.value == pytest.approx(frozen.numbers[0].value * frozen.numbers[0].n / found.n)
    assert pins_of(incident_of(engine, incident.key))[0].pin == frozen


def test_without_a_store_or_a_metric_nothing_is_asked(source: Source, ask: Ask) -> None:
    frozen = pinned(source, ask())
    first = frozen.numbers[0]
    assert asked_again(first, frozen, None, SETTINGS) is None
    assert asked_again(replace(first, metric=None), frozen, source, SETTINGS) is None
    assert asked_again(replace(first, metric="gone"), frozen, source, SETTINGS) is None
    assert asked_again(replace(first, where=("gone = 1",)), frozen, source, SETTINGS) is None


def test_a_quantile_cannot_be_asked_again(source: Source, ask: Ask) -> None:
    from tidegauge.reports.scope import scope

    (metric,) = chosen_metrics(("latency_p95",), SETTINGS, source.store.catalog())
    report = scope(source, ask(), metric, ("geo",), replay=False)
    found = pin_of(report, report.rows[-1], ask(), (), IncidentsTable())
    assert {one.metric for one in found.numbers} == {None}


def test_private_parts_of_samples_are_not_kept(source: Source, ask: Ask) -> None:
    report, row = scoped(source, ask())
    text = f"Write to ana@example.org, card 4111 1111 1111 1111. {'x' * 9_000} 4111 1111 1111 1111"
    samples = [Sample("t1", AT, f"bad {text}", text, None), Sample("t1", AT, None, "twin", None)]
    (found,) = pin_of(report, row, ask(), samples, IncidentsTable()).samples
    assert found.line.startswith("Write to [email], card [card].")
    assert "4111" not in f"{found.line}{found.error}"


def test_measured_equals_the_page(source: Source, ask: Ask) -> None:
    (metric,) = chosen_metrics(("cost_per_call",), SETTINGS, source.store.catalog())
    found = measured(source, replace(ask("geo = BR"), reference=None), metric)
    assert found.n > 100
    assert found.low < found.value < found.high


def test_a_pin_without_numbers_is_one() -> None:
    assert Pin("x").numbers == ()
