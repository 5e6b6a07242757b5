"""Incidents follow alerts: through the outbox, so that a check that is stopped loses none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.alerts.claims import Claimed
from tidegauge.alerts.page_addresses import page_address
from tidegauge.alerts.records import Rule, State
from tidegauge.alerts.transitions import RecordedTransition, list_transitions
from tidegauge.findings import Link
from tidegauge.incidents.from_alert import from_alert
from tidegauge.incidents.listing import open_for
from tidegauge.settings import Settings


@dataclass(frozen=True)
class Follower:
    """Opens incidents, and tells those that are open, for these rules at the store of an address."""

    engine: sa.Engine
    settings: Settings
    rules: Mapping[str, Rule]
    store: str

    def follow(self, claimed: Sequence[Claimed]) -> str | None:
        """Take transitions; one that was taken before changes nothing."""
        for one in claimed:
            told = one.told.transition
            rule = self.rules.get(told.rule)
            from_alert(
                self.engine,
                self.settings,
                told,
                rule=None if rule is None else rule.table,
                store=self.store,
                now=one.told.recorded,
                pending_at=self._pending(one.told),
            )
        return None

    def lines(self, claimed: Sequence[Claimed]) -> list[str]:
        """Return the lines of a message that say which incidents its changes belong to."""
        found = {}
        for one in claimed:
            told = one.told.transition
            incident = open_for(self.engine, told.rule, told.segment, one.told.store)
            if incident is not None:
                found[incident.key] = page_address(Link("incident", {"id": incident.key}), self.settings)
        return [f"Incident {key}{': ' + link if link else ''}" for key, link in found.items()]

    def _pending(self, one: RecordedTransition) -> datetime | None:
        told = one.transition
        if told.after is not State.FIRING or told.onset is None:
            return None
        before = list_transitions(
            self.engine, one.store, rule=told.rule, segment=told.segment, since=told.onset, until=told.at
        )
        return next((past.transition.at for past in before if past.transition.after is State.PENDING), None)
