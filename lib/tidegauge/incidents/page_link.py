"""The link that shows a page as it was: its windows in absolute times, so that it says the same tomorrow."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tidegauge.findings import Link
from tidegauge.formats.times import local
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.records import Incident

_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)
"""The filter bar knows whole minutes: the one in which a window ends belongs to it."""
CHOSEN_WINDOW, CHOSEN_COMPARISON, NOTHING = "choose dates…", "chosen dates…", "nothing"
"""What the filter bar calls two dates, dates to compare with, and no comparison."""


def page_params(page: PageState, zone: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return the query of a page's state; times are those of the viewer's clock, as the filter bar reads them."""
    found: dict[str, str | tuple[str, ...]] = {
        "window": CHOSEN_WINDOW,
        "from": _text(page.start, zone),
        "to": _text(page.end + _ALMOST_A_MINUTE, zone),
        "against": NOTHING,
        "where": page.where,
        "tz": zone,
    }
    if page.reference_start is not None and page.reference_end is not None:
        found |= {
            "against": CHOSEN_COMPARISON,
            "ref_from": _text(page.reference_start, zone),
            "ref_to": _text(page.reference_end, zone),
        }
    if page.grain != PageState.grain:
        found["grain"] = page.grain
    if page.minimum_n != PageState.minimum_n:
        found["n"] = str(page.minimum_n)
    return found


def scope_link(incident: Incident, zone: str) -> Link | None:
    """Return the link to Scope with the incident's metric and page; None where neither is known."""
    page = incident.opening.page
    if page is None:
        return None
    metric = {"of": incident.metric} if incident.metric else {}
    return Link("scope", {**page_params(page, zone), **metric})


def rule_link(incident: Incident) -> Link:
    """Return the link to Alert rules, filled in with what would have caught this.

    A version is not watched for itself: the next one will have another name.
    """
    opening = incident.opening
    found: dict[str, str | tuple[str, ...]] = {
        "metric": incident.metric or "",
        "for_each": tuple(name for name, _ in incident.segment if "version" not in name),
        "chip": opening.page.where if opening.page else (),
    }
    return Link("alerts", {name: value for name, value in found.items() if value})


def _text(at: datetime, zone: str) -> str:
    return local(at, zone).replace(second=0, microsecond=0).isoformat(timespec="minutes")
