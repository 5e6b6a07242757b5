"""What a newcomer finds on Alert rules and Incidents of the demo: rules that watched its last days, and what they opened.

The rules are evaluated as `tidegauge check` would have done, and their incidents taken by the functions that everybody's are.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.bundle import bundle_folder
from tidegauge.cli._alert_session import AlertSession
from tidegauge.cli._demo_workbench import BY
from tidegauge.comparisons import Request, resolve
from tidegauge.incidents.acts import acknowledge, give_to, note, set_status, tick
from tidegauge.incidents.listing import list_incidents
from tidegauge.incidents.of_scope import pin_of
from tidegauge.incidents.pins import pin
from tidegauge.incidents.records import Incident, Status
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.scope import scope
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.alert_rules import save_rule

WATCHED = timedelta(days=6)
"""How long the rules have been watching."""
_EVERY = timedelta(hours=12)
"""How often they were checked; a check makes up for all windows since the one before."""
_WEEK = timedelta(days=7)
_WHY = "Came with the demo"
_RESPONDER, _OWNER = "ana", "ben"


def fill_alerts(engine: sa.Engine, settings: Settings, source: Source, end: datetime) -> None:
    """Write the demo's rules into its workbench, evaluate them up to `end` (UTC), and take up the incidents.

    Raises:
        TidegaugeError: the store cannot be read, or the workbench not written to.
    """
    for name, table in demo_rules().items():
        save_rule(engine, name, table, by=BY, at=end - WATCHED, reason=_WHY)
    session = AlertSession(settings, source, engine, store_key(source.store.url))
    at = end - WATCHED
    while at < end:
        at = min(at + _EVERY, end)
        session.evaluate(at)
    for incident in list_incidents(engine):
        if incident.severity in _PAGED:
            _taken_up(engine, incident)
            _pinned(engine, settings, source, incident)
        else:
            _settled(engine, incident)


_PAGED = {"P0", "P1"}
_SCOPED = 18
"""Minutes until it was known where it is."""


def demo_rules() -> Mapping[str, RuleTable]:
    """Return the rules of the demo by their names."""
    text = (bundle_folder() / "data" / "demo_alerts.toml").read_text(encoding="utf-8")
    return {name: RuleTable.model_validate(table) for name, table in tomllib.loads(text)["rules"].items()}


def _taken_up(engine: sa.Engine, incident: Incident) -> None:
    """Somebody is on it, and has found out where it is: what is left is to roll back and to look at samples."""
    at = _after(incident)
    acknowledge(engine, incident, by=_RESPONDER, at=at(9))
    give_to(engine, incident, _RESPONDER, by=_RESPONDER, at=at(9))
    for minutes, item in ((11, "started"), (16, "segments"), (20, "versions")):
        tick(engine, incident, item, done=True, by=_RESPONDER, at=at(minutes))
    note(engine, incident, "Asked the team of the prompt whether v6 can come back.", by=_RESPONDER, at=at(31))


def _pinned(engine: sa.Engine, settings: Settings, source: Source, incident: Incident) -> None:
    """Pin what Scope said of it then, which brings it to scoped."""
    at, catalog = _after(incident)(_SCOPED), source.store.catalog()
    where = demo_rules()[str(incident.rule)].where
    days = Request(start=f"{at - _WEEK}", end=f"{at}", compare="previous", where=where)
    asked, usual = resolve(days, at, catalog.first, catalog.newest), settings.default_dimensions
    (metric,) = chosen_metrics((str(incident.metric),), settings, catalog)
    report = scope(source, asked, metric, (), usual, replay=False, currency=settings.currency)
    if not report.rows:
        return
    row = report.rows[0]
    samples = scope_detail(source, asked, metric, report.metric, row, usual).samples
    pin(engine, incident, pin_of(report, row, asked, samples, settings.incidents), by=_RESPONDER, at=at)


def _settled(engine: sa.Engine, incident: Incident) -> None:
    """It is over, and somebody said what it was."""
    at = _after(incident)
    acknowledge(engine, incident, by=_OWNER, at=at(25))
    note(engine, incident, "A job that never stopped retrying. The key is limited now.", by=_OWNER, at=at(70))
    set_status(engine, incident, Status.MITIGATED, by=_OWNER, at=at(75))
    set_status(engine, incident, Status.RESOLVED, by=_OWNER, at=at(480))


def _after(incident: Incident) -> Callable[[int], datetime]:
    return lambda minutes: incident.opened_at + timedelta(minutes=minutes)
