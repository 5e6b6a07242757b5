"""The overview says what was planted: a segment, a mix, a hidden change, another judge; and never more than it knows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.choice import chosen_metrics, offered_metrics, watched_metrics
from tidegauge.reports._numbers import numbers, trends_shown
from tidegauge.reports.export import to_json
from tidegauge.reports.overview import OverviewReport, overview, table
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

BEFORE, NOW = datetime(2026, 11, 1), datetime(2026, 11, 8)
WEEK = timedelta(days=7)
ASKED = TraceFilter(Population(Window(NOW, NOW + WEEK)), Population(Window(BEFORE, NOW)), "the 7 days before")
Asked = Callable[..., TraceFilter]
Written = Callable[..., Source]


def report(
    source: Source, asked: TraceFilter, *metrics: str, by: Sequence[str] = ("geo", "device")
) -> OverviewReport:
    return overview(source, asked, chosen_metrics(metrics, Settings(), source.store.catalog()), by)


def traffic(*cells: tuple[datetime, str, int, int]) -> pl.DataFrame:
    """Return calls: for each (week, geo, rows, failures) that many, spread evenly over the week."""
    rows = []
    for start, geo, size, failures in cells:
        for number in range(size):
            failed = number * failures // size != (number + 1) * failures // size
            status = "error" if failed else "ok"
            rows.append((start + WEEK / size * number, geo, status, ("ios", "web")[number // 50 % 2]))
    frame = pl.DataFrame(rows, schema=["start_time", "geo", "status", "device"], orient="row")
    return frame.with_row_index("number").select(
        pl.all().exclude("number"),
        trace_id=pl.format("t{}", "number"),
        span_id=pl.format("c{}", "number"),
        kind=pl.lit("model"),
    )


def only(found: OverviewReport) -> Finding:
    (finding,) = found.findings
    return finding


def test_a_change_is_located_and_equals_polars(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found = report(source, ask(), "error_rate", "calls")
    rate = {
        side: (calls.filter(pl.col("current") == side)["status"] == "error").mean() for side in (True, False)
    }
    kpi = found.kpis[0]
    assert kpi.reference is not None
    assert (kpi.current.value, kpi.reference.value) == (pytest.approx(rate[True]), pytest.approx(rate[False]))
    assert only(found).segment == {"geo": "BR"}
    assert "of it is geo = BR" in only(found).sentence
    assert found.headline == "One thing changed."


def test_key_numbers_count_a_session_once_however_many_buckets_it_spans(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    late = calls.filter("current")
    found = report(source, ask(), "count(distinct session_id)", "cost_per_session", "latency_p95", "ece").kpis
    sessions = late["session_id"].n_unique()
    assert found[0].current.value == sessions
    assert found[1].current.value == pytest.approx(late["cost_usd"].sum() / sessions, rel=1e-14)
    assert found[2].current.value == pytest.approx(late["duration_ms"].quantile(0.95, "linear"), rel=0.02)
    assert 0 <= found[3].current.low <= found[3].current.value <= found[3].current.high


def test_the_points_of_a_trend_add_up_to_whole_days(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    (trend,) = report(source, ask(), "calls").trends
    assert sum(point.n for point in trend.current) == calls["current"].sum()
    assert trend.current[0].at == trend.reference[0].at == NOW


def test_traffic_mix_alone_is_named_as_such_on_both_pages(written: Written) -> None:
    cells = (
        (BEFORE, "DE", 4000, 80),
        (BEFORE, "BR", 1000, 200),
        (NOW, "DE", 2000, 40),
        (NOW, "BR", 3000, 600),
    )
    own = written(traffic(*cells))
    finding = only(report(own, ASKED, "error_rate"))
    assert (finding.kind, finding.verdict) == ("mix", Verdict.CHANGED)
    assert (
        "by traffic mix: geo = BR grew from 20% to 60% of calls. Within each geo it hardly moved"
        in finding.sentence
    )
    (said,) = segments(
        own, ASKED, chosen_metrics(["error_rate"], Settings(), own.store.catalog()), ["geo"]
    ).findings
    assert said.kind == "mix"
    assert said.sentence.endswith("geo = BR grew from 20% to 60% of calls. No segment moved.")


def test_a_total_that_rises_while_every_segment_falls_is_told_with_its_reason(written: Written) -> None:
    cells = (
        (BEFORE, "DE", 8000, 400),
        (BEFORE, "BR", 2000, 800),
        (NOW, "DE", 2000, 60),
        (NOW, "BR", 8000, 2800),
    )
    own = written(traffic(*cells))
    (said,) = segments(
        own, ASKED, chosen_metrics(["error_rate"], Settings(), own.store.catalog()), ["geo"]
    ).findings
    assert said.sentence.startswith(
        "Error rate rose in total although it fell within segments, because geo = BR grew"
    )


def test_a_change_that_the_total_hides_is_found(written: Written) -> None:
    cells = (
        (BEFORE, "DE", 4000, 200),
        (BEFORE, "BR", 4000, 200),
        (NOW, "DE", 4000, 80),
        (NOW, "BR", 4000, 320),
    )
    found = report(written(traffic(*cells)), ASKED, "error_rate")
    assert found.kpis[0].verdict is not Verdict.CHANGED
    assert only(found).segment == {"geo": "BR"}
    assert only(found).sentence.endswith("The total hides it.")
    link = only(found).link
    assert link is not None
    # Of the total there is nothing to scope.
    assert (link.page, link.params) == ("scope", {"of": "error_rate", "where": ("geo = BR",)})


def test_another_judge_makes_a_score_not_comparable_and_people_stay_comparable(written: Written) -> None:
    spans = traffic((BEFORE, "DE", 500, 0), (NOW, "DE", 500, 0))
    late = pl.col("start_time") >= NOW
    judged = spans.select(
        "span_id",
        name=pl.lit("correctness"),
        value=pl.when(late).then(2.0).otherwise(4.0) + pl.int_range(pl.len()) % 2,
        source=pl.lit("judge"),
        evaluator=pl.when(late).then(pl.lit("judge-b")).otherwise(pl.lit("judge-a")),
        created_at="start_time",
    )
    human = judged.with_columns(source=pl.lit("human"), value=pl.lit(4.0), evaluator=pl.lit("ann"))
    found = report(
        written(spans, scores=pl.concat([judged, human])), ASKED, "correctness", "human.correctness"
    )
    assert only(found).verdict is found.kpis[0].verdict is Verdict.NOT_COMPARABLE
    assert "the judge changed: judge-b since" in only(found).sentence
    assert found.kpis[1].verdict is Verdict.NOT_MATERIAL
    assert found.headline == "One cannot be compared."


def test_without_a_reference_nothing_is_claimed(source: Source, ask: Asked) -> None:
    found = report(source, ask(compare=False), "error_rate", "latency_p95")
    assert found.findings == ()
    assert found.headline.startswith("Nothing to compare with")
    assert all(one.reference is None and one.difference is None for one in found.kpis)


def test_an_empty_reference_window_is_nothing_to_compare_with(source: Source, ask: Asked) -> None:
    asked = ask()
    long_ago = TraceFilter(asked.current, Population(Window(BEFORE - WEEK, BEFORE)), "the 7 days before")
    found = report(source, long_ago, "error_rate", "latency_p95", "cost_per_session", "calls")
    assert found.headline == "Nothing to compare with: there is nothing in the 7 days before."
    assert Verdict.NOT_MATERIAL not in {one.verdict for one in found.kpis}


@pytest.mark.parametrize("grain", ["call", "trace", "span"])
def test_a_filter_that_matches_nothing_says_so(source: Source, ask: Asked, grain: str) -> None:
    names = offered_metrics(Settings(), source.store.catalog())
    found = report(source, ask("geo = Atlantis", grain=grain), *names)
    assert "match geo = Atlantis in this window" in found.headline == only(found).sentence
    assert '"n_current": 0' in to_json(found)


def test_every_offered_metric_has_a_key_number_and_a_row(source: Source, ask: Asked) -> None:
    names = offered_metrics(Settings(), source.store.catalog())
    found = report(source, ask(), *names)
    assert table(found)["metric"].to_list() == list(names)
    metrics = chosen_metrics(names, Settings(), source.store.catalog())
    known = numbers(source, ask(), metrics, ("geo",))
    assert [one.metric for one in known.comparisons] == [one.metric for one in found.kpis]
    assert 0 < len(trends_shown(known)) <= 4


def test_a_change_is_told_without_any_dimension_to_look_in(source: Source, ask: Asked) -> None:
    found = report(source, ask(), "error_rate", by=())
    assert only(found).segment == {}
    assert found.headline == "One thing changed."


def test_a_collapse_of_the_store_s_own_score_is_seen(
    written: Callable[..., Source], ask: Asked, calls: pl.DataFrame
) -> None:
    good = pl.when(pl.col("current")).then(pl.int_range(pl.len()) % 3 == 0).otherwise(statement=True)
    source = written(calls.with_columns(my_score=good.cast(pl.Float64)).drop("current"))
    watched = watched_metrics(Settings(), source.store.catalog())
    found = overview(source, ask(), (), (), watched)
    assert any(one.sentence.startswith("my_score fell from 1.00 to 0.33") for one in found.findings)
