"""Sufficient statistics: sums equal those of polars over the same frame exactly; histograms count every row."""

from collections.abc import Callable

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.bins import bucket_of
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.parts import BinParts, DistinctParts, Parts, SumParts, parts
from tidegauge.queries.sides import rows_of, sides
from tidegauge.queries.summaries import bins, sums, sums_each, units, values_of
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

Asked = Callable[..., TraceFilter]
SIDE = pl.col("current").cast(pl.Int32).alias("side")


def calls_of(
    source: Source, asked: TraceFilter, expression: str, by: tuple[str, ...] = (), per: str | None = None
) -> tuple[sa.Subquery, Parts]:
    """Return the rows to group, with the values of one metric called m, and the metric's parts."""
    rows = rows_of(source.store.catalog(), asked)
    (metric,) = chosen_metrics([expression], Settings(), source.store.catalog())
    part = parts(metric, rows.column)
    units = {} if per is None else {"m": rows.column(per)}
    return sides(rows, asked, by, values_of({"m": part}, units)).subquery("calls"), part


def summed(source: Source, asked: TraceFilter, expression: str, by: tuple[str, ...] = ()) -> pl.DataFrame:
    found, part = calls_of(source, asked, expression, by)
    assert isinstance(part, SumParts)
    return source.store.read(sums(found, {"m": part}, [f"d{place}" for place in range(len(by))]))


def rows_equal(found: pl.DataFrame, expected: pl.DataFrame) -> bool:
    names = expected.columns
    return found.select(names).sort(names).rows() == expected.sort(names).rows()


@pytest.mark.parametrize("by", ["geo", "device", 'a"b%c:d?e [select] é', "format_valid", "input_tokens"])
def test_sums_by_a_dimension_are_those_of_polars(
    source: Source, ask: Asked, calls: pl.DataFrame, by: str
) -> None:
    found = summed(source, ask(), "mean(cost_usd)", (by,))
    cost = pl.col("cost_usd")
    expected = calls.group_by(SIDE, pl.col(by).cast(pl.String).alias("d0")).agg(
        rows=pl.len().cast(pl.Int64), m_sa=cost.sum(), m_saa=(cost * cost).sum()
    )
    assert rows_equal(found, expected)


def test_a_ratio_has_its_cross_products(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    found = summed(source, ask(), "sum(cost_usd) / sum(input_tokens)", ("geo",))
    # A cost on a row without tokens counts above the line and not below it.
    a, b = pl.col("cost_usd"), pl.col("input_tokens").cast(pl.Float64)
    expected = calls.group_by(SIDE, d0="geo").agg(
        m_sa=a.sum(), m_sb=b.sum(), m_sab=(a * b).sum(), m_sbb=(b * b).sum()
    )
    assert rows_equal(found, expected)


def test_a_rate_counts_only_the_rows_where_it_is_known(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    found = summed(source, ask(), "rate(input_tokens > 1000)", ("device",))
    share = (pl.col("input_tokens") > 1000).cast(pl.Float64)
    counted = share.count().cast(pl.Int64)
    expected = calls.group_by(SIDE, d0="device").agg(m_n=counted, m_sa=share.sum())
    assert rows_equal(found, expected)
    assert "m_saa" not in found.columns


def test_every_dimension_apart_gives_what_one_query_each_gives(source: Source, ask: Asked) -> None:
    rows, part = calls_of(source, ask(), "mean(cost_usd)", ("geo", "device"))
    assert isinstance(part, SumParts)
    found = source.store.read(sums_each(rows, {"m": part}, ["d0", "d1"]))
    for level, by in enumerate(((), ("geo",), ("device",))):
        alone = summed(source, ask(), "mean(cost_usd)", by)
        names = ["side", "rows", "m_sa", "m_saa", *(["value"] if by else [])]
        assert rows_equal(
            found.filter(pl.col("level") == level), alone.rename({"d0": "value"}, strict=False).select(names)
        )


def test_without_a_dimension_every_row_is_on_level_zero(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    rows, _ = calls_of(source, ask(), "mean(cost_usd)")
    found = source.store.read(sums_each(rows, {}, []))
    assert set(found["level"]) == {0}
    assert found["rows"].sum() == calls.height


def test_the_histogram_of_a_quantile_is_numpys(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    rows, of = calls_of(source, ask(), "p95(duration_ms)", ("geo",))
    assert isinstance(of, BinParts)
    found = source.store.read(bins(rows, "m", of, ["d0"]))
    binned = calls.with_columns(bin=pl.Series(bucket_of(calls["duration_ms"].to_numpy())).cast(pl.Int32))
    expected = binned.group_by(SIDE, "bin", d0="geo").agg(n=pl.len().cast(pl.Int64))
    assert rows_equal(found, expected)


def test_a_calibration_weighs_its_bins_with_predictions_and_labels(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    rows, of = calls_of(source, ask(), "ece(prediction, label)")
    assert isinstance(of, BinParts)
    found = source.store.read(bins(rows, "m", of, []))
    place = (pl.col("prediction") * 10).floor().clip(0, 9).cast(pl.Int32)
    expected = calls.group_by(SIDE, place.alias("bin")).agg(
        n=pl.len().cast(pl.Int64), w0=pl.col("prediction").sum(), w1=pl.col("label").sum()
    )
    assert rows_equal(found, expected)


@pytest.mark.parametrize("expression", ["cost_per_session", "sum(cost_usd) / count(distinct session_id)"])
def test_a_session_counts_once_with_its_total(
    source: Source, ask: Asked, calls: pl.DataFrame, expression: str
) -> None:
    per = None if "/" in expression else "session_id"
    rows, of = calls_of(source, ask(), expression, ("device",), per)
    assert isinstance(of, SumParts | DistinctParts)
    found = source.store.read(units(rows, "m", of, ["d0"]))
    sessions = calls.group_by(SIDE, "session_id", d0="device").agg(pl.col("cost_usd").sum())
    cost = pl.col("cost_usd")
    expected = sessions.group_by("side", "d0").agg(
        n=pl.len().cast(pl.Int64), sa=cost.sum(), saa=(cost * cost).sum()
    )
    assert rows_equal(found, expected)
