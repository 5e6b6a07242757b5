"""Chips as SQL: each keeps the rows that polars keeps of the same frame, and values are never spliced."""

from collections.abc import Callable
from datetime import datetime

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import OPERATORS, Condition, parse_condition
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.reports.source import Source

Kept = Callable[..., int]
ODD = 'a"b%c:d?e [select] é'
GEO, LATENCY, TOKENS, AT = (pl.col(name) for name in ("geo", "duration_ms", "input_tokens", "start_time"))


def count(source: Source, chip: Condition) -> int:
    rows = Rows(source.store.catalog())
    kept = condition(rows, chip)
    query = sa.select(sa.func.count().label("n")).select_from(rows.source())
    return int(source.store.read(query.where(kept, rows.grain_condition()))["n"][0])


@pytest.mark.parametrize(
    ("chip", "same"),
    [
        ("geo = BR", GEO == "BR"),
        ("geo = BR, US", GEO.is_in(["BR", "US"])),
        ("geo != BR", GEO.ne_missing("BR")),
        ("geo = (not recorded)", GEO.is_null()),
        ("geo != (not recorded)", GEO.is_not_null()),
        ("geo = BR, (not recorded)", (GEO == "BR") | GEO.is_null()),
        ("geo != BR, (not recorded)", GEO.is_in(["DE", "US"])),
        ("geo ~ b", GEO == "BR"),
        ("geo ~ b, u", GEO.is_in(["BR", "US"])),
        ("geo !~ b", GEO.ne_missing("BR")),
        ("geo ~ %", pl.lit(value=False)),
        ("geo ~ _", pl.lit(value=False)),
        ("latency > 400", LATENCY > 400),
        ("latency <= 400", LATENCY <= 400),
        ("input_tokens = 7", TOKENS == 7),
        ("input_tokens = 7.5", pl.lit(value=False)),
        ("input_tokens != 7", TOKENS.ne_missing(7)),
        ("input_tokens ~ 99", TOKENS.cast(pl.String).str.contains("99")),
        ("format_valid = true", pl.col("format_valid")),
        ("format_valid != TRUE", ~pl.col("format_valid")),
        ("start_time >= 2026-11-08", datetime(2026, 11, 8) <= AT),
        ("start_time < 2026-11-08T02:00+02:00", datetime(2026, 11, 8) > AT),
        ("status > ok", pl.lit(value=False)),
        (
            "signal.thumbs_up > 0",
            pl.col("span_id").is_in(pl.Series([f"c{n}" for n in range(0, 3000, 5)]).implode()),
        ),
    ],
)
def test_a_chip_keeps_what_polars_keeps(
    source: Source, calls: pl.DataFrame, chip: str, same: pl.Expr
) -> None:
    assert count(source, parse_condition(chip)) == calls.filter(same).height


@pytest.mark.parametrize("value", ["x, y", "100%", 'say "hi"', "a:b?c", "rest", "مرحبا", "🙂", "'; DROP"])
def test_odd_names_and_values_mean_themselves(source: Source, calls: pl.DataFrame, value: str) -> None:
    expected = calls.filter(pl.col(ODD) == value).height
    assert expected > 0
    for operator in ("=", "~"):
        assert count(source, Condition(ODD, operator, (value,))) == expected
    assert count(source, Condition(ODD, "!=", (value,))) == calls.height - expected


@pytest.mark.parametrize(
    "value", ["x' OR 1=1 --", '" OR ""="', "'; DROP VIEW spans; --", "\x00", "?", ":1", "%s", "x" * 1_000_000]
)
@pytest.mark.parametrize("operator", OPERATORS)
def test_no_value_is_ever_read_as_sql(source: Source, calls: pl.DataFrame, operator: str, value: str) -> None:
    chip = Condition("geo", operator, (value,))
    as_text = {"=": 0, "~": 0, "!=": calls.height, "!~": calls.height}
    found = count(source, chip)
    assert found == as_text.get(operator, found)
    assert count(source, Condition("geo", "!=", ("XX",))) == calls.height


def test_the_empty_text_is_not_null_and_has_two_spellings(written: Callable[..., Source]) -> None:
    spans = pl.DataFrame(
        {"trace_id": "t", "span_id": ["a", "b", "c"], "kind": "model", "geo": ["", None, "BR"]}
    )
    own = written(spans.with_columns(start_time=datetime(2026, 11, 1)))
    assert [
        count(own, parse_condition(chip)) for chip in ('geo = ""', "geo = (empty)", "geo != (empty)")
    ] == [1, 1, 2]


def test_text_searches_input_and_output_and_misses_nothing_without_them(
    written: Callable[..., Source],
) -> None:
    spans = pl.DataFrame(
        {
            "trace_id": "t",
            "span_id": ["a", "b", "c", "d"],
            "kind": "model",
            "input_text": ["Refund please", None, None, "hello"],
            "output_text": [None, "a REFUND", None, "100%"],
        }
    )
    own = written(spans.with_columns(start_time=datetime(2026, 11, 1)))
    found = [
        count(own, parse_condition(f"text {chip}"))
        for chip in ("~ refund", "!~ refund", "~ %", "~ hello, refund")
    ]
    assert found == [2, 2, 1, 3]


def test_identifiers_above_two_to_the_53_keep_their_neighbours_apart(written: Callable[..., Source]) -> None:
    big = 2**53
    spans = pl.DataFrame({"trace_id": "t", "span_id": ["a", "b"], "kind": "model", "account": [big, big + 1]})
    own = written(spans.with_columns(start_time=datetime(2026, 11, 1)))
    assert count(own, Condition("account", "=", (str(big + 1),))) == 1


@pytest.mark.parametrize(
    ("chip", "words"),
    [
        ("latency > fast", "latency needs a number, not “fast”"),
        ("latency > nan", "latency needs a number"),
        ("input_tokens = inf", "input_tokens needs a number"),
        ("latency > 1, 2", "> takes one value, not 2"),
        ("format_valid = yes", "needs true or false"),
        ("start_time > monday", "needs a time such as"),
        ("gep = BR", "Did you mean geo"),
    ],
)
def test_a_chip_that_its_column_cannot_hold_is_refused(source: Source, chip: str, words: str) -> None:
    with pytest.raises(FilterError, match=words):
        condition(Rows(source.store.catalog()), parse_condition(chip))
