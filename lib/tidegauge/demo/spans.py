"""A day's spans from its traces and model calls: the root, its steps before the model, the calls, the checks."""

import numpy as np
import polars as pl

from tidegauge.demo.calls import CHECK_US
from tidegauge.demo.draws import Integers, identifiers
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import SPANS, Kind

ATTRIBUTES = {
    "tenant": Kind.TEXT,
    "api_key": Kind.TEXT,
    "device_locale": Kind.TEXT,
    "format_valid": Kind.BOOLEAN,
    "retrieved_documents": Kind.INTEGER,
}
"""The demo's attribute columns of spans, beside the canonical ones."""

SCHEMA = {name: kind.polars for name, kind in (SPANS.kinds | ATTRIBUTES).items()}
_SESSION = ("session_id", "user_id", "environment", "feature", "app_version", "geo", "device", "source", "language",
            "query_category", "variant", "tenant", "api_key", "device_locale", "trace_id")  # fmt: skip
_PROMPT = ("prompt_name", "prompt_version", "index_version")
_MODEL = ("finish_reason", "input_tokens", "output_tokens", "cached_input_tokens", "reasoning_tokens", "cost_usd",
          "format_valid", "error_type", "time_to_first_token_ms", "span_id")  # fmt: skip


def spans_of(plan: Plan, traces: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return all spans of the traces, sorted by start time, with exactly the columns and types of `SCHEMA`."""
    asked = traces[calls["trace"].to_numpy()]
    parts = [
        _roots(traces, calls),
        _step(plan, traces, "retriever", rng),
        _step(plan, traces, "tool", rng),
        _models(plan, asked, calls),
        _checks(asked, calls, rng),
    ]
    return pl.concat([_whole(part) for part in parts]).sort("start_time", maintain_order=True)


def _whole(part: pl.DataFrame) -> pl.DataFrame:
    """Every column of the schema, null where this kind of span has none; start and length in their units."""
    times = (
        pl.col("start").cast(pl.Datetime("us")).alias("start_time"),
        (pl.col("us") / 1000).round(3).alias("duration_ms"),
    )
    part = part.with_columns(times)
    absent = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in SCHEMA.items() if name not in part.columns
    ]
    return part.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _roots(traces: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    final = calls.group_by("trace", maintain_order=True).last().sort("trace")
    return traces.select(
        *_SESSION,
        "start",
        pl.Series("us", ends(calls, traces.height) + 9_000),
        pl.col("root_id").alias("span_id"),
        pl.format("answer_{}", "feature").alias("name"),
        pl.lit("agent").alias("kind"),
        pl.when(final["failed"]).then(pl.lit("error")).otherwise(pl.lit("ok")).alias("status"),
        pl.col("question").alias("input_text"),
        final["answer"].alias("output_text"),
    )


def ends(calls: pl.DataFrame, traces: int) -> Integers:
    """Return when the last call of each trace and its check are over, microseconds since the trace's start."""
    last = np.zeros(traces, dtype=np.int64)
    over = (calls["offset"] + calls["duration_us"]).to_numpy() + CHECK_US + 3_000
    np.maximum.at(last, calls["trace"].to_numpy(), over)
    return last


def _step(plan: Plan, traces: pl.DataFrame, kind: str, rng: np.random.Generator) -> pl.DataFrame:
    names = {one.name: getattr(one, kind) for one in plan.features}
    done = traces.filter(pl.col(f"{kind}_us") > 0)
    texts = ("question", "retrieved") if kind == "retriever" else ("tool_input", "tool_output")
    found = pl.when(pl.lit(kind == "retriever")).then("documents").alias("retrieved_documents")
    return done.select(
        *_SESSION,
        "index_version" if kind == "retriever" else pl.lit(None, dtype=pl.String).alias("index_version"),
        (pl.col("start") + pl.col(f"{kind}_at")).alias("start"),
        pl.col(f"{kind}_us").alias("us"),
        identifiers(rng, done.height, 8).alias("span_id"),
        pl.col("root_id").alias("parent_span_id"),
        done["feature"].replace_strict(names, return_dtype=pl.String).alias("name"),
        pl.lit(kind).alias("kind"),
        pl.lit("ok").alias("status"),
        found,
        pl.col(texts[0]).alias("input_text"),
        pl.col(texts[1]).alias("output_text"),
    )


def _models(plan: Plan, asked: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    model = asked["model"]
    attempt = calls["attempt"].cast(pl.String)
    name = (
        pl.when(calls["attempt"] == 0)
        .then(pl.lit("generate"))
        .otherwise(pl.lit("generate, retry ") + attempt)
    )
    version = pl.Series([one.version for one in plan.models]).gather(model)
    return asked.select(
        *_SESSION,
        *_PROMPT,
        *(calls[column] for column in _MODEL),
        (pl.col("start") + calls["offset"]).alias("start"),
        calls["duration_us"].alias("us"),
        pl.col("root_id").alias("parent_span_id"),
        name.alias("name"),
        pl.lit("model").alias("kind"),
        pl.when(calls["failed"]).then(pl.lit("error")).otherwise(pl.lit("ok")).alias("status"),
        pl.Series([one.provider for one in plan.models]).gather(model).alias("provider"),
        pl.Series([one.requested for one in plan.models]).gather(model).alias("model_requested"),
        pl.when(~calls["failed"]).then(version).alias("model_version"),
        pl.when(pl.col("retriever_us") > 0).then("documents").alias("retrieved_documents"),
        pl.col("prompt").alias("input_text"),
        calls["answer"].alias("output_text"),
    )


def _checks(asked: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    checked = calls["format_valid"].is_not_null()
    asked, calls = asked.filter(checked), calls.filter(checked)
    valid = calls["format_valid"]
    return asked.select(
        *_SESSION,
        (pl.col("start") + calls["offset"] + calls["duration_us"] + 2_000).alias("start"),
        pl.Series("us", rng.integers(CHECK_US // 2, CHECK_US, calls.height)),
        identifiers(rng, calls.height, 8).alias("span_id"),
        pl.col("root_id").alias("parent_span_id"),
        pl.lit("check_json").alias("name"),
        pl.lit("check").alias("kind"),
        pl.when(valid).then(pl.lit("ok")).otherwise(pl.lit("error")).alias("status"),
        pl.when(~valid).then(pl.lit("invalid_json")).alias("error_type"),
        calls["answer"].alias("input_text"),
        pl.when(valid).then(pl.lit("valid JSON")).otherwise(calls["fault"]).alias("output_text"),
    )
