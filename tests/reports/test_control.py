"""Control charts on stores made by hand: what is out, since when, and that nothing is learnt as normal."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest

from tests.control_calls import START, calls
from tidegauge.errors import FilterError
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.formats import share
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._control.records import Origin, State
from tidegauge.reports.control import ControlReport, control, table
from tidegauge.reports.control_rebase import consequence
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stats.spc.rule import Rule
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline

MakeSource = Callable[..., Source]
DAYS = 60
OTHERS = ("calls", "latency_p95", "cost", "output_tokens", "cost_per_call")


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def asked(*chips: str, first: float = 0, last: float = DAYS, zone: str = "UTC") -> TraceFilter:
    window = Window(day(first), day(last))
    return TraceFilter(Population(window, tuple(map(parse_condition, chips))), time_zone=zone)


def charted(
    source: Source, question: TraceFilter, metric: str = "error_rate", **more: object
) -> ControlReport:
    names = (metric, *more.pop("also", ()))  # type: ignore[misc]
    first, *rest = chosen_metrics(names, Settings(), source.store.catalog())
    return control(source, question, first, rest, **more)  # type: ignore[arg-type]


def creep(number: int) -> float:
    """The error rate of statistics.md: 0.5 % up to day 30, then up to 4.8 % on the last day."""
    return 0.005 + max(0, number - 29) * 0.043 / 30


def frozen(first: float, last: float, *chips: str) -> RecordedBaseline:
    of = BaselineOf("error_rate", where=chips)
    return RecordedBaseline(1, of, day(first), day(last), "ana", day(last), "the provider was moved")


def test_a_level_metric_stays_within_its_limits_and_no_other_is_named(source_of: MakeSource) -> None:
    found = charted(source_of(spans=calls(DAYS, lambda _: 0.02)), asked(), also=OTHERS)
    assert found.chart is not None
    assert (found.chart.finding.verdict, found.others, found.looked_at) == (Verdict.NOT_MATERIAL, (), 6)
    assert [stage.frozen.origin for stage in found.chart.stages] == [Origin.FIRST]
    assert sum(point.is_baseline for point in found.chart.points) == 21


def test_a_creep_is_caught_within_six_days_and_still_flagged_on_the_last(source_of: MakeSource) -> None:
    # The requirement, and the measured chart (statistics.md, "Creep", p chart with a fixed baseline: first day 6).
    spans = calls(DAYS, creep, a_day=2000)
    chart = charted(source_of(spans=spans), asked()).chart
    assert chart is not None
    out = [point.at for point in chart.points if point.outside and point.at >= day(30)]
    assert out[0] <= day(36)
    assert out[-1] == day(59)
    assert (chart.state, chart.finding.verdict, chart.finding.direction) == (
        State.OUTSIDE,
        Verdict.CHANGED,
        Direction.WORSE,
    )
    assert "has left its baseline and is still rising" in chart.finding.sentence
    usual = spans.filter(pl.col("start_time") < day(21)).select((pl.col("status") == "error").mean()).item()
    assert chart.finding.sentence.endswith(f"on Fri 30 Oct against {share(usual)} in the baseline.")


def test_a_creep_in_the_baseline_itself_is_said_and_still_found(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda number: 0.005 + 0.043 * number / 59, a_day=2000)
    chart = charted(source_of(spans=spans), asked()).chart
    assert chart is not None
    assert chart.stages[0].creeps
    assert chart.finding.verdict is Verdict.CHANGED
    assert any("the baseline itself is not level" in part for part in chart.finding.details)
    assert all(point.outside for point in chart.points[-20:])


@pytest.mark.parametrize("method", [None, "ewma", "cusum"])
def test_a_step_is_dated(source_of: MakeSource, method: str | None) -> None:
    spans = calls(DAYS, lambda _: 0.01, tokens=lambda number: 400 if number < 50 else 320)
    chart = charted(source_of(spans=spans), asked(), "output_tokens", method=method).chart
    assert chart is not None
    assert chart.finding.verdict is Verdict.CHANGED
    assert chart.finding.onset == day(50)
    assert abs((chart.since or day(0)) - day(50)) <= timedelta(days=1)
    assert [(turn.at, turn.low <= day(50) <= turn.high) for turn in chart.turns] == [(day(50), True)]
    assert chart.finding.kind == f"control.{chart.method}"


def test_a_metric_that_came_back_is_said_to_be_back(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda number: 0.2 if 40 <= number < 43 else 0.01, a_day=1000)
    chart = charted(source_of(spans=spans), asked(), rules=(Rule.BEYOND,)).chart
    assert chart is not None
    assert chart.state is State.RETURNED
    assert (
        "was off its baseline: signals on 3 of 39 days, last on Tue 13 Oct; it is back"
        in chart.finding.sentence
    )


def test_a_shift_below_the_floor_is_not_material(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda number: 0.002 if number < 40 else 0.0055, a_day=5000)
    chart = charted(source_of(spans=spans), asked()).chart
    assert chart is not None
    assert (chart.state, chart.finding.verdict) == (State.OUTSIDE, Verdict.NOT_MATERIAL)
    assert "by less than the 0.5 pt that matter" in chart.finding.sentence


def test_too_short_a_baseline_is_refused_and_the_points_are_drawn(source_of: MakeSource) -> None:
    found = charted(source_of(spans=calls(14, lambda _: 0.02)), asked(first=7, last=14))
    chart = found.chart
    assert chart is not None
    assert chart.finding.verdict is Verdict.CANNOT_TELL
    assert chart.finding.sentence == "Error rate has no limits: 14 baseline days, 20 needed."
    assert len(chart.points) == 14
    assert not any(point.outside for point in chart.points)


def test_every_point_is_what_polars_counts(source_of: MakeSource) -> None:
    spans = calls(DAYS, creep)
    for metric, value in {
        "error_rate": (pl.col("status") == "error").mean(),
        "output_tokens": pl.col("output_tokens").mean(),
        "calls": pl.len().cast(pl.Float64),
        "cost": pl.col("cost_usd").sum(),
    }.items():
        chart = charted(source_of(spans=spans), asked(), metric).chart
        assert chart is not None
        daily = spans.group_by(pl.col("start_time").dt.truncate("1d").alias("day")).agg(value.alias("value"))
        expected = dict(daily.iter_rows())
        found = {point.at: point.value for point in chart.points}
        assert found == pytest.approx({at: expected[at] for at in found}, rel=1e-12)
        assert len(found) == DAYS


def test_a_day_that_is_not_over_is_left_out(source_of: MakeSource) -> None:
    spans = calls(30, lambda _: 0.02).filter(pl.col("start_time") < day(29.5))
    chart = charted(source_of(spans=spans), asked()).chart
    assert chart is not None
    assert chart.points[-1].at == day(28)


def test_days_are_those_of_the_viewer_and_one_has_25_hours(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda _: 0.02, a_day=480)
    chart = charted(source_of(spans=spans), asked(zone="Europe/Berlin"), "calls").chart
    assert chart is not None
    # Clocks go back on 25 Oct 2026: midnight is at 22:00 UTC before it, and at 23:00 after it.
    assert {point.at.hour for point in chart.points} == {22, 23}
    longest = next(point for point in chart.points if point.at == datetime(2026, 10, 24, 22))
    assert longest.n == pytest.approx(500, abs=1)
    assert longest.value == pytest.approx(480, abs=1)


def test_a_short_window_has_hourly_points(source_of: MakeSource) -> None:
    found = charted(source_of(spans=calls(40, lambda _: 0.02, a_day=1440)), asked(first=38, last=39))
    chart = found.chart
    assert chart is not None
    assert chart.hourly
    assert sum(point.in_window for point in chart.points) == 24
    assert chart.stages[0].points == 21 * 24
    assert chart.finding.verdict is Verdict.NOT_MATERIAL


def test_a_re_base_opens_a_stage_and_says_what_it_silences(source_of: MakeSource) -> None:
    source = source_of(spans=calls(DAYS, lambda number: 0.02 if number < 30 else 0.06))
    before = charted(source, asked()).chart
    after = charted(source, asked(), recorded=(frozen(30, 52),)).chart
    assert before is not None
    assert after is not None
    assert [stage.frozen.origin for stage in after.stages] == [Origin.FIRST, Origin.RECORDED]
    assert after.stages[1].start == day(30)
    assert {point.stage for point in after.points if point.at >= day(30)} == {1}
    assert (before.state, after.state) == (State.OUTSIDE, State.WITHIN)
    assert "signals would vanish: Thu 1 Oct" in consequence(before, after, "UTC")
    assert any("Frozen because: the provider was moved." in note for note in after.notes)


def test_a_baseline_on_record_for_other_filters_changes_nothing(source_of: MakeSource) -> None:
    source = source_of(spans=calls(DAYS, creep))
    other = charted(source, asked(), recorded=(frozen(0, 40, "geo = BR"),))
    assert to_json(other) == to_json(charted(source, asked()))


def test_days_asked_for_beat_those_on_record(source_of: MakeSource) -> None:
    source = source_of(spans=calls(DAYS, lambda _: 0.02))
    chart = charted(source, asked(), baseline=Window(day(5), day(35)), recorded=(frozen(30, 52),)).chart
    assert chart is not None
    assert [(stage.frozen.origin, stage.points) for stage in chart.stages] == [(Origin.NAMED, 30)]


def test_a_split_finds_the_value_that_moved(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda _: 0.02, a_day=2000, at=lambda number: 0.1 if number >= 45 else 0)
    found = charted(source_of(spans=spans), asked(), by="geo")
    assert [dict(one.segment) for one in found.panels] == [{"geo": "BR"}, {"geo": "DE"}]
    assert [one.finding.verdict for one in found.panels] == [Verdict.CHANGED, Verdict.NOT_MATERIAL]
    assert found.panels[0].since == day(45)
    assert "Error rate where geo = BR has left its baseline" in found.panels[0].finding.sentence
    assert found.findings[0].details[-1] == "1 of 2 values of geo signal"


def test_other_metrics_that_signal_are_named(source_of: MakeSource) -> None:
    spans = calls(DAYS, lambda _: 0.02, tokens=lambda number: 400 if number < 50 else 320)
    found = charted(source_of(spans=spans), asked(), also=OTHERS)
    assert [one.metric for one in found.others] == ["output_tokens"]
    assert found.findings[1].sentence.startswith("Output tokens per call have left their baseline")


def test_fewer_rules_send_fewer_signals_and_say_so(source_of: MakeSource) -> None:
    source = source_of(spans=calls(DAYS, creep, a_day=2000))
    chart = charted(source, asked(), rules=(Rule.BEYOND,)).chart
    assert chart is not None
    assert {rule for point in chart.points for rule in point.rules} == {"one point beyond the limit"}
    assert any(
        "Rule 1 on: expect one false signal in about 370 days; two to four times" in note
        for note in chart.notes
    )


def test_three_forms_leave_the_product(source_of: MakeSource) -> None:
    found = charted(source_of(spans=calls(DAYS, creep)), asked(), by="geo")
    assert to_csv(table(found)).count("\n") == 1 + 2 * DAYS
    assert '"method": "ewma"' in to_json(found)


@pytest.mark.parametrize("method", ["u", "naive", "x_bar_s"])
def test_a_method_that_does_not_fit_is_refused(source_of: MakeSource, method: str) -> None:
    with pytest.raises(FilterError):
        charted(source_of(spans=calls(30, creep)), asked(), method=method)


def test_nothing_to_chart_is_said(source_of: MakeSource, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tidegauge.stores import open_store

    source = source_of(spans=calls(30, creep))
    assert "match geo = Atlantis" in charted(source, asked("geo = Atlantis")).findings[0].sentence
    before = charted(source, asked(first=-20, last=-10))
    assert (before.chart, before.findings[0].verdict) == (None, Verdict.CANNOT_TELL)
    empty = Source(open_store(str(tmp_path_factory.mktemp("empty"))))
    (metric,) = chosen_metrics(("error_rate",), Settings(), source.store.catalog())
    assert control(empty, asked(), metric).findings[0].sentence == "No calls yet."
