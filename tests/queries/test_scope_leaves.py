"""What the search asks of a store: leaves, marks, doses and first sights, held to the same rows counted by polars."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from tests.conftest import END, START
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_leaves import OTHER, capped, cardinalities, frequent, leaves
from tidegauge.queries.scope_marks import Marked, doses, first_seen, marked
from tidegauge.queries.sides import Buckets
from tidegauge.reports._gather import Gathered, gather
from tidegauge.reports._scope.kinds import own_part
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

Asked = Callable[..., TraceFilter]


def ordered(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.rows(), key=repr)


def gathered(source: Source, asked: TraceFilter) -> tuple[Gathered, Metric]:
    (metric,) = chosen_metrics(("error_rate",), load_settings(environ={}), source.store.catalog())
    return gather(source, asked, [metric], ("geo", "device")), metric


def test_leaves_are_every_combination_on_either_side(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found, metric = gathered(source, ask())
    rows = found.calls([metric], ("d0", "d1"))
    frame = source.store.read(leaves(rows, found.prefix(metric), own_part(found, metric), ("d0", "d1")))
    expected = calls.group_by("current", "geo", "device").agg(
        n=pl.len(), bad=(pl.col("status") == "error").sum()
    )
    assert ordered(frame.select("side", "d0", "d1", "m0_n", "m0_sa")) == ordered(
        expected.with_columns(pl.col("current").cast(pl.Int64))
    )


def test_rare_values_are_pooled(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found, metric = gathered(source, ask())
    rows = found.calls([metric], ("d0", "d1"))
    kept = source.store.read(frequent(rows, ("d0",), 1))["value"].to_list()
    most = calls["geo"].value_counts(sort=True)["geo"][0]
    assert kept == [most]
    part = own_part(found, metric)
    frame = source.store.read(leaves(capped(rows, {"d0": kept}), found.prefix(metric), part, ("d0",)))
    pooled = frame.filter(pl.col("d0") == OTHER)["rows"].sum()
    assert pooled == calls.filter(pl.col("geo") != most).height


def test_cardinalities_are_those_of_the_filters_rows(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    asked = ask()
    (row,) = source.store.read(cardinalities(source.rows(asked), asked, ("geo", "device"))).rows()
    assert row == (calls["geo"].drop_nulls().n_unique(), calls["device"].drop_nulls().n_unique())


def test_a_call_belongs_to_the_narrowest_cause(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found, metric = gathered(source, ask())
    wide, narrow = Marked({"d0": ("BR",)}, {}), Marked({"d0": ("BR",), "d1": ("ios",)}, {})
    rows = marked(found.calls([metric], ("d0", "d1")), (wide, narrow))
    counts = dict(
        source.store.read(leaves(rows, found.prefix(metric), own_part(found, metric), ("cause",)))
        .group_by("cause")
        .agg(pl.col("rows").sum())
        .iter_rows()
    )
    br, ios = (
        (pl.col(name) == value).fill_null(value=False) for name, value in (("geo", "BR"), ("device", "ios"))
    )
    assert counts == {
        0: calls.filter(~br).height,
        1: calls.filter(br & ~ios).height,
        2: calls.filter(br & ios).height,
    }


def test_doses_count_current_calls_from_the_onset_on(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found, metric = gathered(source, ask())
    day = Buckets(timedelta(days=1))
    rows = marked(found.bucketed(day).calls([metric], ("d0", "d1")), (Marked({"d0": ("BR",)}, {}),))
    frame = source.store.read(doses(rows, "m0_a", ["d1"], {0: 0, 1: 3}))
    late = calls.filter(
        pl.col("current"), pl.col("geo") == "BR", pl.col("start_time") >= END - timedelta(days=4)
    )
    expected = late.group_by("device").agg(pl.len(), (pl.col("status") == "error").sum())
    assert ordered(frame.filter(pl.col("cause") == 1).select("d1", "n", "total")) == ordered(expected)


def test_the_first_sight_of_each_combination(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found, _ = gathered(source, ask())
    frame = source.store.read(first_seen(found.flat, ["d0", "d1"], START, END))
    expected = calls.group_by("geo", "device").agg(pl.col("start_time").min(), pl.len())
    assert ordered(frame) == ordered(expected)
