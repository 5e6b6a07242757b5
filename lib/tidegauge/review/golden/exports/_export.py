"""What a shape offers: its files, by name."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tidegauge.workbench.golden_item import GoldenItem, Group
from tidegauge.workbench.golden_sets import GoldenSet

Files = Callable[[GoldenSet, Sequence[GoldenItem]], Mapping[str, bytes]]


def nothing_left_out(items: Sequence[GoldenItem]) -> str:  # noqa: ARG001  `Export.left_out`
    """Return that a shape holds every item."""
    return ""


@dataclass(frozen=True)
class Export:
    """One shape: who reads it, how, and its files. A shape of one file is written as that file, another as a folder.

    `left_out` says in words which of the items the files do not hold, and why; empty where they hold all.
    """

    name: str
    title: str
    sentence: str
    files: Files
    left_out: Callable[[Sequence[GoldenItem]], str] = nothing_left_out


def row(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    """Return an item flat: one column a field, the facts as JSON, the version and the hash beside it."""
    return {
        "id": item_id(item),
        "golden_set": one.name,
        "version": one.version,
        "group": item.group.value,
        "score": item.name,
        "scale": item.scale,
        "value": float(item.value),
        "input": item.input,
        "output": item.output,
        "expected": item.expected,
        "reason": item.reason,
        "decided_by": item.decided_by,
        "decided_at": item.decided_at,
        "store": item.store,
        "trace_id": item.trace_id,
        "span_id": item.span_id,
        "facts": json.dumps(dict(item.facts), sort_keys=True, ensure_ascii=False),
        "hash": item.hash,
    }


def table(one: GoldenSet, items: Sequence[GoldenItem]) -> pl.DataFrame:
    """Return the items as a frame, in the order of the set."""
    schema: dict[str, Any] = dict.fromkeys(row(one, _NOTHING), pl.String)
    schema |= {"version": pl.Int64, "value": pl.Float64}
    return pl.DataFrame([row(one, item) for item in items], schema=schema)


def metadata(one: GoldenSet, item: GoldenItem) -> dict[str, Any]:
    """Return what is known of an item beside its texts."""
    told = row(one, item)
    return {
        **{name: told[name] for name in told if name not in {"id", "input", "output", "expected", "facts"}},
        **{f"call.{name}": value for name, value in item.facts.items()},
    }


def item_id(item: GoldenItem) -> str:
    """Return an id that an item keeps from version to version: of the same answer and score the same."""
    return f"{item.span_id}:{item.name}"


def lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as JSON lines, UTF-8. Half a pair of surrogates, which no UTF-8 has, becomes a question mark."""
    text = "".join(json.dumps(dict(one), ensure_ascii=False) + "\n" for one in rows)
    return text.encode("utf-8", "replace")


_NOTHING = GoldenItem("", "", "", "", "", 0.0, "", "", Group.TYPICAL, "", "")
