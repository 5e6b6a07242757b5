"""What a row is called, wherever it is shown."""

from collections.abc import Mapping

from tidegauge.reports._scope.records import RowKind, ScopeRow

_WHOLE = {RowKind.REST: "rest of traffic", RowKind.TOTAL: "total"}


def row_name(row: ScopeRow) -> str:
    """Return what a row is called. It may hold an attribute's value: whole, and with whatever markup is in it."""
    if row.kind in _WHOLE:
        return _WHOLE[row.kind]
    return f"{pairs(row.where)} (other calls)" if row.others else pairs(row.where)


def pairs(where: Mapping[str, str]) -> str:
    """Return a segment on one line.

    >>> pairs({"geo": "BR", "device": "ios"})
    'geo = BR · device = ios'
    """
    return " · ".join(f"{name} = {value}" for name, value in where.items())
