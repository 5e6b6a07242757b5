"""DuckDB views with every column that a table should have, typed; what is not stored is NULL."""

from collections.abc import Mapping

from tidegauge.schema.tables import Kind

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.TIME: "TIMESTAMP",
}
"""DuckDB's type of each kind."""

_ZONED = "TIMESTAMP WITH TIME ZONE"


def view(name: str, columns: Mapping[str, Kind], stored: Mapping[str, str], source: str | None) -> str:
    """Return the statement that creates view `name` with `columns` over `source`, whose column types are `stored`.

    Without a source the view is empty.
    """
    selected = ", ".join(_column(column, kind, stored) for column, kind in columns.items())
    place = f"FROM {source}" if source else "WHERE false"
    return f"CREATE VIEW {name} AS SELECT {selected} {place}"


def quoted(name: str) -> str:
    """Return an identifier as SQL.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def _column(name: str, kind: Kind, stored: Mapping[str, str]) -> str:
    if name not in stored:
        return f"CAST(NULL AS {TYPES[kind]}) AS {quoted(name)}"
    if stored[name] == TYPES[kind]:
        return quoted(name)
    if stored[name] == _ZONED and kind is Kind.TIME:
        # A cast would go through the zone of the machine.
        return f"make_timestamp(epoch_us({quoted(name)})) AS {quoted(name)}"
    return f"CAST({quoted(name)} AS {TYPES[kind]}) AS {quoted(name)}"
