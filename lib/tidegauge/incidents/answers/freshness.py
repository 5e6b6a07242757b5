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
    newest = asked.source.store.catalog().newest
    gaps = len(report.gaps)
    told = f"newest row {age(newest, asked.now, asked.zone)}"
    told += f", {gaps} {'gap' if gaps == 1 else 'gaps'} in the window" if gaps else ", no gap"
    late = newest is None or (asked.now - newest).total_seconds() > LATE_S
    yield Answered(told, health_link(asked), odd=bool(gaps) or (late and asked.incident.is_open))


ANSWER = Answer("how fresh the data are", _find, needs_store=True)
