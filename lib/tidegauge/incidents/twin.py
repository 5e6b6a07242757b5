"""The open incident that a new one would only repeat."""

from tidegauge.incidents.listing import is_at, open_incidents
from tidegauge.incidents.records import Incident, Opening
from tidegauge.stores.addresses import store_key
from tidegauge.workbench.incident_events import IncidentError
from tidegauge.workbench.within import Opened


def twin_of(of: Opened, opening: Opening, store: str = "") -> Incident | None:
    """Return the open incident of the same metric and segment, at the store of an address; without a metric of the same title, too."""
    key = store_key(store) if store else ""
    still = (one for one in open_incidents(of) if is_at(one, key))
    return next((one for one in still if _asked(one.opening) == _asked(opening)), None)


def check_twin(of: Opened, opening: Opening, store: str, how: str) -> None:
    """Refuse to open what is open already; `how` says how to do so all the same.

    Raises:
        IncidentError: an open incident is of the same metric and segment.
    """
    found = twin_of(of, opening, store)
    if found is not None:
        raise IncidentError(
            f"{found.key} is open for the same metric and calls: {found.title}. Work on that one, or {how}."
        )


def _asked(one: Opening) -> tuple[object, ...]:
    # Without a segment it is the filter that says which calls: a rule's own, or the page's.
    calls = one.segment or (one.page.where if one.page else ())
    return (one.metric, None if one.metric else one.title, frozenset(calls))
