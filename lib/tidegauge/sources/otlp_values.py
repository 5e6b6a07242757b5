"""OTLP's JSON spelling of values: typed attributes, integers as text, ids in hexadecimal or base64."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tidegauge.sources.flatten import json_text

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  times of the store are UTC without a zone
Attributes = dict[str, object]


def attributes(pairs: Iterable[Mapping[str, Any]] | None) -> Attributes:
    """Return {key: value} of an attribute list; arrays stay lists, nested key-value lists become dicts.

    >>> attributes([{"key": "n", "value": {"intValue": "3"}}])
    {'n': 3}
    """
    return {str(pair["key"]): value_of(pair.get("value") or {}) for pair in pairs or () if "key" in pair}


def value_of(value: Mapping[str, Any]) -> object:
    """Return the value of an `AnyValue`; one without content is None."""
    for kind, content in value.items():
        match kind:
            case "intValue":
                return int(content)
            case "doubleValue":
                return float(content)
            case "arrayValue":
                return [value_of(item) for item in content.get("values", ())]
            case "kvlistValue":
                return attributes(content.get("values"))
            case _:
                return content
    return None


def plain(value: object) -> object:
    """Return a value that fits in a column: lists and dicts as JSON text."""
    return json_text(value) if isinstance(value, list | dict) else value


def hex_id(text: str | None, length: int) -> str | None:
    """Return an id of `length` hexadecimal signs; plain proto3 JSON writes the same bytes in base64.

    >>> hex_id("q83v", 6)
    'abcdef'
    """
    if not text or len(text) == length:
        return text or None
    try:
        decoded = base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return text
    return decoded if len(decoded) == length else text


def moment(nanoseconds: int) -> datetime:
    """Return a Unix time in nanoseconds as UTC, to the microsecond."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
