"""What calls cost, added up in the database: by model and segment, over time, by whoever spends, by session."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.cost_price import SQL, Priced, model_of, values
from tidegauge.queries.relation import SKEW, Rows, table
from tidegauge.queries.sessions_marks import reactions
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets, sides

REST = "\x1frest"
"""What the segments that do not stand apart are pooled into: a text that no value of an attribute is."""
FIT = ("uu", "uc", "uo", "cc", "co", "oo", "um", "cm", "om", "mm")
"""Sums of products over calls with tokens: u uncached input, c cached input, o output tokens, m recorded money."""
COUNTS = ("n", "recorded", "computed", "unpriced", "uncounted", "failed_uncounted")
"""Calls in all, of recorded cost, priced by the list, with tokens but no price, without tokens or cost, failed of those."""
MONEY = ("money", "squares", "recorded_money", "relisted", "told", "list_in", "list_cached", "list_out")
"""Money, its squares; that recorded; what the list says of recorded calls that it knows, and the recorded cost of those;
and by the list, of every call with tokens, its uncached input, cached input and output."""
TOKENS = (
    *("counted", "counted_money", "tokens_in", "tokens_cached", "tokens_out"),
    *("unpriced_tokens", "tokened", "all_in", "all_cached", "cache_told"),
)
"""Calls with tokens and money, that money, their tokens; tokens of the unpriced calls; calls with tokens, their input; calls of which
the store says what was cached."""
CUT = ("length", "max_tokens")
"""How a call ends that reached its token limit."""
SPENT = ("n", "unknown", "failed", "cut", "cut_money", "money", "squares")
"""Of a spender's calls: how many, of unknown cost, failed, cut off at the token limit, the money of those, all money, its squares."""
CELL_SUMS = (*COUNTS, *MONEY, *TOKENS, *FIT)


