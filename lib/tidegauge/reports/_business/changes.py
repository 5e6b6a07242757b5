"""Which change cost us what: the outcome of a call before and after each recorded change, like traffic with like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.queries.business import CALLS
from tidegauge.queries.changes import RECORDED, ChangeEvent, changes_in
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.spread import distinct_values
from tidegauge.reports._business.before_after import WEEK, BeforeAfter, before_after
from tidegauge.reports._business.figures import FEWEST, effect_of, number
from tidegauge.reports._business.measures import FLOOR, RatioOf
from tidegauge.reports._business.read import Ledger, aligned, counted, sums_of, whole
from tidegauge.reports._business.records import ChangeCost
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.overlaps import scope_conditions
from tidegauge.reports._scope.records import Change
from tidegauge.stats.estimate import Difference
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.stratified_ratio import StratifiedRatio, difference
from tidegauge.stats.verdict import decide

MOST = 12
"""Changes in a report, the newest ones."""
KINDS = ("deploy", "model", "prompt", "index", "traffic", "flag")
"""What can move an outcome; judges, prices and schemas move only how it is seen."""
LIKE = ("geo", "device", "source", "language", "query_category")
"""Calls are alike that share these, two of them at most."""
COMPARED = 0.8
"""The share of calls that must have their like before; else fewer attributes make calls alike."""
ELSEWHERE = "it touches no calls with outcomes"
TOO_SOON = "too soon: its outcomes are not all there"


@dataclass(frozen=True, eq=False)
class _Held:
    """One figure's change, with its value before."""

    found: StratifiedRatio
    before: float


@dataclass(frozen=True, eq=False)
class _Seen:
    event: ChangeEvent
    spans: BeforeAfter | None = None
    held: tuple[_Held, _Held] | None = None
    weekly: float = 0.0
    note: str = ""


def change_costs(
    ledger: Ledger, asked: TraceFilter, final: TraceFilter, main: RatioOf, worth: RatioOf
) -> tuple[ChangeCost, ...]:
    """Return the changes of both windows, newest first: what `main` did, and what calls brought in `worth`."""
    first = min(one.window.start for one in asked.sides)
    events = _events(ledger, Window(first - WEEK, asked.current.window.end))
    shown = [one for one in events if one.at >= first][:MOST]
    touching = [one for one in events if one.kind != "traffic" and not _elsewhere(one, final)]
    like = _like(ledger, final) if shown else ()
    seen = [_seen(ledger, final, one, touching, like, (main, worth)) for one in shown]
    # Changes that nothing tells apart are no tests of either.
    tests = [one.held if one.held and one.spans and not one.spans.beside else None for one in seen]
    p_values = [[number(held.found.common.p_value) for held in one] if one else [np.nan] * 2 for one in tests]
    adjusted = benjamini_hochberg(np.array(p_values, dtype=np.float64).ravel()).reshape(-1, 2)
    named = {one.at: _called(one) for one in events}
    return tuple(
        _cost(one, float(p), float(q), main, worth, named) for one, (p, q) in zip(seen, adjusted, strict=True)
    )


def _events(ledger: Ledger, window: Window) -> list[ChangeEvent]:
    frame = ledger.source.store.read(changes_in(ledger.source.store.catalog(), window))
    return [one for row in frame.select(RECORDED).rows() if (one := ChangeEvent(*row)).kind in KINDS]


def _like(ledger: Ledger, final: TraceFilter) -> tuple[str, ...]:
    query = distinct_values(ledger.source.rows(final), final, LIKE)
    counts = read_kept(ledger.source, final, query).row(0)
    return tuple(name for name, count in zip(LIKE, counts, strict=True) if count >= 2)[:2]


def _elsewhere(event: ChangeEvent, final: TraceFilter) -> bool:
    chips = scope_conditions(event.scope)
    return any(_apart(one, other) for one in chips for other in final.current.where)


def _apart(one: Condition, other: Condition) -> bool:
    """Whether no call meets both: two lists of values of one attribute that share none."""
    alike = one.attribute == other.attribute and one.operator == other.operator == "="
    return alike and not set(one.values) & set(other.values)


def _seen(
    ledger: Ledger,
    final: TraceFilter,
    event: ChangeEvent,
    touching: Sequence[ChangeEvent],
    like: tuple[str, ...],
    measures: tuple[RatioOf, RatioOf],
) -> _Seen:
    if _elsewhere(event, final):
        return _Seen(event, note=ELSEWHERE)
    first, until = ledger.source.store.catalog().first or event.at, final.current.window.end
    spans = before_after(event.at, [one.at for one in touching if one != event], first, until)
    if spans is None:
        return _Seen(event, note=TOO_SOON)
    # A chip that is there already would make the same question a new one.
    chips = [one for one in scope_conditions(event.scope) if one not in final.current.where]
    where = (*final.current.where, *chips)
    asked = replace(final, current=Population(spans.after, where), reference=Population(spans.before, where))
    usable = tuple(name for name in like if name not in {one.attribute for one in where})
    try:
        held = _compared(ledger, asked, usable, measures)
        weekly = _weekly(ledger, asked, max(first, until - WEEK), until)
    except FilterError as error:
        return _Seen(event, spans, note=f"its scope cannot be read: {error}")
    return _Seen(event, spans, held, weekly, "" if held else "no such calls before or after")


