"""From chips to the segment of an incident, and back."""

from collections.abc import Iterable

from tidegauge.alerts.records import Segment, segment_words
from tidegauge.filters import Condition
from tidegauge.incidents.records import Incident
from tidegauge.reports._scope.where import conditions


def segment_of_chips(chips: Iterable[Condition]) -> Segment:
    """Return the segment that chips name: what equals something. Others are kept with the page.

    >>> from tidegauge.filters import parse_condition
    >>> segment_of_chips(map(parse_condition, ("geo = BR, DE", "device != ios", 'note = "a, b"')))
    (('geo', 'BR, DE'), ('note', '"a, b"'))
    """
    return tuple((one.attribute, one.value_text) for one in chips if one.operator == "=")


def which_calls(incident: Incident) -> str:
    """Return on one line which calls an incident is about: its segment, and what its rule or its page was asked of besides."""
    own = [f"{name} = {value}" for name, value in incident.segment]
    page = incident.opening.page
    return ", ".join(dict.fromkeys((*own, *(page.where if page else ())))) or segment_words(())


def chips_of(incident: Incident) -> tuple[Condition, ...]:
    """Return the chips that keep the calls of an incident's segment."""
    if incident.rule is None:
        return conditions(dict(incident.segment))
    # An alert tells the value itself, while Scope and people spell values as chips do: there a comma parts two.
    return tuple(Condition(name, "=", (value,)) for name, value in incident.segment)
