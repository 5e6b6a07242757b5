"""ClickHouse's types: what a column of each holds, and the type that stores each kind."""

import re

from tidegauge.schema.tables import Kind

STORED = {
    Kind.TEXT: "Nullable(String)",
    Kind.INTEGER: "Nullable(Int64)",
    Kind.NUMBER: "Nullable(Float64)",
    Kind.BOOLEAN: "Nullable(Bool)",
    Kind.TIME: "Nullable(DateTime64(6, 'UTC'))",
}
"""The type of a value that may be NULL."""

_WRAPPED = re.compile(r"^(?:nullable|lowcardinality)\((.*)\)$")


def kind_of(written: str) -> Kind:
    """Return what a column of this type holds; what is no number, time or truth value is read as text.

    >>> kind_of("LowCardinality(Nullable(String))").value, kind_of("DateTime64(9)").value, kind_of("UInt64").value
    ('text', 'time', 'integer')
    """
    found = written.strip().lower()
    while wrapped := _WRAPPED.match(found):
        found = wrapped[1]
    if found == "bool":
        return Kind.BOOLEAN
    if re.fullmatch(r"u?int(8|16|32|64)", found):
        return Kind.INTEGER
    if re.match(r"(u?int(128|256)|b?float\d+|decimal)", found):
        return Kind.NUMBER
    return Kind.TIME if found.startswith("date") else Kind.TEXT
