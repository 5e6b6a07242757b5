"""Runs of calls that are not usual for their key: retry loops, repeated calls, bursts; with onset and money."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import NOT_RECORDED, Condition, Population, TraceFilter, Window
from tidegauge.hours import HOUR, floor_hour
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.cost_runs import MOST, repeated_traces
from tidegauge.reports._cost.money import STEP, in_order, money_over_time, place_of
from tidegauge.reports._cost.records import Anomaly
from tidegauge.reports._cost.run_words import run_details, run_sentence
from tidegauge.reports._cost.spenders import named
from tidegauge.reports.source import Source
from tidegauge.stats.bursts import Burst, bursts, usual_of
from tidegauge.stats.estimate import Floats

HISTORY = timedelta(weeks=4)
LEAST = 0.005
"""The share of all spend that a run must have cost beyond the usual to be told."""
SHOWN = 5
LOOP = 0.5
"""The share of a burst's calls that repeated ones must make up for it to be a loop."""
ALIKE = 0.8
"""The share of repeated inputs that begin as another of their trace does, from which on they are near-identical."""
_ENDS = 0.1
"""The part of a run's traces that its first and last contexts are read from."""


@dataclass(frozen=True)
class _Run:
    value: str | None
    window: Window
    events: float
    money: float


def anomalies(
    source: Source,
    asked: TraceFilter,
    priced: Priced,
    who: str | None,
    values: Sequence[str | None],
    spend: float,
    currency: str,
) -> tuple[Anomaly, ...]:
    """Return the runs of the values of `who` in the current window that cost most beyond the usual, largest first."""
    if who is None or not values or spend <= 0:
        return ()
    runs = _runs(source, asked, priced, who, values)
    told = sorted((run for run in runs if run.money >= LEAST * spend), key=lambda run: -run.money)
    return tuple(_anomaly(source, asked, priced, who, run, currency) for run in told[:SHOWN])


def _runs(
    source: Source, asked: TraceFilter, priced: Priced, who: str, values: Sequence[str | None]
) -> list[_Run]:
    window = asked.current.window
    first = source.store.catalog().first or window.start
    start = floor_hour(max(min(window.start - HISTORY, window.start), min(first, window.start)))
    wide = Window(start, window.end)
    alone = replace(asked, current=replace(asked.current, window=wide), reference=None)
    frame = money_over_time(source, alone, priced, who, in_order(values))
    hours = -((wide.start - wide.end) // HOUR)
    since = -((wide.start - window.start) // HOUR)
    return [run for value in values for run in _of(frame, value, wide.start, hours, since, len(values))]


def _of(
    frame: pl.DataFrame, value: str | None, start: datetime, hours: int, since: int, looked_at: int
) -> list[_Run]:
    rows = frame.filter(pl.col("segment").eq_missing(pl.lit(value, pl.String)))
    counts, money = np.zeros(hours), np.zeros(hours)
    places = (rows["bucket"].to_numpy().astype(np.int64) - place_of(start)) // int(HOUR / STEP)
    np.add.at(counts, places, rows["n"].to_numpy().astype(np.float64))
    np.add.at(money, places, rows["money"].to_numpy().astype(np.float64))
    beyond = money - usual_of(money)
    return [_run(value, start, one, beyond) for one in bursts(counts, since, looked_at)]


def _run(value: str | None, start: datetime, one: Burst, beyond: Floats) -> _Run:
    window = Window(start + HOUR * one.first, start + HOUR * (one.last + 1))
    return _Run(value, window, one.events, float(beyond[one.first : one.last + 1].sum()))


def _anomaly(
    source: Source, asked: TraceFilter, priced: Priced, who: str, run: _Run, currency: str
) -> Anomaly:
    chip = Condition(who, "=", (NOT_RECORDED if run.value is None else run.value,))
    window = Window(
        max(run.window.start - HOUR, asked.current.window.start),
        min(run.window.end + HOUR, asked.current.window.end),
    )
    alone = TraceFilter(
        Population(window, (*asked.where, chip)), grain=asked.grain, time_zone=asked.time_zone
    )
    traces = source.store.read(repeated_traces(source.rows(alone), alone, priced)).sort("first", "trace_id")
    repeated = float(traces["n"].sum()) if traces.height else 0.0
    is_loop = repeated >= LOOP * run.events and traces.height < MOST
    found = _loop(who, run, traces) if is_loop else _burst(who, run)
    found = replace(found, where=(str(chip),))
    zone = asked.time_zone
    return replace(
        found, sentence=run_sentence(found, currency, zone), details=run_details(found, currency, zone)
    )


def _loop(who: str, run: _Run, traces: pl.DataFrame) -> Anomaly:
    calls, texts = int(traces["n"].sum()), float(traces["texts"].sum())
    again = texts - float(traces.filter(pl.col("texts") > 0).height)
    alike = (texts - float(traces["openings"].sum())) / again if again > 0 else None
    few = max(int(traces.height * _ENDS), 1)
    return Anomaly(
        kind="retry loop" if alike is not None and alike >= ALIKE else "repeated calls",
        dimension=who,
        value=named(run.value),
        onset=traces["first"][0],
        until=max(traces["last"].to_list()),
        calls=calls,
        traces=traces.height,
        money=float(traces["money"].sum()),
        first_tokens=_mean(traces["tokens"][:few]),
        last_tokens=_mean(traces["tokens"][-few:]),
        alike=alike,
        sentence="",
        details=(),
    )


def _mean(tokens: pl.Series) -> float | None:
    known = tokens.drop_nulls()
    return float(known.to_numpy().mean()) if known.len() else None


def _burst(who: str, run: _Run) -> Anomaly:
    return Anomaly(
        kind="burst",
        dimension=who,
        value=named(run.value),
        onset=run.window.start,
        until=run.window.end,
        calls=round(run.events),
        traces=0,
        money=run.money,
        first_tokens=None,
        last_tokens=None,
        alike=None,
        sentence="",
        details=(),
    )
