"""What a call costs as SQL: its tokens times the prices of its model on its day, told apart by kind of tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.prices.rates import PER, DatedRates, ModelPrices, Rate, TokenRates
from tidegauge.queries.relation import Rows
from tidegauge.schema.functions import time_bucket
from tidegauge.schema.tables import Kind

SQL = sa.ColumnElement[Any]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  every time here is UTC without a zone
_MINUTES = 1440


@dataclass(frozen=True)
class Priced:
    """The prices of the models of a store by (model, provider), and how its tokens are told apart.

    `tokens` names the columns of further kinds of tokens; `batch` is what tells a batch call; money is multiplied by `scale`.
    """

    models: Mapping[tuple[str | None, str | None], ModelPrices]
    tokens: Mapping[str, str] = field(default_factory=dict)
    batch: SQL | None = None
    scale: float = 1.0


def model_of(rows: Rows) -> SQL:
    """Return the name that a call is priced by: the version that answered, else the model asked for."""
    return rows.column("model")


def values(rows: Rows, priced: Priced) -> dict[str, SQL]:
    """Return a call's columns of money and tokens; NULL where not recorded or not known.

    `model`; `recorded` is the store's own money; `list_in`, `list_cached` and `list_out` what its uncached input, cached
    input and output cost by the price list; `cost` is the money that counts: recorded, else the sum of the three. `tokens_in`,
    `tokens_cached` and `tokens_out` are NULL together, where either input or output is not recorded; `cache_told` is what
    the store says of the cache, which says nothing of calls where it is NULL.
    """
    spans, scale = rows.spans.c, priced.scale
    scaled = spans.cost_usd if scale == 1.0 else spans.cost_usd * sa.literal_column(repr(scale))
    recorded = sa.cast(scaled, sa.Double)
    parts = {name: _parts(rows, priced, name) for name in ("list_in", "list_cached", "list_out")}
    said = sa.func.coalesce(spans.output_tokens, _silent(rows, priced))
    known = sa.and_(spans.input_tokens.is_not(None), said.is_not(None))
    whole = parts["list_in"] + parts["list_cached"] + parts["list_out"]
    tokens = {"in": spans.input_tokens, "cached": _cached(rows), "out": said}
    return {
        "model": model_of(rows),
        "recorded": recorded,
        **parts,
        "cost": sa.func.coalesce(recorded, whole),
        "cache_told": spans.cached_input_tokens,
        **{f"tokens_{name}": sa.case((known, _number(value))) for name, value in tokens.items()},
    }


def _number(value: SQL) -> SQL:
    return sa.cast(value, sa.Double)


def _cached(rows: Rows) -> SQL:
    # More cached tokens than input is an exclusive count that nobody normalised: the input cannot be less than nothing.
    cached = sa.func.coalesce(rows.spans.c.cached_input_tokens, 0)
    return sa.case((cached > rows.spans.c.input_tokens, rows.spans.c.input_tokens), else_=cached)


def _silent(rows: Rows, priced: Priced) -> SQL:
    """Return 0 for a model whose output costs nothing, as embeddings: it says nothing, so nobody counts it."""
    free = [
        _is(rows, key)
        for key, prices in priced.models.items()
        if not any(one.rates.output.price for one in prices.dated)
    ]
    return sa.case((sa.or_(*free), 0)) if free else sa.null()


def _is(rows: Rows, key: tuple[str | None, str | None]) -> sa.ColumnElement[bool]:
    model, provider = key
    named, by = model_of(rows), rows.spans.c.provider
    return sa.and_(_same(named, model), _same(by, provider))


def _same(column: SQL, value: str | None) -> sa.ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _parts(rows: Rows, priced: Priced, part: str) -> SQL:
    """Return one part of the money as a CASE over models, and within a model over the days of its prices."""
    same: dict[ModelPrices, list[tuple[str | None, str | None]]] = {}
    for key, prices in priced.models.items():
        same.setdefault(prices, []).append(key)
    cases = [
        (sa.or_(*(_is(rows, key) for key in keys)), _of_days(rows, priced, prices.dated, part))
        for prices, keys in same.items()
    ]
    return sa.case(*cases) if cases else sa.cast(sa.null(), sa.Double)


def _of_days(rows: Rows, priced: Priced, dated: Sequence[DatedRates], part: str) -> SQL:
    *first, last = dated
    cases = [(_holds(rows, one), _amount(rows, priced, one.rates, part)) for one in first]
    otherwise = _amount(rows, priced, last.rates, part)
    return sa.case(*cases, else_=otherwise) if cases else otherwise


def _holds(rows: Rows, one: DatedRates) -> sa.ColumnElement[bool]:
    start = rows.spans.c.start_time
    held: list[sa.ColumnElement[bool]] = []
    if one.since is not None:
        held.append(start >= datetime.combine(one.since, datetime.min.time()))
    if one.minutes is not None:
        held.append(_in_minutes(start, one.minutes))
    return sa.and_(sa.true(), *held)


def _in_minutes(start: SQL, minutes: tuple[int, int]) -> sa.ColumnElement[bool]:
    first, last = minutes
    minute = time_bucket(start, _EPOCH, int(timedelta(minutes=1).total_seconds())) % _MINUTES
    both = (minute >= first, minute < last)
    return sa.and_(*both) if first <= last else sa.or_(*both)


def _amount(rows: Rows, priced: Priced, rates: TokenRates, part: str) -> SQL:
    spans = rows.spans.c
    if part == "list_cached":
        money = _cached(rows) * _rate(rows, rates.cached_input)
    elif part == "list_in":
        money = _input(rows, priced, rates)
    else:
        money = _output(rows, priced, rates)
    factor = priced.scale / PER
    whole = _number(money) * sa.literal_column(repr(factor))
    if priced.batch is not None:
        whole = whole * sa.case((priced.batch, rates.batch), else_=1.0)
    # Where either count is missing, no part of the money is known.
    is_known = [spans.input_tokens.is_not(None)]
    is_known += [spans.output_tokens.is_not(None)] if rates.output.price else []
    return sa.case((sa.and_(*is_known), whole))


def _input(rows: Rows, priced: Priced, rates: TokenRates) -> SQL:
    written, heard = (_further(rows, priced, name) for name in ("cache_write", "audio_input"))
    rest: SQL = rows.spans.c.input_tokens - _cached(rows)
    for other in (written, heard):
        rest = rest if other is None else rest - other
    money = rest * _rate(rows, rates.input)
    money = money if written is None else money + written * _rate(rows, rates.cache_write)
    return money if heard is None else money + heard * _rate(rows, rates.audio_input)


def _output(rows: Rows, priced: Priced, rates: TokenRates) -> SQL:
    said: SQL = sa.func.coalesce(rows.spans.c.output_tokens, 0)
    spoken = _further(rows, priced, "audio_output")
    thought = sa.func.coalesce(rows.spans.c.reasoning_tokens, 0) if rates.reasoning != rates.output else None
    rest = said
    for other in (spoken, thought):
        rest = rest if other is None else rest - other
    money = rest * _rate(rows, rates.output)
    money = money if spoken is None else money + spoken * _rate(rows, rates.audio_output)
    return money if thought is None else money + thought * _rate(rows, rates.reasoning)


def _further(rows: Rows, priced: Priced, name: str) -> SQL | None:
    """Return the count of a further kind of tokens, or None where the store has no such column."""
    column = priced.tokens.get(name)
    if column is None or rows.catalog.columns["spans"].get(column) not in {Kind.INTEGER, Kind.NUMBER}:
        return None
    return sa.func.coalesce(rows.column(column), 0)


def _rate(rows: Rows, rate: Rate) -> SQL:
    base: SQL = sa.literal_column(repr(rate.price), sa.Double())
    if not rate.tiers:
        return base
    size = rows.spans.c.input_tokens
    cases: list[tuple[sa.ColumnElement[bool], SQL]] = [
        (size > tier.above, sa.literal_column(repr(tier.price), sa.Double())) for tier in rate.tiers[::-1]
    ]
    return sa.case(*cases, else_=base)
