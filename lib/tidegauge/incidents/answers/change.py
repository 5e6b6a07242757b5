"""Which change fits, as Scope said when it was pinned."""

from collections.abc import Iterator

from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.page_link import scope_link
from tidegauge.incidents.pins import pins_of


def _find(asked: Asked) -> Iterator[Answered]:
    incident = asked.incident
    link = scope_link(incident, asked.zone)
    pins = [one.pin for one in pins_of(incident)]
    change = next((one.change for one in reversed(pins) if one.change), incident.opening.change)
    if change:
        yield Answered(f"{change} fits", link)
        return
    told = next((one.isolated for one in reversed(pins) if one.isolated), "")
    if told:
        yield Answered(told, link)


ANSWER = Answer("which change fits", _find)
