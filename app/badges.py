"""What the menu says beside a page's name: how much waits there."""

from sqlalchemy.exc import SQLAlchemyError

from app import state
from tidegauge.errors import TidegaugeError
from tidegauge.formats import count
from tidegauge.incidents.listing import open_count

INCIDENTS = "incidents"


def titled(name: str, title: str) -> str:
    """Return a page's title with what waits there: “Incidents · 1 open”; the plain one where nothing does."""
    n = _waiting(name)
    return f"{title} · {count(n)} open" if n else title


def _waiting(name: str) -> int:
    if name != INCIDENTS:
        return 0
    try:
        return open_count(state.workbench())
    except (TidegaugeError, SQLAlchemyError):
        return 0  # a workbench that is away is told by the pages that need it
