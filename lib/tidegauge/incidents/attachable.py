"""Alerts of other rules that may belong to an incident: in its segment, in its time."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from tidegauge.alerts.records import Segment, State, Transition
from tidegauge.alerts.transitions import list_transitions
from tidegauge.incidents.listing import alerts_of
from tidegauge.incidents.records import Incident

BEFORE = timedelta(hours=1)
"""How long before the onset an alert may have fired."""
MOST = 10
"""Alerts that are offered, the newest."""


def attachable(engine: sa.Engine, incident: Incident, now: datetime) -> tuple[Transition, ...]:
    """Return the firing alerts of other rules, each rule and segment once, newest first.

    In the segment means the same calls, a part of them, or calls that they are a part of; an incident of all calls takes any.
    """
    since = (incident.onset or incident.opened_at) - BEFORE
    until = (incident.resolved_at or now) + timedelta(seconds=1)
    told = list_transitions(engine, incident.store or None, since=since, until=until)
    known = alerts_of(incident)
    found = {
        (one.transition.rule, one.transition.segment): one.transition
        for one in told
        if one.transition.after is State.FIRING
        and (one.transition.rule, one.transition.segment) not in known
        and within(one.transition.segment, incident.segment)
    }
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True)[:MOST])


def within(one: Segment, other: Segment) -> bool:
    """Return whether one of two segments holds the other.

    >>> within((("geo", "BR"),), (("geo", "BR"), ("device", "ios"))), within((("geo", "BR"),), (("geo", "DE"),))
    (True, False)
    """
    mine, its = set(one), set(other)
    return mine <= its or its <= mine
