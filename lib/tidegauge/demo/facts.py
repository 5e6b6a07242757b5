"""The planted facts with their true sizes, as `data/demo_facts.toml` lists them."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidegauge.bundle import bundle_folder
from tidegauge.demo.clock import LAST_DAY, Clock
from tidegauge.hours import floor_hour


@dataclass(frozen=True)
class Fact:
    """One thing that is true of the demo, and where to see it.

    `metric` is a declared name or an expression; `where` are filter chips; `by` the dimensions that show it.
    From `onset` to `until` (None: to the data's end) the metric is expected at `current`; from `before_from`
    to `before_until` at `reference`. Shares are fractions, money is US dollars. `verdict` is what the page
    must say of the metric, split by `by`, when it compares the two windows: `not_material` includes mix alone.
    """

    name: str
    sentence: str
    page: str
    metric: str
    where: tuple[str, ...]
    by: tuple[str, ...]
    onset: datetime
    until: datetime | None
    before_from: datetime
    before_until: datetime
    reference: float
    current: float
    unit: str
    verdict: str
    note: str


@dataclass(frozen=True)
class Truth:
    """One number that no single row shows and that an estimate must hit: what is true from `start` to `until`.

    `page` is the page that estimates it and `where` are filter chips. `value` is what the generator makes it:
    a share, a score, a difference of scores, or a kappa, as `unit` says.
    """

    name: str
    sentence: str
    page: str
    where: tuple[str, ...]
    start: datetime
    until: datetime
    value: float
    unit: str
    note: str


def truths(end: datetime, days: int = LAST_DAY) -> tuple[Truth, ...]:
    """Return the true numbers of a demo of so many days up to `end` (naive UTC), but for those that need more days."""
    clock = Clock(floor_hour(end))
    found = [_truth(entry, clock) for entry in _listed("truths")]
    return tuple(truth for truth in found if truth.start >= clock.midnight(LAST_DAY - days + 1))


def facts(end: datetime, days: int = LAST_DAY) -> tuple[Fact, ...]:
    """Return the facts of a demo of so many days up to `end` (naive UTC); those before its first day are left out."""
    clock = Clock(floor_hour(end))
    found = [_fact(entry, clock) for entry in _listed("facts")]
    return tuple(fact for fact in found if fact.before_from >= clock.midnight(LAST_DAY - days + 1))


def _fact(entry: dict[str, Any], clock: Clock) -> Fact:
    moments = {name: clock.at(entry[name]) for name in ("onset", "before_from", "before_until")}
    until = clock.at(entry["until"]) if "until" in entry else None
    lists = {name: tuple(entry.get(name, ())) for name in ("where", "by")}
    return Fact(**{"note": "", **entry, **moments, **lists, "until": until})


def _truth(entry: dict[str, Any], clock: Clock) -> Truth:
    moments = {name: clock.at(entry[name]) for name in ("start", "until")}
    return Truth(**{"note": "", **entry, **moments, "where": tuple(entry["where"])})


def _listed(kind: str) -> list[dict[str, Any]]:
    text = (bundle_folder() / "data" / "demo_facts.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[kind]
    return found
