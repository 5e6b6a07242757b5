"""The cursor of the list of traces: an opaque text that names a row's place in one order."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from tidegauge.queries.traces_page import Position, Sort


def encode(position: Position, sort: Sort) -> str:
    """Return a position as text for a link.

    >>> here = Position(2.5, "t", "s", back=True)
    >>> decode(encode(here, Sort.COST), Sort.COST) == here
    True
    """
    value = position.value.isoformat() if isinstance(position.value, datetime) else position.value
    parts = [sort.value, value, position.trace_id, position.span_id, position.back]
    return (
        urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        .decode()
        .rstrip("=")
    )


def decode(cursor: str | None, sort: Sort) -> Position | None:
    """Return the position, or None for a text that is no cursor of this order: the list then begins at its start.

    >>> decode("not a cursor", Sort.NEWEST) is None
    True
    """
    try:
        parts = json.loads(urlsafe_b64decode(f"{cursor}===")) if cursor else None
        return _position(parts, sort) if isinstance(parts, list) else None
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None


def _position(parts: list[object], sort: Sort) -> Position | None:
    name, value, trace_id, span_id, back = parts
    if name != sort.value or not isinstance(trace_id, str) or not isinstance(span_id, str):
        return None
    return Position(_value(value, sort), trace_id, span_id, back is True)


def _value(value: object, sort: Sort) -> datetime | float | None:
    if sort.by_time:
        return datetime.fromisoformat(str(value))
    return None if value is None else float(str(value))
