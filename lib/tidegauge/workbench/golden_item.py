"""One item of a golden set: an answer whose label was decided, as JSON that is the same on every machine."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Group(StrEnum):
    """Why an item is in a golden set."""

    TYPICAL = "typical"
    EDGE = "edge"
    FAILURE = "failure"
    ADVERSARIAL = "adversarial"


@dataclass(frozen=True)
class GoldenItem:
    """What was asked and answered, what was decided of it, by whom, when (UTC, ISO 8601) and why.

    `value` is on the `scale` of the score `name`. `expected` is what should have been answered, empty where nobody wrote
    it. `facts` are attributes of the call, such as its model version. The texts are copied: what the store forgets stays.
    """

    store: str
    trace_id: str
    span_id: str
    name: str
    scale: str
    value: float
    input: str
    output: str
    group: Group
    decided_by: str
    decided_at: str
    reason: str = ""
    expected: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells items apart: the store, the span, the score's name."""
        return self.store, self.span_id, self.name

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical JSON, in hexadecimal."""
        return text_hash(canonical(self))


def canonical(item: GoldenItem) -> str:
    r"""Return an item as JSON: keys in order, no spaces, ASCII.

    >>> canonical(GoldenItem("s", "t", "c", "ok", "yes or no", 1, "é", "b", Group.EDGE, "ana", "2026-11-22"))[:77]
    '{"decided_at":"2026-11-22","decided_by":"ana","expected":"","facts":{},"group'
    """
    told = {**asdict(item), "value": float(item.value), "group": item.group.value}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def item_of(text: str) -> GoldenItem:
    """Return the item that `canonical` wrote."""
    told: dict[str, Any] = json.loads(text)
    return GoldenItem(**{**told, "group": Group(told["group"])})


def content_hash(hashes: list[str]) -> str:
    """Return the SHA-256 of a set: of its items' hashes in alphabetical order, so that their order says nothing.

    >>> content_hash(["b", "a"]) == content_hash(["a", "b"])
    True
    """
    return text_hash("\n".join(sorted(hashes)))


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal: of a `canonical` item it is the item's hash."""
    return hashlib.sha256(text.encode()).hexdigest()
