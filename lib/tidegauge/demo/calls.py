"""The model calls of a day's traces: how they end, how long they take, what they cost."""

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Flags, Integers, Numbers, after, identifiers, lognormal, values
from tidegauge.demo.plan import Plan

CHECK_US = 6_000
_SHARPNESS = 6.0  # of the beta distribution that the cached share of an input is drawn from


def calls_of(
    plan: Plan, clock: Clock, number: int, traces: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the calls of ordinary traces: one each, and a second one after some failed JSON checks.

    `trace` is the row of the trace; `offset` counts microseconds since its start.
    """
    first = np.arange(traces.height)
    lead = traces["lead_us"].to_numpy()
    made = _answered(plan, clock, number, traces, first, np.zeros_like(first), lead, rng)
    failed = (made["format_valid"] == False).fill_null(value=False).to_numpy()  # noqa: E712 - null is neither
    again = first[failed & (rng.random(traces.height) < plan.calls.retried)]
    offset = (lead + made["duration_us"].to_numpy())[again] + CHECK_US + 4_000
    retried = _answered(plan, clock, number, traces, again, np.ones_like(again), offset, rng)
    return pl.concat([made, retried])


def _answered(
    plan: Plan,
    clock: Clock,
    number: int,
    traces: pl.DataFrame,
    trace: Integers,
    attempt: Integers,
    offset: Integers,
    rng: np.random.Generator,
) -> pl.DataFrame:
    n, asked = len(trace), traces[trace]
    expected = {feature.name: feature.input_tokens for feature in plan.features}
    cached = {feature.name: feature.cached or plan.calls.cached for feature in plan.features}
    lengths = {feature.name: feature.output_tokens for feature in plan.features}
    share = asked["feature"].replace_strict(cached).to_numpy()
    output = lognormal(rng, asked["feature"].replace_strict(lengths).to_numpy(), 0.5, n)
    shorter = (asked["model"].to_numpy() == 0) & after(
        asked["start"].to_numpy(), clock.at(plan.planted.shorter.at)
    )
    return completed(
        plan,
        number,
        asked["model"].to_numpy(),
        pl.DataFrame({"trace": trace, "attempt": attempt, "offset": offset}),
        lognormal(rng, asked["feature"].replace_strict(expected).to_numpy(), 0.35, n) + 90 * attempt,
        np.where(shorter, plan.planted.shorter.factor, 1.0) * output,
        rng.beta(_SHARPNESS * share, _SHARPNESS * (1 - share), n),
        format_failures(plan, clock, asked),
        rng,
    )


def format_failures(plan: Plan, clock: Clock, asked: pl.DataFrame) -> Numbers:
    """Return the chance that each answer is not the JSON it should be; nan where no JSON is asked for."""
    checked = asked["feature"].is_in([feature.name for feature in plan.features if feature.json_answer])
    broken = plan.planted.broken_json
    there = (
        (asked["geo"] == broken.geo)
        & (asked["device"] == broken.device)
        & (asked["feature"] == broken.feature)
    )
    late = after(asked["start"].to_numpy(), clock.at(broken.at))
    chance = np.where(there.to_numpy() & late, broken.failure, plan.calls.format_failure)
    return np.where(checked.to_numpy(), chance, np.nan)


def completed(
    plan: Plan,
    number: int,
    model: Integers,
    calls: pl.DataFrame,
    input_tokens: Numbers,
    output_tokens: Numbers,
    cached_share: Numbers,
    format_failure: Numbers,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return `calls` with status, tokens, times, cost and format, given the drawn sizes of each call."""
    n = calls.height
    failed = rng.random(n) < plan.planted.creep.rate(number)
    word = values(rng, plan.calls.errors, n)
    ending = rng.random(n)
    free = np.isnan(format_failure)
    refused = free & (ending < plan.calls.refusal)
    cut = free & ~refused & (ending < plan.calls.refusal + plan.calls.length)
    tokens_in, tokens_out = np.round(input_tokens), np.maximum(np.round(output_tokens), 4)
    cached = np.floor(tokens_in * cached_share)
    wait, length = _durations(plan, model, tokens_out, failed, word.to_numpy() == "timeout", rng)
    valid = rng.random(n) >= format_failure
    reason = np.where(refused, "refusal", np.where(cut, "length", "stop"))
    return calls.with_columns(
        identifiers(rng, n, 8).alias("span_id"),
        pl.Series("failed", failed),
        _unless(failed, "finish_reason", pl.Series(reason, dtype=pl.String)),
        _unless(~failed, "error_type", word),
        pl.Series("input_tokens", tokens_in).cast(pl.Int64),
        _unless(failed, "output_tokens", pl.Series(tokens_out).cast(pl.Int64)),
        _unless(failed, "cached_input_tokens", pl.Series(cached).cast(pl.Int64)),
        _unless(
            failed, "reasoning_tokens", pl.Series(_reasoning(plan, model, tokens_out, rng)).cast(pl.Int64)
        ),
        pl.Series("cost_usd", np.where(failed, 0.0, _cost(plan, model, tokens_in, cached, tokens_out))),
        _unless(failed, "time_to_first_token_ms", pl.Series(wait)),
        pl.Series("duration_us", (length * 1_000).astype(np.int64)),
        _unless(failed | free, "format_valid", pl.Series(valid)),
    )


def _unless(absent: Flags, name: str, column: pl.Series) -> pl.Expr:
    return pl.when(~pl.Series(absent)).then(column).alias(name)


def _prices(plan: Plan, model: Integers, field: str) -> Numbers:
    return np.array([getattr(one, field) for one in plan.models], dtype=np.float64)[model]


def _cost(plan: Plan, model: Integers, tokens_in: Numbers, cached: Numbers, tokens_out: Numbers) -> Numbers:
    fresh = (tokens_in - cached) * _prices(plan, model, "input_price")
    read = cached * _prices(plan, model, "cached_price")
    return np.round((fresh + read + tokens_out * _prices(plan, model, "output_price")) / 1e6, 8)


def _reasoning(plan: Plan, model: Integers, tokens_out: Numbers, rng: np.random.Generator) -> Numbers:
    share = _prices(plan, model, "reasoning") * rng.uniform(0.0, 2.0, len(model))
    return np.floor(tokens_out * share)


def _durations(
    plan: Plan, model: Integers, tokens_out: Numbers, failed: Flags, timeout: Flags, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Return the time to the first token and the whole time, milliseconds."""
    n = len(model)
    wait = lognormal(rng, _prices(plan, model, "first_token_ms"), 0.35, n)
    whole = wait + tokens_out * lognormal(rng, _prices(plan, model, "token_ms"), 0.22, n)
    early: Numbers = np.where(
        timeout, plan.calls.timeout_ms + rng.uniform(0, 40, n), lognormal(rng, 260.0, 0.6, n)
    )
    lasting: Numbers = np.where(failed, early, whole)
    return wait.round(1), lasting.round(1)
