"""How a trace's page remembers the list that it was opened from: in its own link."""

from datetime import datetime
from urllib.parse import parse_qs, urlencode

from app.components.page_link import query
from tidegauge.errors import TidegaugeError
from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition
from tidegauge.queries.traces_page import Listing
from tidegauge.reports.traces import listed


def trail(listing: Listing) -> dict[str, str]:
    """Return the query values that lead back to a list (`back`), and along it (`walk`)."""
    return {"back": query(), "walk": encoded(listing)}


def encoded(listing: Listing) -> str:
    """Return a list as text: its window in absolute times, so that the neighbours stay the same.

    >>> window = Window(datetime(2026, 11, 20), datetime(2026, 11, 21))
    >>> here = Listing(TraceFilter(Population(window, (parse_condition("geo = BR"),))), search="refund")
    >>> walked(encoded(here)) == here, walked("nonsense")
    (True, None)
    """
    asked = listing.asked
    values = {
        "from": asked.current.window.start.isoformat(),
        "to": asked.current.window.end.isoformat(),
        "where": [str(chip) for chip in asked.where],
        "grain": asked.grain.value,
        "sort": listing.sort.value,
        "only": listing.only.value,
        "search": listing.search or "",
    }
    return urlencode(values, doseq=True)


def walked(text: str | None) -> Listing | None:
    """Return the list that `encoded` wrote; None for anything else."""
    found = parse_qs(text or "", keep_blank_values=True)
    one = {name: values[0] for name, values in found.items()}
    try:
        window = Window(datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"]))
        where = tuple(parse_condition(chip) for chip in found.get("where", []))
        asked = TraceFilter(Population(window, where), grain=Grain(one["grain"]))
        return listed(asked, one["sort"], one["only"], one.get("search"))
    except (KeyError, ValueError, TypeError, TidegaugeError):
        return None
