"""Records as the JSON of events, and back. What comes in was written by us, perhaps by an older us."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from tidegauge.workbench.incident_events import IncidentError

Payload = TypeVar("Payload")
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def written(record: Any) -> dict[str, Any]:
    """Return a record as JSON can hold it; a number that is not there is null.

    >>> from tidegauge.incidents.records import Impact
    >>> written(Impact("Errors", "share", value=float("nan")))["value"] is None
    True
    """
    told = _adapter(type(record)).dump_python(record, mode="json")
    return {name: _finite(one) for name, one in told.items()}


def read(kind: type[Payload], told: Mapping[str, Any]) -> Payload:
    """Return the record of an event; keys that a newer Tidegauge wrote are left out.

    Raises:
        IncidentError: it is no such record.
    """
    known = {one.name for one in fields(kind)} if is_dataclass(kind) else set(told)
    try:
        found: Payload = _adapter(kind).validate_python(
            {name: one for name, one in told.items() if name in known}
        )
    except ValidationError as error:
        raise IncidentError(f"An event of an incident cannot be read: {error.errors()[0]['msg']}.") from error
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _finite(told: Any) -> Any:
    if isinstance(told, float):
        return told if math.isfinite(told) else None
    if isinstance(told, dict):
        return {name: _finite(one) for name, one in told.items()}
    return [_finite(one) for one in told] if isinstance(told, list) else told