def models_seen(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
    """Return rows (side, model, provider, n): which models the calls name."""
    named = {"model": model_of(rows), "provider": rows.spans.c.provider}
    calls = sides(rows, asked, (), named, daily=daily).subquery("calls")
    keys = [calls.c[name] for name in ("side", "model", "provider", *(["day"] if daily else []))]
    return sa.select(*keys, sa.func.count().label("n")).group_by(*keys)


def cells(
    rows: Rows,
    asked: TraceFilter,
    priced: Priced,
    by: str | None,
    kept: Sequence[str | None] | None = None,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return rows (side, model, segment, and the sums of `CELL_SUMS`) of the filter's calls.

    `segment` is the value of `by`: one of `kept`, or `REST`; all stand apart where `kept` is None.
    """
    calls = _priced(rows, asked, priced, by, None, daily=daily, more={"status": rows.spans.c.status})
    segment = _segment(calls, by, kept).label("segment")
    inner = sa.select(*calls.c, segment).subquery("placed")
    keys = [inner.c[name] for name in ("side", "model", "segment", *(["day"] if daily else []))]
    return sa.select(*keys, *_sums(inner)).group_by(*keys)


def spend_over_time(
    rows: Rows,
    asked: TraceFilter,
    priced: Priced,
    by: str | None,
    kept: Sequence[str | None],
    buckets: Buckets,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return rows (side, bucket, segment, n, money, squares, unknown): unknown calls have no cost, for want of price or tokens."""
    calls = _priced(rows, asked, priced, by, buckets, daily=daily)
    inner = sa.select(*calls.c, _segment(calls, by, kept).label("segment")).subquery("placed")
    keys = [inner.c[name] for name in ("side", "bucket", "segment", *(["day"] if daily else []))]
    cost = inner.c.cost
    money, squares = _total(cost).label("money"), _total(cost * cost).label("squares")
    unknown = (sa.func.count() - sa.func.count(cost)).label("unknown")
    return sa.select(*keys, sa.func.count().label("n"), money, squares, unknown).group_by(*keys)


def spender_sums(
    rows: Rows, asked: TraceFilter, priced: Priced, by: str, *, daily: bool = False
) -> sa.Select[Any]:
    """Return rows (side, value, and the sums of `SPENT`): what each value of `by` cost."""
    more: dict[str, SQL] = {"status": rows.spans.c.status, "finish": rows.spans.c.finish_reason}
    calls = _priced(rows, asked, priced, by, None, daily=daily, more=more)
    cost, is_cut = calls.c.cost, calls.c.finish.in_(CUT)
    columns: dict[str, SQL] = {
        "n": sa.literal_column("1", sa.Integer()),
        "unknown": _when(cost.is_(None), 1),
        "failed": _when(calls.c.status == "error", 1),
        "cut": _when(is_cut, 1),
        "cut_money": _when(is_cut, cost),
        "money": cost,
        "squares": cost * cost,
    }
    keys = [calls.c.side, calls.c.d0, *([calls.c.day] if daily else [])]
    named = [calls.c.side, calls.c.d0.label("value"), *([calls.c.day] if daily else [])]
    return sa.select(*named, *(_total(columns[name]).label(name) for name in SPENT)).group_by(*keys)


def spenders(rows: Rows, asked: TraceFilter, priced: Priced, by: str, most: int) -> sa.Select[Any]:
    """Return the `most` values of `by` that cost most now, with what is known of all of them together.

    Rows (value, n, unknown, failed, cut, cut_money, money, squares, n_reference, money_reference, squares_reference, place, values_all,
    money_all, ranked): `cut` calls ended at the token limit; `place` is 1 for the largest; `ranked` sums the money of all values times their place from the
    smallest on, which is what a Gini coefficient is made of.
    """
    sums = spender_sums(rows, asked, priced, by).subquery("sums")
    now, before = sums.c.side == CURRENT, sums.c.side == REFERENCE
    columns = {name: _when(now, sums.c[name]) for name in SPENT}
    columns |= {f"{name}_reference": _when(before, sums.c[name]) for name in ("n", "money", "squares")}
    each = [_total(value).label(name) for name, value in columns.items()]
    grouped = sa.select(sums.c.value, *each).group_by(sums.c.value).subquery("grouped")
    present = sa.select(*grouped.c).where(grouped.c.n > 0).subquery("present")
    rising = sa.func.row_number().over(order_by=(present.c.money, present.c.value))
    every = sa.select(*present.c, rising.label("rising"), sa.func.count().over().label("values_all"))
    ordered = every.subquery("ordered")
    place = ordered.c.values_all + 1 - ordered.c.rising
    ranked = sa.select(
        *(one for one in ordered.c if one.name != "rising"),
        place.label("place"),
        sa.func.sum(ordered.c.money).over().label("money_all"),
        sa.func.sum(ordered.c.money * ordered.c.rising).over().label("ranked"),
    ).subquery("ranked")
    return sa.select(*ranked.c).where(ranked.c.place <= most).order_by(ranked.c.place)


def by_unit(
    rows: Rows, asked: TraceFilter, priced: Priced, unit: str, unresolved: Sequence[str] = ()
) -> sa.Select[Any]:
    """Return a row a side of what the calls of one `unit` (session, trace or user) cost together.

    Columns side, n, money, squares, unknown, and of those that have no signal of the kinds `unresolved`: resolved,
    resolved_money. A unit with a call of unknown cost is `unknown`, and in no sum: a part would pass for the whole.
    """
    named: dict[str, SQL] = {"unit": sa.func.nullif(rows.spans.c[f"{unit}_id"], "")}
    calls = _priced(rows, asked, priced, None, None, more=named)
    whole = sa.case((sa.func.count(calls.c.cost) == sa.func.count(), sa.func.sum(calls.c.cost)))
    each = (
        sa.select(calls.c.side, calls.c.unit, whole.label("money"))
        .where(calls.c.unit.is_not(None), calls.c.side.is_not(None))
        .group_by(calls.c.side, calls.c.unit)
        .subquery("each")
    )
    source: sa.FromClause = each
    done: SQL = sa.literal_column("0.0", sa.Double())
    if unresolved:
        marks = reactions(rows, asked, unit, unresolved).rows
        source = each.outerjoin(marks, marks.c.unit == each.c.unit)
        signs = [sa.func.coalesce(marks.c[kind], 0) for kind in unresolved]
        done = sa.case((sa.and_(each.c.money.is_not(None), *(sign == 0 for sign in signs)), 1.0), else_=0.0)
    money = each.c.money
    columns = {"money": money, "squares": money * money, "resolved": done, "resolved_money": done * money}
    return (
        sa.select(
            each.c.side,
            sa.func.count(money).label("n"),
            (sa.func.count() - sa.func.count(money)).label("unknown"),
            *(_total(value).label(name) for name, value in columns.items()),
        )
        .select_from(source)
        .group_by(each.c.side)
    )


def each_unit(rows: Rows, asked: TraceFilter, priced: Priced, unit: str) -> sa.Select[Any]:
    """Return rows (side, day, unit, n, known, money): the calls of each unit on each day, and those of known cost."""
    named: dict[str, SQL] = {"unit": sa.func.nullif(rows.spans.c[f"{unit}_id"], "")}
    calls = _priced(rows, asked, priced, None, None, daily=True, more=named)
    keys = [calls.c.side, calls.c.day, calls.c.unit]
    known, money = sa.func.count(calls.c.cost).label("known"), _total(calls.c.cost).label("money")
    query = sa.select(*keys, sa.func.count().label("n"), known, money)
    return query.where(calls.c.unit.is_not(None), calls.c.side.is_not(None)).group_by(*keys)


def signals_of_spans(rows: Rows, asked: TraceFilter, kinds: Sequence[str]) -> sa.Select[Any]:
    """Return one row if a signal of these kinds names a span and not its session, else none."""
    signals = table(rows.catalog, "signals")
    nameless = sa.func.nullif(signals.c.session_id, "").is_(None)
    return sa.select(signals.c.kind).where(*_of_kinds(signals, asked, kinds), nameless).limit(1)


def units_with(rows: Rows, asked: TraceFilter, kinds: Sequence[str]) -> sa.Select[Any]:
    """Return rows (unit): the sessions that a signal of these kinds names."""
    signals = table(rows.catalog, "signals")
    query = sa.select(signals.c.session_id.label("unit")).distinct()
    return query.where(
        *_of_kinds(signals, asked, kinds), sa.func.nullif(signals.c.session_id, "").is_not(None)
    )


def _of_kinds(
    signals: sa.TableClause, asked: TraceFilter, kinds: Sequence[str]
) -> list[sa.ColumnElement[bool]]:
    since = min(side.window.start for side in asked.sides) - SKEW
    return [signals.c.kind.in_(list(kinds)), signals.c.created_at >= since]


def _when(condition: sa.ColumnElement[bool], value: object) -> SQL:
    return sa.case((condition, value))


def _priced(
    rows: Rows,
    asked: TraceFilter,
    priced: Priced,
    by: str | None,
    buckets: Buckets | None,
    *,
    daily: bool = False,
    more: dict[str, SQL] | None = None,
) -> sa.Subquery:
    """Return the calls with their money; as a subquery, so that a CASE over all prices is written once."""
    columns = {**values(rows, priced), **(more or {})}
    return sides(rows, asked, (by,) if by else (), columns, buckets, daily=daily).subquery("priced")


def _segment(calls: sa.FromClause, by: str | None, kept: Sequence[str | None] | None) -> SQL:
    if by is None:
        return sa.literal_column("''", sa.Text())
    value: SQL = calls.c.d0
    if kept is None:
        return value
    texts = [one for one in kept if one is not None]
    known = [value.in_(texts)] if texts else []
    known += [value.is_(None)] if None in kept else []
    rest = sa.literal(REST, sa.Text())
    return sa.case((sa.or_(*known), value), else_=rest) if known else rest


def _sums(calls: sa.FromClause) -> list[SQL]:
    columns = {**_counts(calls), **_money(calls), **_tokens(calls), **_products(calls)}
    return [_total(columns[name]).label(name) for name in CELL_SUMS]


def _total(value: SQL) -> SQL:
    # As numbers: a sum of whole ones is a decimal of 38 digits to DuckDB.
    return sa.func.coalesce(sa.cast(sa.func.sum(value), sa.Double), 0.0)


def _counts(calls: sa.FromClause) -> dict[str, SQL]:
    c = calls.c
    lost = sa.and_(c.cost.is_(None), c.tokens_in.is_(None))
    return {
        "n": sa.literal_column("1", sa.Integer()),
        "recorded": _when(c.recorded.is_not(None), 1),
        "computed": _when(sa.and_(c.recorded.is_(None), c.cost.is_not(None)), 1),
        "unpriced": _when(sa.and_(c.cost.is_(None), c.tokens_in.is_not(None)), 1),
        "uncounted": _when(lost, 1),
        "failed_uncounted": _when(sa.and_(lost, c.status == "error"), 1),
    }


def _money(calls: sa.FromClause) -> dict[str, SQL]:
    c = calls.c
    whole = c.list_in + c.list_cached + c.list_out
    both = sa.and_(c.recorded.is_not(None), whole.is_not(None))
    lists = {name: c[name] for name in ("list_in", "list_cached", "list_out")}
    own = {"money": c.cost, "squares": c.cost * c.cost, "recorded_money": c.recorded}
    return {**own, "relisted": _when(both, whole), "told": _when(both, c.recorded), **lists}


def _tokens(calls: sa.FromClause) -> dict[str, SQL]:
    c = calls.c
    known = sa.and_(c.cost.is_not(None), c.tokens_in.is_not(None))
    tokens = {name: _when(known, c[name]) for name in ("tokens_in", "tokens_cached", "tokens_out")}
    unpriced = _when(c.cost.is_(None), c.tokens_in + c.tokens_out)
    return {
        "counted": _when(known, 1),
        "counted_money": _when(known, c.cost),
        **tokens,
        "unpriced_tokens": unpriced,
        "tokened": _when(c.tokens_in.is_not(None), 1),
        "all_in": c.tokens_in,
        "all_cached": c.tokens_cached,
        "cache_told": _when(c.cache_told.is_not(None), 1),
    }


def _products(calls: sa.FromClause) -> dict[str, SQL]:
    c = calls.c
    factors = {"u": c.tokens_in - c.tokens_cached, "c": c.tokens_cached, "o": c.tokens_out, "m": c.recorded}
    return {pair: factors[pair[0]] * factors[pair[1]] for pair in FIT}
