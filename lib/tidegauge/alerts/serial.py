"""Segments, standings and links as the workbench keeps them: JSON."""

from pydantic import TypeAdapter

from tidegauge.alerts.records import Segment, Standing
from tidegauge.findings import Link

_SEGMENT = TypeAdapter(Segment)
_STANDING = TypeAdapter(Standing)
_LINK = TypeAdapter(Link)


def segment_text(segment: Segment) -> str:
    """Return a segment as the key that the workbench keeps.

    >>> segment_text((("geo", "BR"),))
    '[["geo","BR"]]'
    """
    return _SEGMENT.dump_json(segment).decode()


def segment_of(text: str) -> Segment:
    """Return the segment that a key is."""
    return _SEGMENT.validate_json(text)


def standing_text(standing: Standing) -> str:
    """Return a standing as JSON."""
    return _STANDING.dump_json(standing).decode()


def standing_of(text: str) -> Standing:
    """Return the standing that a JSON text is.

    >>> standing_of(standing_text(Standing("errors", ()))) == Standing("errors", ())
    True
    """
    return _STANDING.validate_json(text)


def link_text(link: Link | None) -> str | None:
    """Return a link as JSON."""
    return None if link is None else _LINK.dump_json(link).decode()


def link_of(text: str | None) -> Link | None:
    """Return the link that a JSON text is.

    >>> link = Link("scope", {"metric": "error_rate", "where": ("geo = BR",)})
    >>> link_of(link_text(link)) == link
    True
    """
    return None if text is None else _LINK.validate_json(text)
