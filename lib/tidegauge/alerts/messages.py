"""The message that people get: what happened, how bad it is, by when somebody must respond, and where to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tidegauge import formats
from tidegauge.alerts.page_addresses import page_address
from tidegauge.alerts.records import Rule, State, Transition, segment_words
from tidegauge.alerts.transitions import RecordedTransition
from tidegauge.settings import Settings
from tidegauge.settings_alerts import AlertsTable
from tidegauge.workbench.texts import one_line

MOST = 10
"""Segments that one message tells of one by one."""
_REPEATED = "This may be the second time that you read this: its sender was stopped."


class News(Enum):
    """What a message is, as services colour it."""

    BAD = "bad"
    GOOD = "good"
    UNKNOWN = "unknown"
    TEST = "test"


_NEWS = {State.FIRING: News.BAD, State.NO_DATA: News.UNKNOWN}


@dataclass(frozen=True)
class Message:
    """What is sent: plain text."""

    title: str
    body: str
    news: News


def message(
    told: Sequence[RecordedTransition],
    rule: Rule | None,
    settings: Settings,
    *,
    now: datetime,
    repeated: bool = False,
    more: Sequence[str] = (),
) -> Message:
    """Return one message of changes of one rule into one state, the worst first. `more` are lines of others."""
    worst, *others = sorted(told, key=lambda one: (one.transition.severity or "P9", one.id))
    found = worst.transition
    lines = [*_said(found, settings), *_others(others), *_duties(worst, rule, settings, now), *more]
    number = ", ".join(str(one.id) for one in told[:MOST])
    zone = settings.time_zone or "UTC"
    lines.append(f"Alert {number}. Times are {zone}.{' ' + _REPEATED if repeated else ''}")
    return Message(_title(found, len(told)), "\n".join(lines), _NEWS.get(found.after, News.GOOD))


def _title(found: Transition, count: int) -> str:
    place = segment_words(found.segment) if count == 1 else f"{formats.count(count)} segments"
    grade = f"{found.severity} " if found.severity and found.after is State.FIRING else ""
    return one_line(f"[{grade}{found.after.value}] {found.rule}: {place}")


def _said(found: Transition, settings: Settings) -> list[str]:
    lines = [one_line(found.sentence)]
    if found.details:
        lines.append(" · ".join(found.details))
    if found.link is not None and (address := page_address(found.link, settings)):
        lines.append(address)
    return lines


def _others(others: Sequence[RecordedTransition]) -> list[str]:
    lines = [
        one_line(f"Also {segment_words(one.transition.segment)}: {one.transition.sentence}") for one in others
    ]
    rest = len(lines) - MOST + 1
    more = f"And {formats.count(rest)} more segment{'' if rest == 1 else 's'}."
    return [*lines[: MOST - 1], more] if rest > 0 else lines


def _duties(worst: RecordedTransition, rule: Rule | None, settings: Settings, now: datetime) -> list[str]:
    severity, alerts = worst.transition.severity, settings.alerts
    owner = (rule.table.owner if rule else None) or alerts.owner
    lines = []
    if severity is not None and worst.transition.after is State.FIRING:
        within = alerts.severity.respond[severity.value]
        by = formats.moment(worst.recorded + within, settings.time_zone or "UTC", now)
        lines.append(
            f"{severity}: respond within {formats.duration(within.total_seconds() * 1000)}, by {by}."
        )
    if owner:
        lines.append(f"Owner: {owner}")
    if rule and rule.table.runbook:
        lines.append(f"Runbook: {rule.table.runbook}")
    return lines


def trial_message(channel: str, alerts: AlertsTable) -> Message:
    """Return the message that shows that a channel works."""
    lines = [f"This is a test of the channel “{channel}”. Nothing is wrong."]
    if alerts.address:
        lines.append(alerts.address)
    return Message("[test] Tidegauge", "\n".join(lines), News.TEST)