def _weekly(ledger: Ledger, asked: TraceFilter, start: datetime, until: datetime) -> float:
    """Return how many calls a week the change touches now."""
    volume = TraceFilter(Population(Window(start, until), asked.current.where), grain=asked.grain)
    return counted(ledger.totals(volume), CURRENT, CALLS) * (WEEK / volume.current.window.length)


def _compared(
    ledger: Ledger, asked: TraceFilter, like: tuple[str, ...], measures: tuple[RatioOf, RatioOf]
) -> tuple[_Held, _Held] | None:
    """Return both figures' change, like with like; None where a side has no calls."""
    while True:
        frame = ledger.totals(asked, like)
        if not counted(frame, CURRENT, CALLS) or not counted(frame, REFERENCE, CALLS):
            return None
        keys = [f"d{place}" for place in range(len(like))]
        if keys:
            _, before, after = aligned(frame, keys)
        else:
            before, after = (frame.filter(frame["side"] == side) for side in (REFERENCE, CURRENT))
        found = [difference(sums_of(before, one), sums_of(after, one)) for one in measures]
        # By calls, which is what money is per: a ratio of clicks may lack some strata that calls have.
        if found[1].compared >= COMPARED or not like:
            held = [_Held(one, _before(frame, measure)) for one, measure in zip(found, measures, strict=True)]
            return held[0], held[1]
        like = like[:-1]


def _before(frame: pl.DataFrame, measure: RatioOf) -> float:
    _, a, b, *_ = whole(frame, REFERENCE, measure)
    return float(np.asarray(a) / np.asarray(b)) if np.asarray(b) > 0 else float("nan")


def _cost(
    one: _Seen,
    adjusted: float,
    money_adjusted: float,
    main: RatioOf,
    worth: RatioOf,
    named: dict[datetime, str],
) -> ChangeCost:
    spans, (figure, money) = one.spans, one.held or (None, None)
    verdict, effect = _judged(figure, adjusted, main)
    money_verdict, per_call = _judged(money, money_adjusted, worth)
    common = figure.found.common if figure and effect else None
    return ChangeCost(
        at=one.event.at,
        change=_called(one.event),
        scope=one.event.scope or "",
        hours=spans.after.length.total_seconds() / 3600 if spans else 0.0,
        same_hours=bool(spans and spans.same_hours),
        effect=effect,
        money=_times(per_call, one.weekly),
        money_verdict=money_verdict,
        mix=figure.found.mix if figure and effect else None,
        compared=figure.found.compared if figure else 0.0,
        n_reference=int(number(common.n_reference)) if common else 0,
        n_current=int(number(common.n_current)) if common else 0,
        beside=tuple(named[at] for at in spans.beside) if spans else (),
        verdict=verdict,
        direction=_way(effect, verdict, main),
        p_value=None if np.isnan(adjusted) else adjusted,
        note=one.note or ("no calls alike before" if one.held and effect is None else ""),
    )


def _judged(held: _Held | None, adjusted: float, measure: RatioOf) -> tuple[Verdict, Effect | None]:
    if held is None or np.isnan(number(held.found.common.value)):
        return Verdict.CANNOT_TELL, None
    common: Difference = held.found.common
    floor = FLOOR * abs(held.before) if np.isfinite(held.before) else 0.0
    verdict = Verdict(str(np.ravel(decide(common, adjusted, floor, FEWEST).verdict)[0]))
    effect = effect_of(common, measure.unit)
    # An interval that spans zero says neither cost nor gain.
    spans_zero = effect.low <= 0 <= effect.high
    return (Verdict.CANNOT_TELL if verdict is Verdict.CHANGED and spans_zero else verdict), effect


def _times(effect: Effect | None, calls: float) -> Effect | None:
    if effect is None:
        return None
    return Effect(effect.value * calls, effect.low * calls, effect.high * calls, effect.unit)


def _way(effect: Effect | None, verdict: Verdict, measure: RatioOf) -> Direction:
    if effect is None or verdict is not Verdict.CHANGED:
        return Direction.NEUTRAL
    return news(effect.value > 0, measure.good)


def _called(event: ChangeEvent) -> str:
    return called(Change(**{name: getattr(event, name) for name in RECORDED}))
