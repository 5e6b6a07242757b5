"""What a newcomer finds on Alert rules and Incidents of the demo: rules that watched its last days, and what they opened.

The rules are evaluated as `tidegauge check` would have done, and their incidents taken by the functions that everybody's are.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from tidegauge.bundle import bundle_folder
from tidegauge.cli._alert_session import AlertSession
from tidegauge.cli._demo_workbench import BY
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.facts import facts
from tidegauge.incidents.acts import acknowledge, give_to, note, set_status, tick
from tidegauge.incidents.answered import answers_of, words_of
from tidegauge.incidents.answers import Asked
from tidegauge.incidents.checklist import checklist_of
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
WORKED_ON = timedelta(hours=8)
"""How long people take at most: nothing may have happened after the demo's end."""
_WEEK = timedelta(days=7)
_WHY = "Came with the demo"
_RESPONDER, _OWNER = "ana", "ben"
_Act = tuple[datetime, Callable[[], object]]
"""What somebody did, and when: people work on several incidents at once, and the audit trail is in the order of time."""


def fill_alerts(engine: sa.Engine, settings: Settings, source: Source, end: datetime) -> None:
    """Write the demo's rules into its workbench, evaluate them up to `end` (UTC), and take up the incidents.

    Raises:
        TidegaugeError: the store cannot be read, or the workbench not written to.
    """
    for name, table in demo_rules().items():
        save_rule(engine, name, table, by=BY, at=end - WATCHED, reason=_WHY)
    session = AlertSession(settings, source, engine, store_key(source.store.url))
    at, known, todo = end - WATCHED, set[int](), list[_Act]()
    while at < end:
        at = min(at + _EVERY, end)
        # First what people did until then: what fires after an incident was resolved opens the next one.
        todo = _done_until(at, todo)
        session.evaluate(at)
        new = [one for one in list_incidents(engine) if one.id not in known]
        known |= {one.id for one in new}
        todo += [act for one in new for act in _acts(engine, settings, source, one, end)]
    _done_until(end, todo)


def _done_until(at: datetime, todo: list[_Act]) -> list[_Act]:
    """Do what is due, in the order of time, and return what is left."""
    for _, act in sorted((one for one in todo if one[0] <= at), key=lambda one: one[0]):
        act()
    return [one for one in todo if one[0] > at]


_PAGED = {"P0", "P1"}
_SCOPED = timedelta(minutes=18)
"""How long it took until it was known where it is."""


def demo_rules() -> Mapping[str, RuleTable]:
    """Return the rules of the demo by their names."""
    text = (bundle_folder() / "data" / "demo_alerts.toml").read_text(encoding="utf-8")
    return {name: RuleTable.model_validate(table) for name, table in tomllib.loads(text)["rules"].items()}


def _acts(
    engine: sa.Engine, settings: Settings, source: Source, incident: Incident, end: datetime
) -> list[_Act]:
    if incident.opened_at + WORKED_ON > end:
        return []  # nobody has had the time yet
    if incident.severity not in _PAGED:
        return _settled(engine, incident, _LOOP if _is_loop(incident, end) else _BUSY)
    scoped = incident.opened_at + _SCOPED
    return [
        *_taken_up(engine, settings, source, incident),
        (scoped, lambda: _pinned(engine, settings, source, incident, scoped)),
    ]


def _taken_up(engine: sa.Engine, settings: Settings, source: Source, incident: Incident) -> list[_Act]:
    """Somebody is on it, and has found out where it is: what is left is to roll back and to look at samples."""
    at, who = _after(incident), {"by": _RESPONDER}
    text = "Asked the team of the prompt whether v6 can come back."
    ticked = ((at(11), "started"), (at(16), "segments"), (at(20), "versions"))
    return [
        (at(9), partial(acknowledge, engine, incident, at=at(9), **who)),
        (at(9), partial(give_to, engine, incident, _RESPONDER, at=at(9), **who)),
        *((when, partial(_tick, engine, settings, source, incident, item, when)) for when, item in ticked),
        (at(31), partial(note, engine, incident, text, at=at(31), **who)),
    ]


def _tick(
    engine: sa.Engine, settings: Settings, source: Source, incident: Incident, key: str, at: datetime
) -> None:
    item = next((one for one in checklist_of(incident, settings).items if one.key == key), None)
    if item is not None:
        answer = words_of(answers_of(item, Asked(incident, engine, settings, source, at)))
        tick(engine, incident, key, done=True, answer=answer, by=_RESPONDER, at=at)


def _pinned(engine: sa.Engine, settings: Settings, source: Source, incident: Incident, at: datetime) -> None:
    """Pin what Scope said of it then, which brings it to scoped."""
    catalog = source.store.catalog()
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


_LOOP = "A job that never stopped retrying. The key is limited now."
_BUSY = "A busy day of the batch job: it spent more than its share, and nothing ran away."


def _is_loop(incident: Incident, end: datetime) -> bool:
    """Return whether the budget went into the planted loop: it began within it, or in the hour of its beginning."""
    loop = next((one for one in facts(end) if one.name == "retry_loop"), None)
    if loop is None or loop.until is None or incident.onset is None:
        return False
    return loop.onset - timedelta(hours=1) <= incident.onset <= loop.until


def _settled(engine: sa.Engine, incident: Incident, text: str) -> list[_Act]:
    """It is over, and somebody said what it was."""
    at, over, who = _after(incident), incident.opened_at + WORKED_ON, {"by": _OWNER}
    return [
        (at(25), partial(acknowledge, engine, incident, at=at(25), **who)),
        (at(70), partial(note, engine, incident, text, at=at(70), **who)),
        (at(75), partial(set_status, engine, incident, Status.MITIGATED, at=at(75), **who)),
        (over, partial(set_status, engine, incident, Status.RESOLVED, at=over, **who)),
    ]


def _after(incident: Incident) -> Callable[[int], datetime]:
    return lambda minutes: incident.opened_at + timedelta(minutes=minutes)
