"""Bad rows as the quarantine keeps them: short enough to read, whole enough to import again."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tidegauge.sources.chunk import BadRow
from tidegauge.sources.flatten import json_text

_LONGEST_VALUE = 200


def quarantine_rows(path: Path, bad: Iterable[BadRow]) -> Iterator[dict[str, object]]:
    """Yield {file, row, line, column, value, rule, record}; `record` is the raw row as JSON text.

    >>> list(quarantine_rows(Path("a.csv"), [BadRow(3, "n", "x", "not a number", record={"n": "x"})]))[0]["record"]
    '{"n":"x"}'
    """
    for row in bad:
        yield {
            "file": path.name,
            "row": row.row,
            "line": row.line,
            "column": row.column,
            "value": row.value[:_LONGEST_VALUE],
            "rule": row.rule,
            "record": json_text(row.record),
        }
