"""The bank of sentences that people and the assistant use, as `data/demo_texts.toml` lists them."""

import tomllib
from collections.abc import Mapping
from functools import cache

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


def pick(bank: Bank, first: pl.Series, second: pl.Series, luck: pl.Series) -> pl.Series:
    """Return for each row one of `bank[first][second]`, null where the bank has none; `luck` in [0, 1) chooses.

    The same luck picks the question and, where the bank pairs them, its answer.

    >>> pick({"a": {"en": ("yes", "no")}}, pl.Series(["a", "b"]), pl.Series(["en", "en"]), pl.Series([0.7, 0.1])).to_list()
    ['no', None]
    """
    flat: list[str] = []
    starts: dict[str, int] = {}
    counts: dict[str, int] = {}
    for name, by_second in bank.items():
        for other, templates in by_second.items():
            starts[f"{name}|{other}"], counts[f"{name}|{other}"] = len(flat), len(templates)
            flat.extend(templates)
    key = first + "|" + second
    start = key.replace_strict(starts, default=None, return_dtype=pl.Int64)
    count = key.replace_strict(counts, default=None, return_dtype=pl.Int64)
    chosen = start + (count * luck).floor().cast(pl.Int64)
    return pl.Series(flat, dtype=pl.String).gather(chosen)


def filled(template: pl.Expr, slots: tuple[str, ...]) -> pl.Expr:
    """Return the template with every `{slot}` replaced by the column of that name.

    >>> frame = pl.DataFrame({"t": ["order {order}?"], "order": ["88213"]})
    >>> frame.select(filled(pl.col("t"), ("order",))).item()
    'order 88213?'
    """
    for slot in slots:
        template = template.str.replace_all(f"{{{slot}}}", pl.col(slot), literal=True)
    return template
