"""What the comparison of distributions asks in one look: held to the same rows counted by polars."""

from collections.abc import Callable
from math import floor, log

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.drift import BELOW, ZERO, Scale, category_counts, number_buckets
from tidegauge.queries.sides import sides
from tidegauge.reports.source import Source

Asked = Callable[..., TraceFilter]
TEXTS = ("geo", "device", "status")
NUMBERS = {"input_tokens": Scale(500.0, 100.0, 12), "duration_ms": Scale(3.0, 0.25, 40, logarithmic=True)}


def read(source: Source, asked: TraceFilter) -> pl.DataFrame:
    rows = source.rows(asked)
    values = {name: rows.column(name) for name in NUMBERS}
    return source.store.read(sides(rows, asked, TEXTS, values))


def test_every_text_is_counted_in_one_look(source: Source, ask: Asked) -> None:
    asked = ask()
    calls = sides(source.rows(asked), asked, TEXTS, {}).subquery("calls")
    found = source.store.read(category_counts(calls, ["d0", "d1", "d2"]))
    every = read(source, asked)
    assert sorted(found.filter(pl.col("level") == 0).select("side", "rows").rows()) == sorted(
        every.group_by("side").len().rows()
    )
    for level, name in enumerate(("d0", "d1", "d2"), 1):
        own = found.filter(pl.col("level") == level).select("side", "value", "rows").rows()
        assert sorted(own, key=repr) == sorted(every.group_by("side", name).len().rows(), key=repr)


def test_every_number_is_binned_in_one_look(source: Source, ask: Asked) -> None:
    asked, every = ask(), read(source, ask())
    rows = source.rows(asked)
    calls = sides(rows, asked, (), {name: rows.column(name) for name in NUMBERS}).subquery("calls")
    found = source.store.read(number_buckets(calls, NUMBERS))
    for place, (name, scale) in enumerate(NUMBERS.items()):
        buckets = [bucket(value, scale) for value in every[name].to_list()]
        x = pl.col(name)
        expected = (
            every.select("side", name, bucket=pl.Series(buckets, dtype=pl.Int32))
            .group_by("side", "bucket")
            .agg(n=pl.len(), total=x.sum(), squares=(x * x).cast(pl.Float64).sum(), low=x.min(), high=x.max())
        )
        own = found.filter(pl.col("place") == place).drop("place")
        assert own.height == expected.height
        both = own.join(expected, on=["side", "bucket"], nulls_equal=True)
        assert both.height == expected.height
        assert (both["n"] == both["n_right"]).all()
        for column in ("total", "low", "high"):
            known = both.filter(pl.col("bucket").is_not_null())
            assert (known[column] - known[f"{column}_right"]).abs().max() < 1e-6


def bucket(value: float | None, scale: Scale) -> int | None:
    if value is None:
        return None
    if value == 0:
        return ZERO
    if value < scale.begins:
        return BELOW
    at = log(value) if scale.logarithmic else value
    return min(floor((at - scale.low) / scale.width), scale.bins)
