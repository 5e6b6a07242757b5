"""Which attributes divide the rows of a filter. Authority: polars' n_unique on the same frame."""

from collections.abc import Callable

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.reports.dimensions import dividing_dimensions, known_dimensions
from tidegauge.reports.source import Source

ODD = 'a"b%c:d?e [select] é'


def test_a_dimension_has_at_least_two_values_and_identifiers_are_none(
    source: Source, ask: Callable[..., TraceFilter], calls: pl.DataFrame
) -> None:
    found = dividing_dimensions(source, ask(), ("device", "geo", "colour"))
    assert found[:2] == ("device", "geo")
    assert {"status", "format_valid", ODD} <= set(found)
    assert not {"trace_id", "session_id", "kind", "model", "model_requested", "colour", "language"} & set(
        found
    )
    assert all(calls[name].drop_nulls().n_unique() >= 2 for name in found)


def test_what_the_filter_fixes_divides_no_more(source: Source, ask: Callable[..., TraceFilter]) -> None:
    assert "geo" not in dividing_dimensions(source, ask("geo = BR"), ("geo",))


def test_nothing_divides_an_empty_answer(source: Source, ask: Callable[..., TraceFilter]) -> None:
    assert dividing_dimensions(source, ask("geo = Atlantis"), ("geo",)) == ()


def test_names_that_the_store_lacks_are_left_out(source: Source, ask: Callable[..., TraceFilter]) -> None:
    names = ("geo", "colour", "score.correctness", "score.charm", "signal.thumbs_up", "model", "")
    assert known_dimensions(source, ask(), names) == ("geo", "score.correctness", "signal.thumbs_up", "model")
