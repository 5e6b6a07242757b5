"""What a change comes from: sums held to polars over the same rows, and Kitagawa's parts to the module that is held to his paper."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from tidegauge import formats
from tidegauge.errors import FilterError, MetricError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.reports._scope.records import RowKind, ScopeReport
from tidegauge.reports.scope import scope, table
from tidegauge.reports.source import Source
from tidegauge.settings import Settings, load_settings
from tidegauge.stats.decomposition import kitagawa

Asked = Callable[..., TraceFilter]
DIMENSIONS = ("geo", "device")


def metric_of(source: Source, name: str, settings: Settings | None = None) -> Metric:
    (found,) = chosen_metrics((name,), settings or load_settings(environ={}), source.store.catalog())
    return found


def asked_of(source: Source, asked: TraceFilter, name: str, *by: str, **more: Any) -> ScopeReport:
    return scope(source, asked, metric_of(source, name), by or DIMENSIONS, **more)


def test_the_segment_that_moved_is_named_with_its_numbers(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    report = asked_of(source, ask(), "error_rate")
    first = report.causes[0]
    assert first.where == {"geo": "BR"}
    assert (first.verdict, first.direction, first.rising) == (Verdict.CHANGED, Direction.WORSE, True)
    there = (
        calls.filter(pl.col("geo") == "BR")
        .group_by("current")
        .agg(n=pl.len(), rate=(pl.col("status") == "error").mean())
    )
    sides = {row["current"]: row for row in there.to_dicts()}
    assert (first.n, first.n_reference) == (sides[True]["n"], sides[False]["n"])
    assert first.current.value == pytest.approx(sides[True]["rate"])
    assert first.reference.value == pytest.approx(sides[False]["rate"])
    assert report.findings[0].sentence.startswith("Error rate rose")
    assert "comes from geo = BR" in report.findings[0].sentence


@pytest.mark.parametrize(
    "name",
    [
        "error_rate",
        "mean(duration_ms)",
        "calls",
        "sum(cost_usd)",
        "sum(output_tokens) / sum(input_tokens)",
        "p90(duration_ms)",
    ],
)
def test_rows_add_up_to_the_total(source: Source, ask: Asked, name: str) -> None:
    report = asked_of(source, ask(), name)
    assert report.total is not None
    assert report.rest is not None
    for part in ("change", "rate_part", "mix_part", "interaction"):
        parts = [getattr(one, part) for one in (*report.causes, report.rest)]
        assert sum(parts) == pytest.approx(getattr(report.total, part), abs=1e-9)
    total = report.total
    assert total.rate_part + total.interaction + total.mix_part == pytest.approx(total.change)
    assert total.current.value - total.reference.value == pytest.approx(total.change)


def test_the_total_is_what_polars_says(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    report = asked_of(source, ask(), "error_rate")
    rates = dict(calls.group_by("current").agg((pl.col("status") == "error").mean()).iter_rows())
    assert report.total is not None
    assert report.total.change == pytest.approx(rates[True] - rates[False])
    assert (report.windows.n_current, report.windows.n_reference) == tuple(
        calls.filter(pl.col("current") == side).height for side in (True, False)
    )


def traffic(share: float, seed: int, n: int = 6_000) -> pl.DataFrame:
    """Two weeks; VN fails six times as often as the others, all along, and has `share` of the second week."""
    random, start = np.random.default_rng(seed), pl.datetime(2026, 11, 1)
    minutes = np.sort(random.integers(0, 14 * 1440, n))
    vn = random.random(n) < np.where(minutes >= 7 * 1440, share, 0.05)
    failed = random.random(n) < np.where(vn, 0.30, 0.05)
    return pl.DataFrame(
        {
            "trace_id": [f"t{one}" for one in range(n)],
            "span_id": [f"s{one}" for one in range(n)],
            "kind": "model",
            "geo": np.where(vn, "VN", random.choice(["DE", "US"], n)),
            "device": random.choice(["ios", "web"], n),
            "status": np.where(failed, "error", "ok"),
        }
    ).with_columns(start_time=(start + pl.duration(minutes=pl.Series(minutes))).cast(pl.Datetime("us")))


def test_more_traffic_from_a_bad_segment_is_called_mix(written: Callable[..., Source], ask: Asked) -> None:
    spans = traffic(0.35, seed=3)
    source = written(spans)
    report = asked_of(source, ask(), "error_rate")
    found = report.findings[0]
    assert report.outcome == "mix"
    assert found.verdict is Verdict.NOT_MATERIAL
    assert found.sentence.startswith("Traffic mix changed; no segment got worse. Error rate rose from ")
    assert "because geo = VN grew from " in found.sentence
    by_geo = (
        spans.with_columns(late=pl.col("start_time") >= pl.datetime(2026, 11, 8))
        .group_by("geo", "late")
        .agg(n=pl.len(), bad=(pl.col("status") == "error").sum())
    )
    wide = by_geo.pivot("late", index="geo", values=["n", "bad"]).sort("geo")
    split = kitagawa(wide["bad_false"], wide["n_false"], wide["bad_true"], wide["n_true"])
    assert report.total is not None
    # Kitagawa's parts by geo alone; the report divides by device as well, which did not move.
    assert report.total.mix_part == pytest.approx(split.mix, rel=0.15)


def test_an_even_rise_names_nobody(written: Callable[..., Source], ask: Asked) -> None:
    spans = traffic(0.05, seed=5, n=20_000)
    late = pl.col("start_time") >= pl.datetime(2026, 11, 8)
    worse = late & (pl.int_range(pl.len()) % 8 == 0)
    source = written(spans.with_columns(status=pl.when(worse).then(pl.lit("error")).otherwise("status")))
    report = asked_of(source, ask(), "error_rate")
    assert (report.outcome, report.causes) == ("even", ())
    assert "Nothing stands out: the rise is spread evenly over" in report.findings[0].sentence
    assert report.rows == (report.total,)


def test_nothing_moved(written: Callable[..., Source], ask: Asked) -> None:
    report = asked_of(written(traffic(0.05, seed=9)), ask(), "error_rate")
    assert report.causes == ()
    assert report.findings[0].verdict in {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}
    assert report.total is not None
    assert report.total.changes == ()


def test_a_new_value_is_named_and_said_to_be_new(written: Callable[..., Source], ask: Asked) -> None:
    spans = traffic(0.05, seed=7).filter(
        (pl.col("geo") != "VN") | (pl.col("start_time") >= pl.datetime(2026, 11, 9))
    )
    spans = spans.with_columns(
        status=pl.when(pl.col("geo") == "VN").then(pl.lit("error")).otherwise("status")
    )
    report = asked_of(written(spans), ask(), "error_rate")
    first = report.causes[0]
    assert (first.kind, first.where) == (RowKind.NEW, {"geo": "VN"})
    assert "geo = VN, which is new" in report.findings[0].sentence
    assert first.onset is not None
    assert first.onset.at.day == 9


def test_not_recorded_is_a_value_like_any_other(written: Callable[..., Source], ask: Asked) -> None:
    spans = traffic(0.05, seed=11)
    late = pl.col("start_time") >= pl.datetime(2026, 11, 8)
    spans = spans.with_columns(device=pl.when(pl.col("device") == "ios").then(None).otherwise("device"))
    bad = late & pl.col("device").is_null()
    spans = spans.with_columns(
        status=pl.when(bad & (pl.int_range(pl.len()) % 3 == 0)).then(pl.lit("error")).otherwise("status")
    )
    report = asked_of(written(spans), ask(), "error_rate")
    assert report.causes[0].where == {"device": "(not recorded)"}
    assert report.causes[0].affected is not None
    assert "device = (not recorded)" in report.causes[0].affected.params["where"]


def test_values_beyond_the_frequent_ones_are_one(
    written: Callable[..., Source], ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidegauge.reports._scope.dimensions.MOST_VALUES", 3)
    monkeypatch.setattr("tidegauge.reports._scope.leaves.MOST_VALUES", 3)
    spans = traffic(0.05, seed=13).with_columns(user=pl.format("u{}", pl.int_range(pl.len()) % 40))
    report = asked_of(written(spans), ask(), "error_rate", "user", "geo")
    assert report.pooled == ("user",)
    assert report.total is not None
    assert report.total.n == spans.filter(pl.col("start_time") >= pl.datetime(2026, 11, 8)).height


def test_an_attribute_of_one_window_is_left_out(written: Callable[..., Source], ask: Asked) -> None:
    spans = traffic(0.05, seed=15).with_columns(day=pl.col("start_time").dt.to_string("%F"))
    report = asked_of(written(spans), ask(), "error_rate", "day", "geo", "device")
    assert report.apart == ("day",)
    assert report.dimensions == ("geo", "device")


def test_without_a_choice_the_stores_own_attributes_are_searched(
    written: Callable[..., Source], ask: Asked
) -> None:
    spans = traffic(0.05, seed=17).with_columns(
        cdn=pl.format("c{}", pl.int_range(pl.len()) % 4),
        answer_norm=pl.format("a{}", pl.int_range(pl.len()) % 4),
    )
    report = scope(written(spans), ask(), metric_of(written(spans), "error_rate"), (), ("model",))
    assert set(report.dimensions) == {"geo", "device", "cdn"}


def test_what_cannot_be_searched_is_said(source: Source, ask: Asked) -> None:
    with pytest.raises(FilterError, match="compares two windows"):
        asked_of(source, ask(compare=False), "error_rate")
    with pytest.raises(FilterError, match="Did you mean geo"):
        asked_of(source, ask(), "error_rate", "gep")
    with pytest.raises(MetricError, match="no sum over calls"):
        asked_of(source, ask(), "rmse(duration_ms, input_tokens)")


def test_no_calls_is_an_answer(source: Source, ask: Asked) -> None:
    report = asked_of(source, ask("geo = ZZ"), "error_rate")
    assert (report.rows, report.findings[0].verdict) == ((), Verdict.CANNOT_TELL)
    assert "No calls match geo = ZZ" in report.findings[0].sentence


def test_the_table_has_a_row_for_each(source: Source, ask: Asked) -> None:
    report = asked_of(source, ask(), "error_rate")
    frame = table(report)
    assert frame["segment"].to_list()[-2:] == ["rest", "total"]
    assert frame["change"].to_list() == [row.change for row in report.rows]


def test_a_share_of_the_calls_that_record_it_is_said_to_be_one(
    written: Callable[..., Source], ask: Asked
) -> None:
    late = pl.col("start_time") >= pl.datetime(2026, 11, 8)
    bad = late & (pl.col("geo") == "DE") & (pl.int_range(pl.len()) % 3 == 0)
    spans = traffic(0.05, seed=19).with_columns(
        format_valid=pl.when(pl.col("device") == "ios").then(~bad),
        status=pl.when(bad).then(pl.lit("error")).otherwise(pl.lit("ok")),
    )
    source, now = written(spans), spans.filter(late)
    said = {name: asked_of(source, ask(), name).findings[0] for name in ("error_rate", "format_failure_rate")}
    for name, rows in (("error_rate", now), ("format_failure_rate", now.drop_nulls("format_valid"))):
        share = formats.share(rows.filter(pl.col("geo") == "DE").height / rows.height)
        words = "of traffic" if name == "error_rate" else "of calls that record it"
        assert said[name].details[0].endswith(f"{share} {words}")
