"""What got worse, and since when: as it was pinned, or as the alert said."""

from collections.abc import Iterator

from tidegauge import formats
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.page_link import scope_link
from tidegauge.incidents.words import onset_words


def _find(asked: Asked) -> Iterator[Answered]:
    incident, impact = asked.incident, asked.incident.opening.impact
    if incident.onset is None and impact is None:
        return
    since = f"since {formats.moment(incident.onset, asked.zone, asked.now)} {onset_words(incident)}".rstrip()
    words = [since] if incident.onset else []
    if impact is not None and impact.value is not None:
        ends = [
            formats.value(one, impact.unit, asked.settings.currency)
            for one in (impact.reference, impact.value)
        ]
        words.insert(0, f"{impact.label} {ends[0]} → {ends[1]}")
    elif incident.metric:
        words.insert(0, incident.metric)
    yield Answered(", ".join(words), scope_link(incident, asked.zone))


ANSWER = Answer("what got worse, and since when", _find)
