"""From sessions to traces: when each question is asked, and which versions answer it."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock
from tidegauge.demo.draws import Flags, Integers, after, identifiers, released
from tidegauge.demo.plan import Feature, Plan, Release

_FIRST_GAP_US, _MEAN_GAP_US = 25e6, 80e6


def asked(plan: Plan, clock: Clock, sessions: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a trace: its session's columns, its start (microseconds) and its place in the session."""
    counts = sessions["traces"].to_numpy()
    session = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    ordinal = np.arange(len(session)) - first[session]
    gaps = np.where(ordinal == 0, 0.0, _FIRST_GAP_US + _MEAN_GAP_US * rng.standard_exponential(len(session)))
    waited = np.cumsum(gaps)
    start = sessions["start"].to_numpy()[session] + (waited - waited[first][session]).astype(np.int64)
    frame = sessions[session].with_columns(
        pl.Series("start", start),
        pl.Series("ordinal", ordinal),
        pl.Series("last", ordinal == counts[session] - 1),
    )
    return versioned(plan, clock, frame, rng)


def versioned(plan: Plan, clock: Clock, traces: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the traces with identifiers, prompt, index, model, category, locale and the time before the model."""
    n, start = traces.height, traces["start"].to_numpy()
    by_feature = [(feature, traces["feature"].to_numpy() == feature.name) for feature in plan.features]
    return traces.with_columns(
        identifiers(rng, n, 16).alias("trace_id"),
        identifiers(rng, n, 8).alias("root_id"),
        pl.col("feature").alias("prompt_name"),
        _version("prompt_version", by_feature, lambda feature: feature.prompts, start, clock, rng),
        _version("index_version", by_feature, lambda feature: feature.index, start, clock, rng),
        pl.Series("model", _model(clock, by_feature, start, rng)),
        _category(by_feature, rng),
        _good(plan, traces, rng),
        _locale(plan, rng, n),
        pl.when(pl.Series(after(start, clock.at(plan.attributes.tenant_since))))
        .then("tenant")
        .alias("tenant"),
        *(pl.Series(name, column) for name, column in _lead(by_feature, rng, n).items()),
    )


def _good(plan: Plan, traces: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """Whether each answer is right: people's sessions know already, jobs draw it."""
    drawn = pl.Series("good", rng.random(traces.height) < plan.people.good)
    return traces["good"].fill_null(drawn) if "good" in traces.columns else drawn


def _version(
    name: str,
    by_feature: Sequence[tuple[Feature, Flags]],
    releases: Callable[[Feature], Sequence[Release]],
    start: Integers,
    clock: Clock,
    rng: np.random.Generator,
) -> pl.Series:
    column = np.full(len(start), None, dtype=object)
    for feature, rows in by_feature:
        if releases(feature):
            column[rows] = released(rng, releases(feature), start[rows], clock).to_numpy()
    return pl.Series(name, column.tolist(), dtype=pl.String)


def _model(
    clock: Clock, by_feature: Sequence[tuple[Feature, Flags]], start: Integers, rng: np.random.Generator
) -> Integers:
    model = np.ones(len(start), dtype=np.int64)
    for feature, rows in by_feature:
        model[rows & (rng.random(len(start)) < feature.large)] = 0
        if feature.birch_since is not None:
            model[rows & after(start, clock.at(feature.birch_since))] = 2
    return model


def _category(by_feature: Sequence[tuple[Feature, Flags]], rng: np.random.Generator) -> pl.Series:
    column = np.full(len(by_feature[0][1]), None, dtype=object)
    for feature, rows in by_feature:
        column[rows] = np.array(feature.categories, dtype=object)[
            rng.integers(0, len(feature.categories), int(rows.sum()))
        ]
    return pl.Series("query_category", column.tolist(), dtype=pl.String)


def _locale(plan: Plan, rng: np.random.Generator, n: int) -> pl.Expr:
    kept = pl.Series(rng.random(n) >= plan.attributes.locale_missing)
    sends = pl.col("app_version") != plan.planted.null_locale.version
    return pl.when(kept & sends).then(pl.format("{}-{}", "home_language", "geo")).alias("device_locale")


def _lead(
    by_feature: Sequence[tuple[Feature, Flags]], rng: np.random.Generator, n: int
) -> dict[str, Integers | Flags]:
    """When the steps before the model run, microseconds since the trace's start; length 0 where there is none."""
    retrieves = np.logical_or.reduce([rows for feature, rows in by_feature if feature.retriever])
    looks_up = np.logical_or.reduce([rows for feature, rows in by_feature if feature.tool])
    wait = rng.integers(8_000, 30_000, n)
    retriever = np.where(retrieves, (180_000 * np.exp(0.4 * rng.standard_normal(n))).astype(np.int64), 0)
    tool = np.where(looks_up, (140_000 * np.exp(0.5 * rng.standard_normal(n))).astype(np.int64), 0)
    return {
        "retriever_at": wait,
        "retriever_us": retriever,
        "tool_at": wait + retriever + 5_000,
        "tool_us": tool,
        "lead_us": wait + retriever + tool + 12_000,
        "documents": np.where(retrieves, rng.integers(2, 7, n), 0),
    }
