"""A dimension that is looked up in a list of columns: the first that is recorded counts, whatever a page does with it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import overview_metrics
from tidegauge.queries.relation import Rows
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.drift import drift
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import lost_dimensions, places
from tidegauge.schema.tables import Kind
from tidegauge.settings import Settings

END = datetime(2026, 11, 15)
LIST = ("metadata.geo", "geo", "resource.cloud.region")
CALLS = 600


@pytest.fixture
def spans() -> pl.DataFrame:
    """Calls of two weeks whose place is recorded here or there: as text, as the empty text, or nowhere."""
    number = range(CALLS)
    return pl.DataFrame(
        {
            "trace_id": [f"t{n}" for n in number],
            "span_id": [f"s{n}" for n in number],
            "kind": "model",
            "status": ["error" if n % 5 == 0 else "ok" for n in number],
            "start_time": [END - timedelta(minutes=30 * n + 1) for n in number],
            "metadata.geo": [("BR", "", None, None)[n % 4] for n in number],
            "geo": [("US", "DE", "US", None)[n % 4] for n in number],
            "resource.cloud.region": ["eu-1"] * CALLS,
        }
    ).with_columns(pl.col("start_time").cast(pl.Datetime("us")))


@pytest.fixture
def looked_up(spans: pl.DataFrame, written: Callable[..., Source]) -> Source:
    return Source(written(spans).store, {"geo": LIST, "region": ("resource.cloud.region",)})


def _first_recorded(spans: pl.DataFrame) -> pl.Series:
    """Polars' own answer."""
    texts = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in LIST]
    return spans.select(pl.coalesce(*texts).alias("geo"))["geo"]


def test_segments_divide_by_what_is_found_first(
    looked_up: Source, spans: pl.DataFrame, ask: Callable[..., TraceFilter]
) -> None:
    metrics = overview_metrics(Settings(), looked_up.store.catalog())
    report = segments(looked_up, ask(), metrics, ("geo",))
    now = _first_recorded(spans).filter(spans["start_time"] >= datetime(2026, 11, 8))
    assert {row.values["geo"]: row.n_current for row in report.rows} == dict(now.value_counts().iter_rows())


@pytest.mark.parametrize("geo", ["BR", "DE", "US", "eu-1"])
def test_filters_ask_for_what_is_found_first(
    looked_up: Source, spans: pl.DataFrame, ask: Callable[..., TraceFilter], geo: str
) -> None:
    metrics = overview_metrics(Settings(), looked_up.store.catalog())
    report = segments(looked_up, ask(f"geo = {geo}"), metrics, ("kind",))
    now = _first_recorded(spans).filter(spans["start_time"] >= datetime(2026, 11, 8))
    assert sum(row.n_current for row in report.rows) == (now == geo).sum()


def test_drift_and_the_offered_dimensions_take_it(looked_up: Source, ask: Callable[..., TraceFilter]) -> None:
    assert {"geo", "resource.cloud.region"} - set(dividing_dimensions(looked_up, ask(), ("geo",))) == {
        "resource.cloud.region"
    }
    metrics = overview_metrics(Settings(), looked_up.store.catalog())
    rows = drift(looked_up, ask(), metrics, ("geo",)).rows
    assert "geo" in {row.column for row in rows}


def test_a_list_overrides_the_column_of_its_name_and_a_name_does_not() -> None:
    catalog = Catalog()
    assert places("geo", {"geo": ("device", "geo")}, catalog) == ("device", "geo")
    assert places("geo", {"geo": "device"}, catalog) == ("geo",)
    assert places("geo", {"geo": ("nowhere",)}, catalog) == ("geo",)
    assert places("place", {"place": ("nowhere",)}, catalog) == ()


def test_names_at_the_origin_and_derived_ones_may_stand_in_a_list() -> None:
    catalog = Catalog(aliases={"country": "geo"})
    assert places("place", {"place": ("country", "model")}, catalog) == ("geo", "model")


def test_columns_of_unlike_kinds_are_compared_as_text() -> None:
    rows = Rows(
        Catalog(), dimensions={"size": ("input_tokens", "output_tokens"), "any": ("input_tokens", "geo")}
    )
    assert rows.kind("size") is Kind.INTEGER
    assert rows.kind("any") is Kind.TEXT


@pytest.mark.parametrize(
    ("dimensions", "words"),
    [
        ({"geo": ("metadata.geo", "resource.geo")}, "none of the columns “metadata.geo”, “resource.geo”"),
        ({"geo": ("gep",)}, "“gep” is not a known column. Did you mean geo?"),
        ({"place": "gep"}, "“gep” is not a known column. Did you mean geo?"),
    ],
)
def test_what_a_store_cannot_answer_is_said(
    dimensions: Mapping[str, str | tuple[str, ...]], words: str
) -> None:
    (sentence,) = lost_dimensions(dimensions, Catalog(rows={"spans": 1}))
    assert words in sentence
    assert sentence.endswith("It is ignored.")
    assert lost_dimensions(dimensions, Catalog()) == ()
