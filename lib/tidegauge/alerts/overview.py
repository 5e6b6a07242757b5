"""The page Alert rules: every rule, what it says now, and what its back-test said it would cost and catch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
import sqlalchemy as sa

from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.overview_records import (
    AlertRow,
    AlertsReport,
    BacktestFigures,
    FiringSegment,
    RuleState,
)
from tidegauge.alerts.overview_words import alerts_finding
from tidegauge.alerts.records import Rule, Standing, State, segment_words
from tidegauge.alerts.standings import RuleCheck, read_checks, read_standings
from tidegauge.alerts.tried import digest
from tidegauge.settings import Settings
from tidegauge.workbench.alert_backtests import RecordedBacktest, backtests
from tidegauge.workbench.tables import ALERT_TRANSITIONS
from tidegauge.workbench.within import Opened, rows_within

_STATES = {
    State.FIRING: RuleState.FIRING,
    State.NO_DATA: RuleState.NO_DATA,
    State.PENDING: RuleState.PENDING,
    State.RESOLVED: RuleState.RESOLVED,
    State.OK: RuleState.OK,
}
_ORDER = {state: place for place, state in enumerate(RuleState)}


@dataclass(frozen=True)
class _Known:
    """What the workbench holds of the rules of a store, by rule; back-tests by the rule's digest."""

    standings: Mapping[str, Sequence[Standing]]
    checks: Mapping[str, RuleCheck]
    fired: Mapping[str, datetime]
    tried: Mapping[str, RecordedBacktest]


def alerts_overview(
    of: Opened | None,
    store: str,
    rules: Sequence[Rule],
    settings: Settings,
    now: datetime,
    zone: str = "UTC",
) -> AlertsReport:
    """Return the page. `store` is what the workbench calls the store (`store_key`); it is not read.

    Without a workbench (`of` is None) nothing is known of the rules but what they say.
    """
    known = _known(of, store) if of is not None else _Known({}, {}, {}, {})
    rows = sorted((_row(rule, settings, known) for rule in rules), key=_first)
    bearable = settings.alerts.false_pages_per_week
    return AlertsReport((alerts_finding(rows, zone, now, bearable),), store, tuple(rows))


def _first(row: AlertRow) -> tuple[int, str, str]:
    worst = min((one.severity.value for one in row.firing if one.severity is not None), default="–")
    return _ORDER[row.state], worst, row.name


def table(report: AlertsReport) -> pl.DataFrame:
    """Return the rules as a frame, one row a rule."""
    return pl.DataFrame([_cells(row) for row in report.rows], schema=_TABLE, orient="row")


def _cells(row: AlertRow) -> tuple[object, ...]:
    tried = row.backtest
    return (
        row.name,
        row.state.value,
        row.condition,
        ", ".join(row.for_each),
        ", ".join(row.where),
        row.severity,
        row.owner,
        tried.pages_per_week if tried else None,
        len(tried.caught) if tried else None,
        len(tried.known) if tried else None,
        row.last_fired,
        "; ".join(segment_words(one.segment) for one in row.firing),
        row.origin.value,
    )


_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "rule": pl.String,
    "state": pl.String,
    "condition": pl.String,
    "for_each": pl.String,
    "where": pl.String,
    "severity": pl.String,
    "owner": pl.String,
    "pages_per_week": pl.Float64,
    "caught": pl.Int64,
    "known": pl.Int64,
    "last_fired": pl.Datetime("us"),
    "fires_in": pl.String,
    "origin": pl.String,
}


def _known(of: Opened, store: str) -> _Known:
    standings: dict[str, list[Standing]] = {}
    for one in read_standings(of, store):
        standings.setdefault(one.rule, []).append(one)
    checks = {one.rule: one for one in read_checks(of, store)}
    return _Known(standings, checks, _fired(of, store), backtests(of, store))


def _fired(of: Opened, store: str) -> Mapping[str, datetime]:
    """Return when each rule began to fire the last time, by rule."""
    rows = ALERT_TRANSITIONS.c
    began = (rows.store == store, rows.after == State.FIRING.value, rows.before != State.FIRING.value)
    query = sa.select(rows.rule, sa.func.max(rows.at).label("last")).where(*began).group_by(rows.rule)
    return {row.rule: row.last for row in rows_within(of, query)}


def _row(rule: Rule, settings: Settings, known: _Known) -> AlertRow:
    mine, check = known.standings.get(rule.name, ()), known.checks.get(rule.name)
    there = conditions().get(rule.table.condition)
    tried = known.tried.get(digest(rule.table))
    return AlertRow(
        name=rule.name,
        origin=rule.origin,
        state=_state(rule, mine, check),
        condition=there.words(rule, settings) if there else rule.table.condition,
        for_each=rule.table.for_each,
        where=rule.table.where,
        severity=rule.table.severity,
        owner=rule.table.owner or settings.alerts.owner,
        firing=tuple(
            FiringSegment(one.segment, one.onset, one.severity) for one in mine if one.state is State.FIRING
        )
        if rule.table.enabled
        else (),
        last_fired=known.fired.get(rule.name),
        backtest=None if tried is None else _tried(tried),
        checked=check.at if check else None,
        problem=check.problem if check else None,
        definition=rule.table.model_dump(mode="json", exclude_defaults=True),
    )


def _state(rule: Rule, standings: Sequence[Standing], check: RuleCheck | None) -> RuleState:
    if not rule.table.enabled:
        return RuleState.OFF
    if check is None:
        return RuleState.UNCHECKED
    if check.problem:
        return RuleState.UNREAD
    found = min((_STATES[one.state] for one in standings), key=_ORDER.__getitem__, default=RuleState.OK)
    windows = [breached for one in standings for breached in one.recent]
    is_untold = found is RuleState.OK and windows and not any(one is not None for one in windows)
    return RuleState.UNTOLD if is_untold else found


def _tried(one: RecordedBacktest) -> BacktestFigures:
    days = (one.end - one.start) / timedelta(days=1)
    return BacktestFigures(
        one.pages_per_week, one.false_pages, days, one.known, one.caught, one.delay, one.sentence, one.at
    )
