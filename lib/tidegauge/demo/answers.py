"""What the model answers in each call, and what the JSON check says to it."""

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import after
from tidegauge.demo.plan import Plan
from tidegauge.demo.questions import SLOTS
from tidegauge.demo.texts import Texts, filled, pick

_JSON = {
    "order_status": '{"order": "{order}",\n "status": "{order_status}",\n "total": {total},\n "currency": "{currency}",\n "eta": "{date}"}',
    "returns": '{"order": "{order}",\n "decision": "refund",\n "refund": {total},\n "currency": "{currency}",\n "deadline": "{date}"}',
}
_DECIMAL_COMMA = "a number cannot contain a comma"
_TRUNCATED = "the text ends inside an object"


def with_answers(
    plan: Plan,
    clock: Clock,
    texts: Texts,
    traces: pl.DataFrame,
    calls: pl.DataFrame,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the calls with `answer` (null when the call failed) and `fault` (null unless the check failed)."""
    asked = traces[calls["trace"].to_numpy()]
    template = pick(texts.answers, asked["feature"], asked["language"], asked["luck"])
    json = asked["feature"].replace_strict(_JSON, default=None, return_dtype=pl.String)
    comma = (asked["prompt_version"] == "v7") & (asked["language"] != "en")
    asked = asked.with_columns(
        *calls.select("finish_reason", "format_valid", "failed"),
        template.alias("template"),
        json.alias("json"),
        _closing(plan, clock, texts, asked, rng).alias("closing"),
        asked["language"].replace_strict(texts.refusals).alias("refusal"),
        comma.alias("comma"),
    )
    return calls.hstack(asked.select(_answer().alias("answer"), _fault().alias("fault")))


def _closing(
    plan: Plan, clock: Clock, texts: Texts, asked: pl.DataFrame, rng: np.random.Generator
) -> pl.Series:
    """The polite last sentence, which the large model leaves out once its answers are shorter."""
    late = after(asked["start"].to_numpy(), clock.at(plan.planted.shorter.at))
    short = pl.Series((asked["model"].to_numpy() == 0) & late)
    same = pl.Series(["closing"]).new_from_index(0, asked.height)
    closing = pick({"closing": texts.closings}, same, asked["language"], pl.Series(rng.random(asked.height)))
    return closing.set(short | asked["feature"].is_in(["drafting", "batch_enrich"]), None)


def _answer() -> pl.Expr:
    json, text = (
        _json_answer(),
        pl.concat_str(filled(pl.col("template"), SLOTS), "closing", separator=" ", ignore_nulls=True),
    )
    cut = text.str.head((text.str.len_chars() * 3) // 5)
    return (
        pl.when("failed")
        .then(None)
        .when(pl.col("json").is_not_null())
        .then(json)
        .when(pl.col("finish_reason") == "refusal")
        .then("refusal")
        .when(pl.col("finish_reason") == "length")
        .then(cut)
        .otherwise(text)
    )


def _json_answer() -> pl.Expr:
    valid = filled(pl.col("json"), ("order", "order_status", "total", "currency", "date"))
    comma = filled(
        pl.col("json").str.replace("{total}", pl.col("comma_total"), literal=True),
        ("order", "order_status", "currency", "date"),
    )
    truncated = valid.str.head(valid.str.len_chars() - 19)
    broken = pl.when("comma").then(comma).otherwise(truncated)
    return pl.when(pl.col("format_valid")).then(valid).otherwise(broken)


def _fault() -> pl.Expr:
    reason = pl.when("comma").then(pl.lit(_DECIMAL_COMMA)).otherwise(pl.lit(_TRUNCATED))
    return pl.when(~pl.col("format_valid")).then(reason)
