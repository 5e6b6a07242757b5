"""Argilla's records as JSON (`dataset.records(with_responses=True).to_json(FILE)`), each with responses by question."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tidegauge.imports.elsewhere._foreign import ForeignLabel, Reader, Where, records, text_at

_COMMENTS = frozenset(("comment", "comments", "note", "notes", "reason", "why", "explanation"))
"""Questions whose text belongs to the person's other answers."""


def _read(path: Path, where: Where) -> Iterator[ForeignLabel]:
    for number, record in enumerate(records(path), start=1):
        about = [record.get("metadata"), record.get("fields"), record]
        ids = (text_at(about, where.span), text_at(about, where.trace))
        said = record.get("responses") or {}
        notes = _notes(said)
        for question, answers in said.items():
            if str(question).lower() in _COMMENTS:
                continue
            for answer in answers or []:
                yield from _answer(number, ids, str(question), answer, notes, where)


def _answer(
    number: int,
    ids: tuple[str | None, str | None],
    question: str,
    answer: Any,
    notes: Mapping[str, str],
    where: Where,
) -> Iterator[ForeignLabel]:
    if not isinstance(answer, Mapping) or answer.get("status") in {"draft", "discarded"}:
        return
    who, value = text_at([answer], "user_id"), answer.get("value")
    name = where.score or question
    several = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    told: list[tuple[str, float | str | None, str]]
    if isinstance(value, bool) or value is None:
        told = [(name, None if value is None else float(value), "")]
    elif isinstance(value, int | float | str):
        told = [(name, value if isinstance(value, str) else float(value), "")]
    elif several and len(several) == len(value):
        told = [(f"{name}.{one}", 1.0, "") for one in several]
    else:
        told = [(name, None, "rankings and spans of Argilla are not read")]
    for named, said, fault in told:
        comment = notes.get(who or "")
        yield ForeignLabel(number, *ids, named, said, who, None, comment, fault=fault)


def _notes(said: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for question, answers in said.items():
        for answer in answers or [] if str(question).lower() in _COMMENTS else []:
            if isinstance(answer, Mapping) and isinstance(answer.get("value"), str):
                found[text_at([answer], "user_id") or ""] = answer["value"]
    return found


READER = Reader(
    "argilla", "Argilla", "JSON of records with responses; the span's id in their metadata.", _read
)
