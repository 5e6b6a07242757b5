"""How fresh the data are."""

from collections.abc import Iterator

from tidegauge.formats import age
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.answers._health import health_link, health_of

LATE_S = 3_600.0
"""A newest row that is older than this, in seconds, is worth a look while the incident is open."""


def _find(asked: Asked) -> Iterator[Answered]:
    report = health_of(asked)
    if report is None or asked.source is None:
        return
    gaps = len(report.gaps)
    if not asked.incident.is_open:  # how old the newest row is by now says nothing of then
        told = f"{_gaps(gaps) if gaps else 'no gap'} in the window"
        yield Answered(told, health_link(asked), odd=bool(gaps))
        return
    newest = asked.source.store.catalog().newest
    told = f"newest row {age(newest, asked.now, asked.zone)}"
    told += f", {_gaps(gaps)} in the window" if gaps else ", no gap"
    late = newest is None or (asked.now - newest).total_seconds() > LATE_S
    yield Answered(told, health_link(asked), odd=bool(gaps) or late)


def _gaps(n: int) -> str:
    return f"{n} {'gap' if n == 1 else 'gaps'}"


ANSWER = Answer("how fresh the data are", _find, needs_store=True)
