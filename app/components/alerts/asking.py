"""The back-test of a rule, asked as every long question is; what it found is put on record, so that the rule can be saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from app import state
from app.signed_in import may, who
from tidegauge.alerts.backtest import DAYS, backtest
from tidegauge.alerts.backtest_records import Backtest, Known
from tidegauge.alerts.records import Rule
from tidegauge.alerts.tried import digest
from tidegauge.incidents.known import known_incidents
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.alert_backtests import RecordedBacktest, record_backtest
from tidegauge.workbench.baselines import RecordedBaseline, list_baselines
from tidegauge.workbench.permission import Act

_ASKED, _RECORDED = "tg_backtests", "tg_backtests_recorded"


@dataclass(frozen=True)
class History:
    """What a back-test is held to: every rule there is, the known incidents, and the baselines on record."""

    rules: tuple[Rule, ...]
    known: tuple[Known, ...]
    baselines: tuple[RecordedBaseline, ...]


def store_name() -> str:
    """Return what the workbench calls the store that is shown."""
    return store_key(state.stores().chosen().url)


def history(rules: Sequence[Rule]) -> History:
    """Return what back-tests of this store are held to."""
    engine = state.workbench()
    return History(tuple(rules), known_incidents(engine, store_name()), list_baselines(engine))


def ask(rule: Rule) -> None:
    """Note that a back-test of exactly this rule is wanted."""
    st.session_state.setdefault(_ASKED, set()).add(digest(rule.table))


def is_asked(rule: Rule) -> bool:
    """Return whether this session asked for a back-test of exactly this rule."""
    return digest(rule.table) in st.session_state.get(_ASKED, set())


def backtested(rule: Rule, past: History) -> Backtest:
    """Return the back-test of a rule.

    Raises:
        TidegaugeError: the rule cannot be read, the store does not answer, or the visitor stopped it.
    """
    source = Source(state.store(), state.settings().dimensions)
    return state.report(replayed, source, rule, past, _settings=state.settings())


def replayed(source: Source, rule: Rule, past: History, *, _settings: Settings) -> Backtest:
    """Return the back-test. The settings are those of this process, and tell no two questions apart."""
    return backtest(
        source,
        rule,
        _settings,
        rules=past.rules,
        days=DAYS,
        known=past.known,
        baselines=past.baselines,
    )


def on_record(found: Backtest) -> bool:
    """Put a back-test on record, once a session, and return whether it was; who only reads leaves no record."""
    mark = (store_name(), digest(found.rule.table), found.window)
    seen = st.session_state.setdefault(_RECORDED, set())
    if mark in seen or not may(Act.LEAD):
        return False
    record_backtest(state.workbench(), _record(found))
    seen.add(mark)
    return True


def _record(found: Backtest) -> RecordedBacktest:
    delay = found.median_time_to_detect
    return RecordedBacktest(
        store=store_name(),
        digest=digest(found.rule.table),
        rule=found.rule.name,
        start=found.window.start,
        end=found.window.end,
        pages=found.pages,
        false_pages=found.false_pages,
        delay=None if delay is None else delay / timedelta(seconds=1),
        known=tuple(one.known.name for one in found.incidents),
        caught=tuple(one.known.name for one in found.caught),
        sentence=found.sentence,
        by=who().name if who().verified else "Alert rules page",
        at=state.now().replace(microsecond=0),
    )
