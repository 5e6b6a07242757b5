"""Segments: every number against polars over the same frame, and what is said of an empty or tiny store."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.errors import FilterError, MetricError
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Verdict
from tidegauge.metrics.choice import chosen_metrics, offered_metrics
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.segments import SegmentsReport, segments, table
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

ODD = 'a"b%c:d?e [select] é'
Asked = Callable[..., TraceFilter]


def report(
    source: Source, asked: TraceFilter, *metrics: str, by: tuple[str, ...] = ("geo",)
) -> SegmentsReport:
    return segments(source, asked, chosen_metrics(metrics, Settings(), source.store.catalog()), by)


def values(found: SegmentsReport, *, reference: bool = False) -> dict[str, float]:
    """{value of the first dimension: the first metric} of one side."""
    name = found.by[0]
    sides = [(row.values[name], row.comparisons[0]) for row in found.rows]
    return {
        value: one.reference.value if reference and one.reference else one.current.value
        for value, one in sides
    }


def expected(calls: pl.DataFrame, by: str, value: pl.Expr, *, current: bool = True) -> dict[str, float]:
    side = calls.filter(pl.col("current") == current)
    key = pl.col(by).cast(pl.String).fill_null("(not recorded)").alias("key")
    return dict(side.group_by(key).agg(value.alias("value")).iter_rows())


PLAIN = {
    "calls": pl.len().cast(pl.Float64),
    "error_rate": (pl.col("status") == "error").mean(),
    "cost": pl.col("cost_usd").sum(),
    "cost_per_call": pl.col("cost_usd").mean(),
    "mean(input_tokens)": pl.col("input_tokens").mean(),
    "sum(cost_usd) / sum(input_tokens)": pl.col("cost_usd").sum() / pl.col("input_tokens").sum(),
    "count(distinct session_id)": pl.col("session_id").n_unique().cast(pl.Float64),
    "sum(cost_usd) / count(distinct session_id)": pl.col("cost_usd").sum() / pl.col("session_id").n_unique(),
    "cost_per_session": pl.col("cost_usd").sum() / pl.col("session_id").n_unique(),
    "brier": (pl.col("prediction") - pl.col("label")).pow(2).mean(),
}


@pytest.mark.parametrize("metric", PLAIN)
@pytest.mark.parametrize("by", ["geo", ODD])
def test_a_metric_of_sums_equals_polars(
    source: Source, ask: Asked, calls: pl.DataFrame, metric: str, by: str
) -> None:
    found = report(source, ask(), metric, by=(by,))
    for current in (True, False):
        assert values(found, reference=not current) == pytest.approx(
            expected(calls, by, PLAIN[metric], current=current), rel=1e-14
        )
    whole = calls.filter("current").select(PLAIN[metric]).item()
    assert found.total.comparisons[0].current.value == pytest.approx(whole, rel=1e-14)


@pytest.mark.parametrize(("metric", "level"), [("latency_p50", 0.5), ("latency_p95", 0.95)])
def test_a_quantile_is_within_its_bucket(
    source: Source, ask: Asked, calls: pl.DataFrame, metric: str, level: float
) -> None:
    exact = expected(calls, "geo", pl.col("duration_ms").quantile(level, "linear"))
    assert values(report(source, ask(), metric)) == pytest.approx(exact, rel=0.02)


def test_every_offered_metric_has_a_number_between_its_limits(source: Source, ask: Asked) -> None:
    names = offered_metrics(Settings(), source.store.catalog())
    found = report(source, ask(), *names, by=("geo", "device"))
    for one in (one for row in (*found.rows, found.total) for one in row.comparisons if one.current.n > 1):
        assert one.current.low <= one.current.value <= one.current.high, one.metric


@pytest.mark.parametrize(
    "by", [("geo", "device"), ("format_valid",), ("model",), ("start_time",), (ODD, "geo")]
)
def test_shares_add_up_and_no_row_is_lost(
    source: Source, ask: Asked, calls: pl.DataFrame, by: tuple[str, ...]
) -> None:
    found = report(source, ask(minimum_n=20), "calls", by=by)
    assert sum(row.n_current for row in found.rows) == found.total.n_current == calls["current"].sum()
    assert sum(row.share for row in found.rows) == pytest.approx(1)


def test_small_segments_are_pooled_and_a_value_called_rest_stays_itself(
    written: Callable[..., Source],
) -> None:
    names = ["rest"] * 30 + [f"v{number}" for number in range(30)]
    spans = pl.DataFrame(
        {"trace_id": "t", "span_id": [f"c{n}" for n in range(60)], "kind": "model", "geo": names}
    )
    own = written(spans.with_columns(start_time=datetime(2026, 11, 10)))
    window = Population(Window(datetime(2026, 11, 10), datetime(2026, 11, 11)))
    found = report(own, TraceFilter(window, minimum_n=10), "calls")
    assert [(row.values["geo"], row.pooled, row.n_current) for row in found.rows] == [
        ("rest", 0, 30),
        ("rest", 30, 30),
    ]
    assert (found.segments, found.pooled) == (31, 30)


def test_two_versions_are_compared_within_each_segment(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    late, chips = ask().current.window, ("device = ios", "device = web")
    web, ios = (Population(late, (parse_condition(chip),)) for chip in reversed(chips))
    found = report(source, TraceFilter(web, ios), "cost_per_call")
    for device, is_reference in (("ios", True), ("web", False)):
        side = calls.filter(pl.col("device") == device)
        assert values(found, reference=is_reference) == pytest.approx(
            expected(side, "geo", pl.col("cost_usd").mean()), rel=1e-14
        )


def test_judges_and_people_are_two_numbers(source: Source, ask: Asked) -> None:
    found = report(source, ask(), "score.correctness", "human.correctness")
    judge, human = found.total.comparisons
    assert human.current.value == 1.0 < judge.current.value
    assert human.current.n < judge.current.n < found.total.n_current


def test_without_a_single_thumb_down_every_rating_is_good(source: Source, ask: Asked) -> None:
    (rate,) = report(source, ask(), "thumbs_up_rate").total.comparisons
    assert (rate.current.value, rate.coverage) == (1.0, pytest.approx(0.2, abs=0.05))


@pytest.mark.parametrize("grain", ["call", "trace", "span"])
def test_an_empty_answer_says_so_and_which_chip_to_drop(source: Source, ask: Asked, grain: str) -> None:
    found = report(
        source, ask("geo = Atlantis", grain=grain), "cost", "latency_p95", "cost_per_session", "ece"
    )
    assert (found.rows, found.segments, found.mix) == ((), 0, None)
    assert "match geo = Atlantis" in found.findings[0].sentence
    assert found.findings[0].details[0].startswith("without geo = Atlantis: ")
    assert (to_csv(table(found)).strip(), '"n_current": 0' in to_json(found)) == ("", True)


def test_a_window_without_calls_says_when_the_store_has_some(source: Source) -> None:
    asked = TraceFilter(Population(Window(datetime(2020, 1, 1), datetime(2020, 1, 2))))
    (finding,) = report(source, asked, "cost").findings
    assert finding.sentence == "No calls in this window."
    assert finding.details[0].startswith("the store has spans from Sun 1 Nov 2026 ")


def test_what_moved_the_other_way_is_not_everywhere(written: Callable[..., Source]) -> None:
    number, late = pl.int_range(4_000), pl.int_range(4_000) >= 2_000
    geo = pl.when(number % 4 == 0).then(pl.lit("BR")).otherwise(pl.lit("DE"))
    cost = pl.when(late).then(pl.when(geo == "BR").then(1.0).otherwise(9.0)).otherwise(4.0) + number % 7 / 8
    spans = pl.select(
        trace_id=pl.format("t{}", number),
        span_id=pl.format("c{}", number),
        kind=pl.lit("model"),
        start_time=pl.lit(datetime(2026, 11, 1)) + pl.duration(minutes=number),
        geo=geo,
        cost_usd=cost,
    )
    middle = datetime(2026, 11, 1) + timedelta(minutes=2_000)
    now = Window(middle, middle + timedelta(minutes=2_000))
    asked = TraceFilter(Population(now), Population(now.earlier(now.length)), "before")
    sentence = report(written(spans), asked, "mean(cost_usd)").findings[0].sentence
    assert sentence.endswith(" where geo = DE. 2 of 2 segments changed, 1 of them the other way.")


def test_an_empty_store_has_no_calls_yet(tmp_path_factory: pytest.TempPathFactory, ask: Asked) -> None:
    from tidegauge.stores import open_store

    empty = Source(open_store(str(tmp_path_factory.mktemp("empty"))))
    assert report(empty, ask(), "error_rate", "latency_p95").findings[0].sentence == "No calls yet."


def test_one_row_and_no_reference_rows_cannot_tell(written: Callable[..., Source]) -> None:
    spans = pl.DataFrame(
        {"trace_id": "t", "span_id": "c", "kind": "model", "status": "ok", "duration_ms": 5.0}
    )
    own = written(spans.with_columns(start_time=datetime(2026, 11, 10)))
    day = Window(datetime(2026, 11, 10), datetime(2026, 11, 11))
    asked = TraceFilter(Population(day), Population(day.earlier(timedelta(days=1))), "the day before")
    found = report(own, asked, "error_rate", "latency_p95", "mean(duration_ms)", "calls")
    assert {one.verdict for one in found.findings} == {Verdict.CANNOT_TELL}
    assert found.rows[0].values == {"geo": "(not recorded)"}


def test_equal_values_on_both_sides_are_not_a_change(source: Source, ask: Asked) -> None:
    (same,) = report(source, ask(), "mean(case when status is null then 1 else 2 end)").total.comparisons
    assert (same.current.value, same.verdict) == (2.0, Verdict.NOT_MATERIAL)


def test_of_equal_segments_none_is_called_highest(source: Source, ask: Asked) -> None:
    metric = "mean(case when status is null then 1 else 2 end)"
    assert (
        report(source, ask(compare=False), metric).findings[0].sentence
        == f"{metric} is 2.00 in each of 4 segments."
    )


def test_a_column_that_is_dimension_and_metric_has_two_columns_in_the_table(
    source: Source, ask: Asked
) -> None:
    found = table(report(source, ask(), "label", by=("label",)))
    assert {"label", "label_value"} <= set(found.columns)


@pytest.mark.parametrize("by", [(), ("geo", "geo"), ("geo", "device", "kind", "status", "name"), ("gep",)])
def test_dimensions_that_do_not_fit_are_refused(source: Source, ask: Asked, by: tuple[str, ...]) -> None:
    with pytest.raises(FilterError):
        report(source, ask(), "calls", by=by)


def test_a_metric_that_the_store_lacks_is_refused(source: Source, ask: Asked) -> None:
    with pytest.raises(MetricError, match="colour"):
        report(source, ask(), "mean(colour)")
