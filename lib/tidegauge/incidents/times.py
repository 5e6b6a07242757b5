"""How long it took: to detect, acknowledge, scope, isolate, mitigate and resolve."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.incidents.records import STEPS, Incident, Status

OPEN = "open"
"""What stands where something has not happened yet."""

SKIPPED = "skipped"
"""What stands there where the work has gone past it."""


@dataclass(frozen=True)
class TimeTo:
    """One time in seconds, None while it has not happened; `is_known` is False where its beginning is not on record,
    `is_skipped` says that it will not happen any more: a later step was taken."""

    name: str
    seconds: float | None
    is_known: bool = True
    is_skipped: bool = False

    @property
    def words(self) -> str:
        """The time as it is read: “32 min”, “open”, “skipped”, or “–” where nobody recorded when it began."""
        if not self.is_known:
            return "–"
        if self.seconds is None:
            return SKIPPED if self.is_skipped else OPEN
        minutes = int(max(self.seconds, 0.0) // 60)
        return whole(timedelta(minutes=minutes)) if minutes else "under 1 min"


def times_of(incident: Incident) -> tuple[TimeTo, ...]:
    """Return the times of an incident.

    To detect is from the onset until it was opened; all others begin when it was opened. What was reopened
    is not mitigated and not resolved.
    """
    detect = (incident.opened_at - incident.onset).total_seconds() if incident.onset else None
    steps = [status for status in Status if status is not Status.TRIAGE]
    return (
        TimeTo("to detect", detect, is_known=incident.onset is not None),
        TimeTo("to acknowledge", _after(incident, incident.acknowledged_at), is_skipped=not incident.is_open),
        *(_to_reach(status, incident) for status in steps),
    )


_VERBS = {
    Status.SCOPED: "scope",
    Status.ISOLATED: "isolate",
    Status.MITIGATED: "mitigate",
    Status.RESOLVED: "resolve",
}


def _to_reach(status: Status, incident: Incident) -> TimeTo:
    is_past = STEPS.index(incident.status) > STEPS.index(status)
    return TimeTo(f"to {_VERBS[status]}", _after(incident, incident.reached.get(status)), is_skipped=is_past)


def _after(incident: Incident, at: datetime | None) -> float | None:
    return None if at is None else (at - incident.opened_at).total_seconds()


def whole(length: timedelta) -> str:
    """Return a length of time in whole minutes, hours or days; what has begun counts.

    >>> whole(timedelta(minutes=11, seconds=10)), whole(timedelta(hours=5)), whole(timedelta(days=3))
    ('12 min', '5 h', '3 days')
    """
    minutes = -(-length // timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"
