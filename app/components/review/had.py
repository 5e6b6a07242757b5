"""What the assistant had when it answered: results of tools at once, documents by their titles."""

from functools import partial

from app.components.review.texts import INPUT, head, opening, text
from app.components.sample import sample
from tidegauge.review.materials import Material
from tidegauge.review.samples import ReviewSample

KINDS = {"tools": "tool", "documents": "document"}
"""The parts of a sample that are shown here, and the kind of what stands in them."""
_AT_ONCE = 3
"""Results, and titles of documents, that are shown without a click."""
_TITLE = 90


def had(one: ReviewSample, order: tuple[str, ...], here: str) -> None:
    """Show what was retrieved and looked up, under one title, in the order of the parts."""
    found = {KINDS[part]: [had for had in one.had if had.kind == KINDS[part]] for part in order}
    counts = [_counted(kind, len(some)) for kind, some in found.items() if some]
    if not counts:
        return
    head("What the assistant had", ", ".join(counts))
    for kind, some in found.items():
        (_tools if kind == "tool" else _documents)(some, here)


def _counted(kind: str, n: int) -> str:
    word = "tool result" if kind == "tool" else "document"
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def _tools(tools: list[Material], here: str) -> None:
    for place, one in enumerate(tools[:_AT_ONCE]):
        _tool(one, place, here)
    rest = list(enumerate(tools))[_AT_ONCE:]
    if rest:
        opening(f"{_counted('tool', len(rest))} more", f"tools_{here}", partial(_all_tools, rest, here))


def _all_tools(tools: list[tuple[int, Material]], here: str) -> None:
    for place, one in tools:
        _tool(one, place, here)


def _tool(one: Material, place: int, here: str) -> None:
    text(f"{one.title} → {one.text}", f"tool{place}_{here}", INPUT)


def _documents(documents: list[Material], here: str) -> None:
    n = len(documents)
    for place, one in enumerate(documents[:_AT_ONCE]):
        key = f"document{place}_{here}"
        label = f"Document {place + 1} of {n}: {one.title[:_TITLE]}"
        opening(label, key, partial(sample, one.text, f"text_{key}"))
    rest = list(enumerate(documents))[_AT_ONCE:]
    if rest:
        label = f"{_counted('document', len(rest))} more"
        opening(label, f"documents_{here}", partial(_all_documents, rest, n, here))


def _all_documents(documents: list[tuple[int, Material]], n: int, here: str) -> None:
    for place, one in documents:
        head(f"Document {place + 1} of {n}", one.title)
        sample(one.text, f"text_document{place}_{here}")
