"""The alert rules at a store: evaluated, followed by incidents, and told."""

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.alerts.channels import Channel, channels
from tidegauge.alerts.claims import Claimed
from tidegauge.alerts.delivery import Delivered, Sender, deliver
from tidegauge.alerts.evaluated import Evaluation
from tidegauge.alerts.evaluation import evaluate
from tidegauge.alerts.messages import message
from tidegauge.alerts.records import Rule
from tidegauge.alerts.routing import INCIDENTS, check_channels
from tidegauge.alerts.rules import rules_of
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.cli._alert_incidents import Follower
from tidegauge.cli._member import workbench_for
from tidegauge.cli._store import address, named_settings
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.incidents.from_alert import notified
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.alert_rules import list_rules
from tidegauge.workbench.permission import Act

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class AlertSession:
    """What a check works with: the settings, the store and its key, and the workbench that remembers."""

    settings: Settings
    source: Source
    engine: sa.Engine
    key: str

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of the file and of the page, as they are now.

        Raises:
            SettingsError: a rule cannot be read, or names a channel that there is not.
        """
        found = rules_of(self.settings, list_rules(self.engine))
        check_channels(found, self.settings.alerts)
        return found

    def channels(self) -> tuple[dict[str, Channel], tuple[str, ...]]:
        """Return the channels of the settings that are ready to send, and why the others are not.

        What those are to be told stays queued: a secret that is missing must not keep a rule from being evaluated.
        """
        ready: dict[str, Channel] = {}
        problems: list[str] = []
        rules = self.rules()
        for name in self.settings.alerts.channels:
            try:
                ready |= channels(self.settings.alerts, [name], rules)
            except SettingsError as error:
                problems.append(str(error))
        return ready, tuple(dict.fromkeys(problems))

    def evaluate(self, at: datetime, only: Collection[str] = ()) -> Evaluation:
        """Evaluate the rules at a moment, and let incidents follow."""
        rules = self.rules()
        found = evaluate(self.source, self.settings, self.engine, rules, at, store=self.key, only=only)
        done = deliver(self.engine, {INCIDENTS: self._follower(rules).follow}, at, store=self.key)
        for problem in (done.problems or {}).values():
            _LOG.warning("Incidents do not follow yet, and are tried again: %s", problem)
        return found

    def tell(self, ready: Mapping[str, Channel], at: datetime) -> Delivered:
        """Send what is due at a moment, and return what came of it."""
        follower = self._follower(self.rules())
        senders = {name: self._sender(one, follower, at) for name, one in ready.items()}
        return deliver(self.engine, senders, at, store=self.key)

    def _follower(self, rules: Sequence[Rule]) -> Follower:
        named = {one.name: one for one in rules}
        return Follower(self.engine, self.settings, named, self.source.store.url)

    def _sender(self, channel: Channel, follower: Follower, at: datetime) -> Sender:
        def send(claimed: Sequence[Claimed]) -> str | None:
            told = [one.told for one in claimed]
            rule = follower.rules.get(told[0].transition.rule)
            repeated = any(one.notification.repeated for one in claimed)
            more = follower.lines(claimed)
            problem = channel.send(message(told, rule, self.settings, now=at, repeated=repeated, more=more))
            if problem is None:
                self._note(told, channel.name, at)
            return problem

        return send

    def _note(self, told: Sequence[RecordedTransition], channel: str, at: datetime) -> None:
        # The message went: that its incident cannot note it is no reason to tell people twice.
        with suppress(TidegaugeError, SQLAlchemyError):
            for one in told:
                which = one.transition
                notified(self.engine, which.rule, which.segment, [channel], at, one.store)


def alert_session(config: Path | None, store: str | None) -> AlertSession:
    """Return the session of a command. The workbench is closed with it.

    Raises:
        TidegaugeError: a setting cannot be used, the store or the workbench does not open, or the member may not.
    """
    settings = named_settings(config, store)
    engine, _ = workbench_for(settings, Act.READ)
    where = address(settings)
    source = Source(open_store(where, settings.statement_timeout), settings.dimensions)
    return AlertSession(settings, source, engine, store_key(where))
