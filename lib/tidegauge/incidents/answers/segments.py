"""Which segment it is, and how much of traffic."""

from collections.abc import Iterator

from tidegauge.alerts.records import segment_words
from tidegauge.formats import share
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.page_link import scope_link


def _find(asked: Asked) -> Iterator[Answered]:
    incident, impact = asked.incident, asked.incident.opening.impact
    if not incident.segment and impact is None:
        return
    traffic = f", {share(impact.traffic)} of traffic" if impact and impact.traffic is not None else ""
    yield Answered(f"{segment_words(incident.segment)}{traffic}", scope_link(incident, asked.zone))


ANSWER = Answer("which segment it is", _find)
