"""What is asked in each trace, what was looked up for it, and what the model is given."""

import numpy as np
import polars as pl

from tidegauge.demo.draws import Integers, one_of
from tidegauge.demo.plan import Plan
from tidegauge.demo.texts import Texts, filled, pick

SLOTS = ("order", "item", "brand", "name", "city", "date", "amount", "count")
_RECORD = '{"id": {order}, "item": "{item}", "status": "{order_status}", "total": {total}, "currency": "{currency}", "eta": "{date}"}'
_DAY_US = 86_400_000_000
_UNITS = {"JPY": 150, "VND": 25_000, "INR": 80, "ARS": 1_000, "MXN": 18}


def with_questions(plan: Plan, texts: Texts, traces: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the traces with their slots and the columns question, retrieved, tool_input, tool_output, prompt."""
    feature, language = traces["feature"], traces["language"]
    luck = pl.Series("luck", rng.random(traces.height))
    template = pick(texts.questions, feature, language, luck).alias("question")
    traces = traces.with_columns(*_slots(texts, traces, rng), luck, template)
    traces = traces.with_columns(
        filled(pl.col("question"), SLOTS),
        _retrieved(plan, texts, traces),
        _localised_status(texts, language, rng),
    )
    traces = traces.with_columns(*_tool(plan, traces))
    return traces.with_columns(_prompt(texts, traces))


def _slots(texts: Texts, traces: pl.DataFrame, rng: np.random.Generator) -> list[pl.Series]:
    n = traces.height
    cents = (np.exp(rng.normal(8.6, 0.9, n))).astype(np.int64)
    units = traces["currency"].replace_strict(_UNITS, default=1, return_dtype=pl.Int64).to_numpy()
    whole, rest = cents // 100 * units, np.where(units == 1, cents % 100, 0)
    point = pl.Series(whole).cast(pl.String) + "." + pl.Series(rest).cast(pl.String).str.zfill(2)
    day = pl.Series(traces["start"].to_numpy() + _DAY_US * rng.integers(-4, 6, n)).cast(pl.Datetime("us"))
    return [
        pl.Series(rng.integers(10_000, 99_999, n)).cast(pl.String).alias("order"),
        *(one_of(rng, choices, n).alias(name) for name, choices in texts.slots),
        day.dt.strftime("%Y-%m-%d").alias("date"),
        pl.Series(rng.integers(3, 40, n)).cast(pl.String).alias("count"),
        point.alias("total"),
        (traces["currency"] + " " + point).alias("amount"),
        _comma(whole, rest).alias("comma_total"),
    ]


def _comma(whole: Integers, rest: Integers) -> pl.Series:
    """1299.90 as people write it in Brazil: 1.299,90."""
    small = pl.Series(whole % 1000).cast(pl.String)
    grouped = pl.Series(whole // 1000).cast(pl.String) + "." + small.str.zfill(3)
    return (
        grouped.zip_with(pl.Series(whole >= 1000), small) + "," + pl.Series(rest).cast(pl.String).str.zfill(2)
    )


def _localised_status(texts: Texts, language: pl.Series, rng: np.random.Generator) -> pl.Series:
    same = pl.Series(["status"]).new_from_index(0, len(language))
    return pick({"status": texts.status}, same, language, pl.Series(rng.random(len(language)))).alias(
        "order_status"
    )


def _retrieved(plan: Plan, texts: Texts, traces: pl.DataFrame) -> pl.Expr:
    retriever = traces["feature"].replace_strict({one.name: one.retriever for one in plan.features})
    bank = {name: _numbered(by["texts"]) for name, by in texts.documents.items()}
    key = retriever + "|" + traces["documents"].cast(pl.String)
    flat = {f"{name}|{n}": text for name, counts in bank.items() for n, text in counts.items()}
    return filled(pl.lit(key.replace_strict(flat, default=None, return_dtype=pl.String)), SLOTS).alias(
        "retrieved"
    )


def _numbered(passages: tuple[str, ...]) -> dict[int, str]:
    """The first n passages as one text, for every n."""
    lines = [f"[{i}] {text}" for i, text in enumerate(passages, start=1)]
    return {n: "\n".join(lines[:n]) for n in range(1, len(lines) + 1)}


def _tool(plan: Plan, traces: pl.DataFrame) -> list[pl.Expr]:
    tools = {one.name: one.tool for one in plan.features}
    used = pl.lit(traces["feature"].replace_strict(tools, return_dtype=pl.String)).is_not_null()
    slots = (*SLOTS, "order_status", "total", "currency")
    return [
        filled(pl.when(used).then(pl.lit('{"order": "{order}"}')), slots).alias("tool_input"),
        filled(pl.when(used).then(pl.lit(_RECORD)), slots).alias("tool_output"),
    ]


def _prompt(texts: Texts, traces: pl.DataFrame) -> pl.Expr:
    systems = {
        f"{name}|{version}": text for name, by in texts.systems.items() for version, text in by.items()
    }
    system = (traces["feature"] + "|" + traces["prompt_version"]).replace_strict(
        systems, return_dtype=pl.String
    )
    return pl.concat_str(
        pl.format("[system] {}", pl.lit(system)),
        pl.format("[documents]\n{}", "retrieved"),
        pl.format("[tool] lookup_order → {}", "tool_output"),
        pl.format("[user] {}", "question"),
        separator="\n\n",
        ignore_nulls=True,
    ).alias("prompt")
