"""What a label of another tool says, and what a reader of such a file offers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidegauge.errors import ImportFileError
from tidegauge.sources.text_file import open_text


@dataclass(frozen=True)
class Where:
    """Where a file says what it is about: the fields of the span's and the trace's id; of tables the columns of reviewers.

    `score` names the score where the file does not, or where it has only one question.
    """

    span: str = "span_id"
    trace: str = "trace_id"
    score: str | None = None
    reviewers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignLabel:
    """One answer of one person, or of one row that cannot be used: then `fault` is the rule that it breaks.

    `said` is a number or a word. `at` is as the file writes it, None where it has no time.
    """

    row: int
    span_id: str | None
    trace_id: str | None
    name: str | None
    said: float | str | None
    reviewer: str | None
    at: str | None = None
    comment: str | None = None
    decides: bool = False
    fault: str = ""


Read = Callable[[Path, Where], Iterator[ForeignLabel]]


@dataclass(frozen=True)
class Reader:
    """A tool whose labels are read: how it is called, what it writes, and how that is read."""

    name: str
    title: str
    sentence: str
    read: Read


def records(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON array, or of JSON lines.

    Raises:
        ImportFileError: it is neither.
    """
    try:
        with open_text(path) as text:
            held = text.read().removeprefix(b"\xef\xbb\xbf").strip()
        found = (
            json.loads(held)
            if held.startswith(b"[")
            else [json.loads(line) for line in held.splitlines() if line.strip()]
        )
    except (OSError, ValueError) as error:
        raise ImportFileError(f"{path} is no JSON: {str(error).splitlines()[0]}") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ImportFileError(f"{path} is no list of objects: export the annotations as JSON.")
    return found


def text_at(holders: list[Any], field: str) -> str | None:
    """Return the text of a field, of the first of several objects that has it.

    >>> text_at([{"a": 1}, {"span_id": 7}], "span_id")
    '7'
    """
    for one in holders:
        value = one.get(field) if isinstance(one, Mapping) else None
        if value not in (None, ""):
            return str(value)
    return None
