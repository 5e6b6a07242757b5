"""What `tidegauge alerts history` lists: changes of state, with who was told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.grading import change_words
from tidegauge.alerts.outbox import Notification, list_notifications
from tidegauge.alerts.records import segment_words
from tidegauge.alerts.routing import INCIDENTS
from tidegauge.alerts.transitions import RecordedTransition, list_transitions
from tidegauge.cli._alert_session import AlertSession
from tidegauge.cli.show._text import inert
from tidegauge.clock import now
from tidegauge.reports.export import to_json

as_json = to_json


@dataclass(frozen=True)
class Happened:
    """A change of state with what became of its notifications."""

    recorded: RecordedTransition
    notifications: tuple[Notification, ...]


def happened(
    session: AlertSession, rule: str | None, since: datetime | None, until: datetime | None, newest: int
) -> tuple[Happened, ...]:
    """Return the changes of state, oldest first."""
    moved = list_transitions(session.engine, session.key, rule=rule, since=since, until=until, newest=newest)
    told = list_notifications(session.engine, [one.id for one in moved])
    return tuple(
        Happened(one, tuple(each for each in told if each.transition == one.id and each.channel != INCIDENTS))
        for one in moved
    )


def history_lines(found: Sequence[Happened], zone: str) -> Iterator[str]:
    """Yield two lines a change: what changed, and what it says."""
    if not found:
        yield "Nothing has changed its state yet."
    for one in found:
        told = one.recorded.transition
        at = formats.moment(told.at, zone, now())
        yield inert(f"{at}  {told.rule}: {segment_words(told.segment)}  {change_words(told)}")
        yield inert(f"    {told.sentence} {_who(one)}".rstrip())


def _who(one: Happened) -> str:
    if one.recorded.transition.muted:
        return f"Nobody was told: {one.recorded.transition.muted}."
    parts = [
        f"{each.channel} ({each.state.value}{': ' + each.problem if each.problem else ''})"
        for each in one.notifications
    ]
    return f"Told: {', '.join(parts)}." if parts else ""
