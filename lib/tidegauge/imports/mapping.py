"""The mapping of an import: which canonical field comes from which column, and which fields are constant."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from tidegauge.errors import ImportFileError, unknown
from tidegauge.schema.tables import TABLES, Kind

_SCALED = re.compile(r"(.+?)\s*([*/])\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True)
class Origin:
    """The column that a field comes from, and what its numbers are multiplied with."""

    column: str
    factor: float = 1.0

    def __str__(self) -> str:
        """Write it as a map file does."""
        return self.column if self.factor == 1 else f"{self.column} * {self.factor:g}"


@dataclass(frozen=True)
class ColumnMap:
    """How the columns of a file become the fields of `table`. `time_zone` is that of times without one."""

    table: str = "spans"
    fields: Mapping[str, Origin] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        """Raise ImportFileError for a table, field or zone that does not exist."""
        if self.table not in TABLES:
            raise ImportFileError(unknown("table", self.table, TABLES))
        for name in (*self.fields, *self.constants):
            if name not in TABLES[self.table].kinds:
                raise ImportFileError(unknown(f"field of {self.table}", name, TABLES[self.table].kinds))
        _check_zone(self.time_zone)

    def fitted(self, columns: Iterable[str], table: str | None = None) -> "ColumnMap":
        """Return the map for a chunk: a column with a canonical name is that field, unless the map says otherwise.

        >>> sorted(ColumnMap(fields={"geo": Origin("country")}).fitted(["country", "device", "x"]).fields)
        ['device', 'geo']
        """
        table = table or self.table
        if table != self.table:
            return ColumnMap(table, time_zone=self.time_zone).fitted(columns)
        used = {origin.column for origin in self.fields.values()}
        own = {
            name: Origin(name)
            for name in columns
            if name in TABLES[table].kinds and name not in used and name not in self.constants
        }
        return replace(self, fields={**own, **self.fields})

    @property
    def tells_status(self) -> bool:
        """Whether a call's status is to be told from its error: the file has the one and not the other."""
        given = {*self.fields, *self.constants}
        return self.table == "spans" and "error_type" in given and "status" not in given

    @property
    def aliases(self) -> dict[str, str]:
        """Return {name at the origin: field} for the span columns that were renamed, and keep their unit."""
        known = TABLES["spans"].kinds
        if self.table != "spans":
            return {}
        return {
            origin.column: name
            for name, origin in self.fields.items()
            if origin.factor == 1 and origin.column not in known
        }

    def text(self) -> str:
        """Return the map as text that is the same for equal maps."""
        fields = {name: str(origin) for name, origin in sorted(self.fields.items())}
        return json.dumps([self.table, fields, dict(sorted(self.constants.items())), self.time_zone])


def parse_origin(field_name: str, text: str, table: str) -> Origin:
    """Read the right side of `field = column` or `field = column * 1000`.

    >>> parse_origin("duration_ms", "latency_s * 1000", "spans")
    Origin(column='latency_s', factor=1000.0)
    """
    match = _SCALED.fullmatch(text.strip())
    if not match:
        return Origin(text.strip())
    kinds = TABLES[table].kinds if table in TABLES else {}
    if kinds.get(field_name, Kind.NUMBER) not in {Kind.NUMBER, Kind.INTEGER}:
        raise ImportFileError(
            f"“{field_name} = {text}”: {field_name} holds no numbers, so it cannot be scaled."
        )
    number = float(match[3])
    if not number:
        raise ImportFileError(f"“{field_name} = {text}”: the factor must not be 0.")
    return Origin(match[1], number if match[2] == "*" else 1 / number)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ImportFileError(
            f"“{name}” is not a time zone. Use a name such as Europe/Berlin or America/Sao_Paulo."
        ) from None
