"""What alerts do to incidents: open one, join the one that is open, and leave a line in its timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.alerts.records import Segment, Severity, State, Transition, segment_words
from tidegauge.incidents.failure_class import guess_of_rule
from tidegauge.incidents.listing import incident_of, newest_of_alert, open_for, segment_of
from tidegauge.incidents.opening import LONGEST_TITLE, open_within
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.records import Incident, Opening
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.incident_events import EventKind, append_event, in_turn
from tidegauge.workbench.members import MACHINE

SEVERE = frozenset({Severity.P0, Severity.P1})
"""A rule that says nothing of incidents opens them for these."""


def from_alert(
    engine: sa.Engine,
    settings: Settings,
    transition: Transition,
    *,
    rule: RuleTable | None = None,
    because: str = "",
    store: str = "",
    now: datetime | None = None,
    pending_at: datetime | None = None,
) -> Incident | None:
    """Take a transition of an alert, and return the incident that it opened or belongs to, None where there is none.

    A firing alert joins the open incident of its rule and segment; else it opens one where the rule says `incident = true`, or says
    nothing and the severity is P0 or P1, unless it is muted. The same transition twice changes nothing. `because` is the
    sentence of the severity's rule where the transition has none, `pending_at` when the alert was first
    pending, `now` when the check found it (UTC), from which on somebody can respond; the end of its window where it is not told.

    Raises:
        IncidentError: the transition says more than fits.
    """
    table, found = (
        rule or settings.alerts.rules.get(transition.rule),
        max(now or transition.at, transition.at),
    )
    address = store or settings.stores.get(settings.store, settings.store)
    key = store_key(address) if address else ""
    with in_turn(engine) as connection:
        known = newest_of_alert(connection, transition.rule, transition.segment, key)
        if known is not None and _is_told(known, transition):
            return incident_of(connection, known.key)
        if known is None or not known.is_open:
            if not _opens(transition, table):
                return None
            opening = _opening(transition, table, settings, because or transition.because, pending_at)
            number = open_within(connection, opening, store=address, by=MACHINE, at=found)
        else:
            number = known.id
        said = _said(transition)
        append_event(
            connection, number, EventKind.ALERT, said, by=MACHINE, at=transition.at, recorded_at=found
        )
        return incident_of(connection, str(number))


def notified(
    engine: sa.Engine, rule: str, segment: Segment, channels: Sequence[str], at: datetime, store: str = ""
) -> None:
    """Note in the open incident of a rule and segment that people were told by these channels; without one do nothing.

    `store` is the key of the alert's store.
    """
    with in_turn(engine) as connection:
        found = open_for(connection, rule, segment, store)
        if found is not None:
            said = {"rule": rule, "channels": list(channels)}
            append_event(connection, found.id, EventKind.TOLD, said, by=MACHINE, at=at)


def attach(
    engine: sa.Engine, incident: Incident, transition: Transition, *, by: str, at: datetime
) -> Incident:
    """Attach another rule's alert to an incident; what that rule says of the segment from now on joins it, too.

    Raises:
        NotAllowedError: there are members, and `by` is none who may write here.
    """
    with in_turn(engine) as connection:
        if not _is_told(incident_of(connection, incident.key), transition):
            said = {**_said(transition), "attached": True}
            append_event(
                connection, incident.id, EventKind.ALERT, said, by=by, at=transition.at, recorded_at=at
            )
        return incident_of(connection, incident.key)


def _is_told(incident: Incident, transition: Transition) -> bool:
    every = (one for one in incident.events if one.kind is EventKind.ALERT)
    return any(
        (one.at, one.said["rule"], segment_of(one.said["segment"]), one.said["after"])
        == (transition.at, transition.rule, transition.segment, transition.after.value)
        for one in every
    )


def _said(transition: Transition) -> Mapping[str, Any]:
    return {
        "rule": transition.rule,
        "segment": [list(pair) for pair in transition.segment],
        "before": transition.before.value,
        "after": transition.after.value,
        "sentence": transition.sentence,
        "because": transition.because,
        "severity": transition.severity.value if transition.severity else None,
        "muted": transition.muted,
    }


def _opens(transition: Transition, rule: RuleTable | None) -> bool:
    if transition.after is not State.FIRING or transition.muted:
        return False
    wanted = rule.incident if rule else None
    return transition.severity in SEVERE if wanted is None else wanted


def _opening(
    transition: Transition,
    rule: RuleTable | None,
    settings: Settings,
    because: str,
    pending_at: datetime | None,
) -> Opening:
    of_rule = tuple(rule.where) if rule else ()
    calls = segment_words(transition.segment) if transition.segment else ", ".join(of_rule)
    class_of = guess_of_rule(rule.condition) if rule else None
    return Opening(
        title=f"{transition.rule}: {calls or segment_words(())}"[:LONGEST_TITLE],
        segment=transition.segment,
        metric=rule.metric if rule else None,
        onset=transition.onset,
        sentence=transition.sentence,
        details=transition.details,
        severity=transition.severity,
        because=because,
        rule=transition.rule,
        failure_class=class_of.failure_class if class_of else "",
        class_because=class_of.because if class_of else "",
        owner=(rule.owner if rule else None) or settings.alerts.owner,
        # Of the rule's own filter, and not of the segment: whether it is that one, and how much of it, is the question.
        page=PageState.around(transition.onset, transition.at, of_rule, settings.time_zone or "UTC"),
        pending_at=pending_at,
        runbook=rule.runbook if rule else "",
    )
