"""What people do after an answer: thumbs, corrections, follow-ups, retries, escalations, leaving."""

import numpy as np
import polars as pl

from tidegauge.demo.draws import Flags, Numbers
from tidegauge.demo.plan import Plan
from tidegauge.schema.tables import SIGNALS

_SECOND_US = 1_000_000


def signals_of(
    plan: Plan, asked: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Return the signals on a day's calls. API keys send none. `asked` is each call's trace."""
    over = asked["start"] + calls["offset"] + calls["duration_us"]
    rows = asked.select(calls["span_id"], "session_id", over.alias("over"))
    parts = [
        rows.filter(pl.Series(chosen)).with_columns(pl.lit(kind).alias("kind"))
        for kind, chosen in _chosen(plan, asked, calls, rng).items()
    ]
    found = pl.concat(parts)
    delay = (rng.uniform(2.0, 45.0, found.height) * _SECOND_US).astype(np.int64)
    at = (pl.col("over") + pl.Series(delay)).cast(pl.Datetime("us")).alias("created_at")
    columns = [pl.col(name).cast(kind) for name, kind in SIGNALS.polars.items()]
    return found.with_columns(at).select(columns).sort("created_at", maintain_order=True)


def _chosen(
    plan: Plan, asked: pl.DataFrame, calls: pl.DataFrame, rng: np.random.Generator
) -> dict[str, Flags]:
    people, person = plan.people, (asked["source"] != "api").to_numpy()
    ending = person & asked["last"].to_numpy() & (calls["attempt"] == 0).to_numpy()
    rated = ending & asked["rated"].to_numpy()
    up = asked["thumbs_up"].to_numpy()
    launch = plan.planted.launch
    escalation: Numbers = np.where(
        (asked["geo"] == launch.geo).to_numpy(), launch.escalation, people.escalation
    )
    chances: dict[str, Numbers | float] = {
        "correction": people.correction,
        "follow_up": people.follow_up,
        "retry": people.retry,
        "escalation": escalation,
    }
    drawn = {kind: person & (rng.random(calls.height) < chance) for kind, chance in chances.items()}
    left = ending & asked["abandoned"].to_numpy()
    return {"thumbs_up": rated & up, "thumbs_down": rated & ~up, **drawn, "abandoned": left}
