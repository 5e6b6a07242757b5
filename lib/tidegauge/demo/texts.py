"""The bank of sentences that people and the assistant use, as `data/demo_texts.toml` lists them."""

import tomllib
from collections.abc import Mapping
from functools import cache

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict

from tidegauge.bundle import bundle_folder

Bank = Mapping[str, Mapping[str, tuple[str, ...]]]


class Slots(BaseModel):
    """What the placeholders may stand for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    item: tuple[str, ...]
    brand: tuple[str, ...]
    name: tuple[str, ...]
    city: tuple[str, ...]


class Texts(BaseModel):
    """Templates by feature and language; retrieved documents by retriever; system prompts by feature and version."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slots: Slots
    closings: dict[str, tuple[str, ...]]
    status: dict[str, tuple[str, ...]]
    questions: dict[str, dict[str, tuple[str, ...]]]
    answers: dict[str, dict[str, tuple[str, ...]]]
    refusals: dict[str, str]
    systems: dict[str, dict[str, str]]
    documents: dict[str, dict[str, tuple[str, ...]]]


@cache
def load_texts() -> Texts:
    """Return the shipped bank."""
    text = (bundle_folder() / "data" / "demo_texts.toml").read_text(encoding="utf-8")
    return Texts.model_validate(tomllib.loads(text))


def pick(bank: Bank, first: pl.Series, second: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Return for each row one of `bank[first][second]`; null where the bank has none.

    >>> pick({"a": {"en": ("yes",)}}, pl.Series(["a", "b"]), pl.Series(["en", "en"]), np.random.default_rng(1)).to_list()
    ['yes', None]
    """
    flat, starts, counts = [], {}, {}
    for name, by_second in bank.items():
        for other, templates in by_second.items():
            starts[f"{name}|{other}"], counts[f"{name}|{other}"] = len(flat), len(templates)
            flat.extend(templates)
    key = first + "|" + second
    start = key.replace_strict(starts, default=None, return_dtype=pl.Int64)
    count = key.replace_strict(counts, default=None, return_dtype=pl.Int64)
    chosen = start + (count * pl.Series(rng.random(len(key)))).floor().cast(pl.Int64)
    return pl.Series(flat, dtype=pl.String).gather(chosen)


def filled(template: pl.Expr, slots: tuple[str, ...]) -> pl.Expr:
    """Return the template with every `{slot}` replaced by the column of that name (each slot at most once).

    >>> frame = pl.DataFrame({"t": ["order {order}?"], "order": ["88213"]})
    >>> frame.select(filled(pl.col("t"), ("order",))).item()
    'order 88213?'
    """
    for slot in slots:
        template = template.str.replace(f"{{{slot}}}", pl.col(slot), literal=True)
    return template
