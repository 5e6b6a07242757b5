"""What an assistant had when it answered: documents that were retrieved, and results of tools."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tidegauge.queries.review_samples import DOCUMENTS

MOST = 50
"""Documents that are shown of one retrieval."""
_TEXT = ("content", "page_content", "text", "body", "document.content")
_TITLE = ("title", "name", "source", "id", "document.id")
_SCORE = ("score", "similarity", "relevance", "document.score")


@dataclass(frozen=True)
class Material:
    """A document or a tool's result (`kind`): what it is called, its text, and what was asked for it."""

    kind: str
    title: str
    text: str
    input: str = ""


def material(span: Mapping[str, Any]) -> Iterator[Material]:
    """Yield what a retriever or a tool gave: each document on its own where the tracer tells them apart."""
    name, asked = span["name"] or span["kind"], span["input_text"] or ""
    if span["kind"] != "retriever":
        yield Material("tool", name, span["output_text"] or "–", asked)
        return
    texts = [span.get(one) for one in DOCUMENTS] + [span["output_text"]]
    found = next((list(some) for one in texts if (some := documents_in(one))), None)
    if found is None:
        yield Material("document", name, span["output_text"] or "–", asked)
        return
    for title, text in found[:MOST]:
        yield Material("document", title or name, text, asked)


def documents_in(text: object) -> list[tuple[str, str]]:
    """Return (title, text) of each document in a JSON text as tracers write it; none where it is something else.

    >>> documents_in('[{"title": "Shipping", "content": "Three days.", "score": 0.82}]')
    [('Shipping (matched 0.82)', 'Three days.')]
    >>> documents_in('{"0.document.id": "d1", "0.document.content": "Three days."}')
    [('d1', 'Three days.')]
    >>> documents_in("Three days.")
    []
    """
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return []
    entries = _numbered(found) if isinstance(found, dict) else found
    if not isinstance(entries, list) or not entries:
        return []
    documents = [_document(one) for one in entries]
    return [one for one in documents if one is not None] if all(documents) else []


def _document(entry: object) -> tuple[str, str] | None:
    if not isinstance(entry, dict):
        return ("", entry) if isinstance(entry, str) and entry else None
    inner = entry.get("document")
    known = {**entry, **inner} if isinstance(inner, dict) else entry
    text = next((known[name] for name in _TEXT if isinstance(known.get(name), str)), None)
    if text is None:
        return None
    title = next((str(known[name]) for name in _TITLE if known.get(name)), "")
    score = next((known[name] for name in _SCORE if isinstance(known.get(name), int | float)), None)
    return (f"{title} (matched {score:.2f})".strip() if score is not None else title), text


def _numbered(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of keys such as `0.document.content`, in order."""
    entries: dict[int, dict[str, Any]] = {}
    for key, value in found.items():
        number, _, rest = key.partition(".")
        if not number.isdecimal():
            return []
        entries.setdefault(int(number), {})[rest] = value
    return [entries[number] for number in sorted(entries)]
