"""What the truth files of the support bot's stores count, counted in a frame of canonical spans.

Every store of `shared/fixtures` was filled with turns of the same shape: one root, one or two model calls, maybe a
search and a tool. A fact is `{name in the truth file: how it is counted here}`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

MODEL = pl.col("kind") == "model"
ROOT = pl.col("parent_span_id").is_null()
FAILED = pl.col("status") == "error"
ANSWERED = pl.coalesce("model_version", "model_requested")
PRICES = {
    "gpt-4o-mini-2024-07-18": (0.15, 0.60),
    "gpt-4.1-mini-2025-04-14": (0.40, 1.60),
    "claude-sonnet-4-5-20250929": (3.0, 15.0),
}
"""List prices in US dollars of a million tokens, in and out: what the truth files' cost is computed from."""


def turns(spans: pl.DataFrame) -> pl.DataFrame:
    """Return a row a trace: what its spans say together."""
    calls = spans.filter(MODEL)
    model = calls.group_by("trace_id").agg(model=ANSWERED.drop_nulls().first(), calls=pl.len())
    broken = calls.group_by("trace_id").agg(call_failed=FAILED.any())
    said = [pl.col(name).drop_nulls().first() for name in SAID]
    found = spans.group_by("trace_id").agg(
        *said,
        start=pl.col("start_time").min(),
        rooted=ROOT.any(),
        tool_failed=(FAILED & (pl.col("kind") == "tool")).any(),
    )
    return found.join(model, on="trace_id", how="left").join(broken, on="trace_id", how="left")


SAID = ("geo", "device", "app_version", "prompt_version", "user_id", "session_id")


def counts(column: str) -> Callable[[pl.DataFrame], dict[str, int]]:
    """Return what counts turns by a column; those without a value are “(missing)”."""
    return lambda spans: by(turns(spans), column)


def by(frame: pl.DataFrame, column: str) -> dict[str, int]:
    """Return {value: rows}; rows without a value are “(missing)”."""
    found = frame.group_by(pl.col(column).cast(pl.String).fill_null("(missing)").alias("value")).len()
    return dict(found.sort("value").iter_rows())


def latency(spans: pl.DataFrame) -> dict[str, float]:
    """Return what the truth files say of durations, by the same NumPy call."""
    took = spans["duration_ms"].to_numpy()
    quantiles = {f"p{level}": float(np.percentile(took, level)) for level in (50, 90, 95, 99)}
    return {"n": len(took), "mean": float(took.mean()), **quantiles}


def list_price(spans: pl.DataFrame) -> float:
    """Return what the tokens cost at list prices, cached ones in full."""
    total = 0.0
    for model, tokens_in, tokens_out in (
        spans.filter(MODEL).select(ANSWERED, "input_tokens", "output_tokens").iter_rows()
    ):
        price_in, price_out = PRICES[model]
        total += ((tokens_in or 0) * price_in + (tokens_out or 0) * price_out) / 1e6
    return total


def unix_ns(moment: datetime) -> int:
    """Return a UTC time without a zone in nanoseconds since 1970."""
    return int(np.datetime64(moment, "ns").astype("int64"))


FACTS: Mapping[str, Callable[[pl.DataFrame], Any]] = {
    "traces": lambda spans: spans["trace_id"].n_unique(),
    "traces_with_root_span": lambda spans: turns(spans)["rooted"].sum(),
    "orphan_traces_root_never_exported": lambda spans: (~turns(spans)["rooted"]).sum(),
    "traces_per_utc_day": lambda spans: by(turns(spans).with_columns(pl.col("start").dt.date()), "start"),
    "traces_per_model": counts("model"),
    "traces_per_geo": counts("geo"),
    "traces_per_device": counts("device"),
    "traces_per_app_version": counts("app_version"),
    "traces_per_prompt_version": counts("prompt_version"),
    "traces_without_user": lambda spans: turns(spans)["user_id"].null_count(),
    "distinct_users": lambda spans: spans["user_id"].drop_nulls().n_unique(),
    "distinct_sessions": lambda spans: spans["session_id"].drop_nulls().n_unique(),
    "traces_with_error": lambda spans: turns(spans)["call_failed"].sum(),
    "spans_with_error_excluding_root": lambda spans: spans.filter(FAILED & ~ROOT).height,
    "traces_with_tool_error_but_ok_answer": lambda spans: (
        turns(spans).filter("tool_failed", ~pl.col("call_failed")).height
    ),
    "llm_spans": lambda spans: spans.filter(MODEL).height,
    "llm_spans_per_model": lambda spans: by(spans.filter(MODEL).with_columns(model=ANSWERED), "model"),
    "child_spans_by_kind": lambda spans: by(
        spans.filter(~ROOT).with_columns(pl.col("kind").replace("model", "llm")), "kind"
    ),
    "traces_with_2_llm_spans": lambda spans: turns(spans).filter(pl.col("calls") == 2).height,
    "input_tokens": lambda spans: spans["input_tokens"].sum(),
    "output_tokens": lambda spans: spans["output_tokens"].sum(),
    "cache_read_tokens": lambda spans: spans["cached_input_tokens"].sum(),
    "finish_reasons": lambda spans: by(spans.filter(MODEL), "finish_reason"),
}
"""Facts that are counts: a store must meet them to the last one."""
MEASURES: Mapping[str, Callable[[pl.DataFrame], Any]] = {
    "list_price_cost_usd_no_cache_discount": list_price,
    "root_latency_ms": lambda spans: latency(spans.filter(ROOT)),
    "llm_span_latency_ms": lambda spans: latency(spans.filter(MODEL)),
}
"""Facts that are numbers: durations are as fine as the store keeps times."""
ENDS: Mapping[str, Callable[[pl.DataFrame], int]] = {
    "first_trace_start_unix_ns": lambda spans: unix_ns(spans["start_time"].min()),
    "last_trace_start_unix_ns": lambda spans: unix_ns(turns(spans)["start"].max()),
}
"""Facts that are times."""
