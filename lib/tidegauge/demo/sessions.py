"""The sessions of one day: who comes, with what, and how it ends."""

from datetime import datetime

import numpy as np
import polars as pl

from tidegauge.demo.clock import Clock, since_1970
from tidegauge.demo.draws import Flags, Integers, identifiers, positions, released, values
from tidegauge.demo.plan import Plan
from tidegauge.demo.volume import Day, start_times


def people(plan: Plan, clock: Clock, day: Day, rng: np.random.Generator) -> pl.DataFrame:
    """Return the sessions that people start on `day`, one row each.

    Beside the dimensions: start (microseconds since 1970), traces, abandoned, rated, thumbs_up, good.
    """
    n = day.sessions
    start = since_1970(day.start) + start_times(plan, day, rng)
    features = pl.Series([feature.name for feature in plan.features])
    feature = features.gather(positions(rng, [feature.share for feature in plan.features], n))
    frame = pl.DataFrame({"start": start, "feature": feature, "session_id": identifiers(rng, n, 8)})
    frame = frame.with_columns(pl.format("s-{}", "session_id").alias("session_id"))
    frame = frame.with_columns(
        *_places(plan, geo_shares(plan, clock, day.start), rng, n), *_clients(plan, clock, start, rng)
    )
    return _keys(plan, frame, rng).with_columns(
        *_endings(plan, frame["feature"].to_numpy() == "onboarding", rng)
    )


def _places(plan: Plan, shares: list[float], rng: np.random.Generator, n: int) -> list[pl.Series]:
    geo = positions(rng, shares, n)
    countries = plan.countries
    device = values(rng, plan.attributes.devices, n).to_numpy().copy()
    for place, local in plan.attributes.devices_by_geo.items():
        here = geo == [country.name for country in countries].index(place)
        device[here] = values(rng, local, int(here.sum())).to_numpy()
    abroad = np.full(len(countries), plan.attributes.english_abroad)
    abroad[-1] = plan.planted.launch.abroad
    language = pl.Series([country.language for country in countries]).gather(geo)
    english = pl.Series("english", rng.random(n) < abroad[geo])
    spoken = language.set(english, "en")
    return [
        pl.Series([country.name for country in countries]).gather(geo).alias("geo"),
        pl.Series([country.currency for country in countries]).gather(geo).alias("currency"),
        pl.Series("device", device, dtype=pl.String),
        language.alias("home_language"),
        spoken.alias("language"),
    ]


def geo_shares(plan: Plan, clock: Clock, at: datetime) -> list[float]:
    """Return the share of each country among people's sessions at a time, the launched one last."""
    launch = plan.planted.launch
    share = launch.grown_share if at >= clock.at(launch.grown_at) else launch.share
    share = share if at >= clock.at(launch.at) else 0.0
    total = sum(geo.share for geo in plan.geos)
    return [*(geo.share / total * (1 - share) for geo in plan.geos), share]


def _clients(plan: Plan, clock: Clock, start: Integers, rng: np.random.Generator) -> list[pl.Series]:
    n = len(start)
    drawn = {
        "source": plan.attributes.sources,
        "variant": plan.attributes.variants,
        "environment": plan.attributes.environments,
        "tenant": plan.attributes.tenants,
    }
    user = (plan.attributes.users * rng.random(n) ** 1.6).astype(np.int64)
    return [
        *(values(rng, shares, n).alias(name) for name, shares in drawn.items()),
        released(rng, plan.app_versions, start, clock).alias("app_version"),
        pl.Series(["u-"] * n, dtype=pl.String).alias("user_id")
        + pl.Series(user).cast(pl.String).str.zfill(6),
    ]


def _keys(plan: Plan, frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    shares = {feature.name: feature.api for feature in plan.features}
    by_key = rng.random(frame.height) < frame["feature"].replace_strict(shares).to_numpy()
    key = values(rng, plan.batch.other_keys, frame.height)
    api = pl.Series("api", by_key)
    return frame.with_columns(
        pl.when(api).then(key).alias("api_key"),
        pl.when(api).then(key).otherwise(pl.col("user_id")).alias("user_id"),
        pl.when(api).then(pl.lit("api")).otherwise(pl.col("source")).alias("source"),
    )


def _endings(plan: Plan, onboarding: Flags, rng: np.random.Generator) -> list[pl.Series]:
    n, usual, planted = len(onboarding), plan.people, plan.planted.onboarding
    abandoned = rng.random(n) < np.where(onboarding, planted.abandoned, usual.abandoned)
    there = np.where(abandoned, planted.rated_who_left, planted.rated_who_stayed)
    rated = rng.random(n) < np.where(onboarding, there, usual.rated)
    thumbs_up = rng.random(n) < np.where(onboarding, planted.thumbs_up, usual.thumbs_up)
    right = np.where(rated, planted.good_rated, planted.good_unrated)
    good = rng.random(n) < np.where(onboarding, right, usual.good)
    traces = 1 + positions(rng, plan.volume.traces, n)
    traces[onboarding & abandoned] = 1
    return [
        pl.Series("abandoned", abandoned),
        pl.Series("rated", rated),
        pl.Series("thumbs_up", thumbs_up),
        pl.Series("good", good),
        pl.Series("traces", traces),
    ]
