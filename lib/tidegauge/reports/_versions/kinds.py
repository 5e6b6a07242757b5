"""The kinds of things that have versions, and the attributes that name them in a store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tidegauge.errors import FilterError
from tidegauge.filters import Grain
from tidegauge.queries.relation import Rows

MODEL = "model"
PROMPT = "prompt"
JUDGE = "judge"


@dataclass(frozen=True)
class VersionKind:
    """A kind: `of` is the attribute that says of what, `version` the one that says which."""

    name: str
    of: str | None
    version: str
    grain: Grain = Grain.CALL


_KNOWN = (
    VersionKind(MODEL, "model_requested", "model_version"),
    VersionKind(PROMPT, "prompt_name", "prompt_version"),
    VersionKind("index", "feature", "index_version"),
    VersionKind("app", None, "app_version"),
)
_EMBEDDING = (
    "embedding_model",
    "gen_ai.embeddings.model",
    "embedding.model_name",
    "retrieval.embedding_model",
)
_NAMES = ("threshold", "_version", ".version")
"""What an attribute's name ends with, or holds, that is a version or a threshold."""


def version_kinds(rows: Rows, more: Mapping[str, str]) -> Iterator[VersionKind]:
    """Yield the kinds that a store can tell, those that the settings add last.

    Raises:
        FilterError: the settings name an attribute that the store does not have.
    """
    for kind in _KNOWN:
        yield kind if kind.of is None or _has(rows, kind.of) else VersionKind(kind.name, None, kind.version)
    embedding = next((name for name in _EMBEDDING if _has(rows, name)), None)
    if embedding is not None:
        yield VersionKind("embedding model", None, embedding)
    taken = {one.version for one in _KNOWN} | {embedding} | set(more.values())
    for name in rows.catalog.attributes:
        if name not in taken and (name.endswith(_NAMES[1:]) or _NAMES[0] in name):
            yield VersionKind(name, None, name)
    for word, name in more.items():
        rows.resolve(name)  # refuses one that is not there
        yield VersionKind(word, None, name)


def _has(rows: Rows, name: str) -> bool:
    try:
        rows.resolve(name)
    except FilterError:
        return False
    return True
