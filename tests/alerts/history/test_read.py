"""A metric's history: sums by polars, whichever way the baseline is read."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tests.alert_calls import END, FIRST, HOUR, readings, rule
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.history import read
from tidegauge.alerts.history.records import History
from tidegauge.alerts.records import Rule
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline

ENDS = [END - number * HOUR for number in reversed(range(12))]


def of(source: Source, table: Rule, *baselines: RecordedBaseline) -> History:
    found = history_of(Asked(source, Settings(), table, ENDS, 0.01, baselines))
    assert found is not None
    return found


def test_sums_are_those_of_the_calls(quiet: Source, quiet_calls: pl.DataFrame) -> None:
    found = of(quiet, rule(metric="cost", for_each=("geo",)))
    places = {segment[0][1]: place for place, segment in enumerate(found.segments)}
    counted = (
        quiet_calls.filter(pl.col("start_time") >= ENDS[0] - HOUR)
        .group_by(pl.col("start_time").dt.truncate("1h").alias("at"), "geo")
        .agg(pl.len().alias("n"), pl.col("cost_usd").sum().alias("cost"))
    )
    for at, geo, n, cost in counted.rows():
        window = found.grid.asked[ENDS.index(at + HOUR)]
        assert found.rows[window, places[geo]] == n
        assert found.sums.a[window, places[geo]] == pytest.approx(cost)
    # The segment with most calls comes first.
    assert [one[0][1] for one in found.segments] == ["US", "DE", "BR"]


def test_the_first_21_whole_days_are_usual(quiet: Source) -> None:
    found = of(quiet, rule(metric="calls"))
    assert found.usual.start == FIRST + timedelta(days=1)
    assert found.usual.length == timedelta(days=21)
    assert found.grid.usual.size == 21 * 24


def test_a_baseline_on_record_counts_for_its_metric_and_filter(quiet: Source) -> None:
    start = FIRST + timedelta(days=10)
    of_errors = BaselineOf("error_rate", "", ("geo = BR",))
    record = RecordedBaseline(1, of_errors, start, start + timedelta(days=5), "ann", END, "calm days")
    own = rule(metric="error_rate", where=("geo = BR",))
    assert of(quiet, own, record).usual.start == start
    assert of(quiet, rule(metric="error_rate"), record).usual.start != start


def test_a_baseline_that_lies_apart_says_the_same(quiet: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    for metric in ("error_rate", "latency_p95"):
        together = of(quiet, rule(metric=metric, for_each=("geo",)))
        monkeypatch.setattr(read, "APART", timedelta(days=2))
        apart = of(quiet, rule(metric=metric, for_each=("geo",)))
        monkeypatch.undo()
        assert together.segments == apart.segments
        assert np.array_equal(together.sums.a, apart.sums.a)
        assert np.array_equal(together.sums.n, apart.sums.n)


def test_shares_are_of_all_calls_whatever_a_rule_leaves_out(quiet: Source, quiet_calls: pl.DataFrame) -> None:
    last = readings(quiet, rule(metric="error_rate", where=("device = ios",), for_each=("geo",)), 1)
    own = quiet_calls.filter(pl.col("start_time") >= END - HOUR)
    for one in last:
        here = own.filter(pl.col("device") == "ios", pl.col("geo") == one.segment[0][1])
        assert one.share == pytest.approx(here.height / own.height)


def test_of_too_many_segments_the_largest_are_watched(quiet: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST", 2)
    found = of(quiet, rule(metric="error_rate", for_each=("geo",)))
    assert ([one[0][1] for one in found.segments], found.left_out) == (["US", "DE"], 1)
    assert found.total[found.grid.asked].sum() > found.rows[found.grid.asked].sum()
