"""The golden runs of a gate: the newest complete one of the candidate, beside the baseline's."""

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError, unknown
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.records import FlippingItem, GoldenGroup, GoldenPart
from tidegauge.reports._golden_run.records import ItemResult, RunSummary
from tidegauge.reports.golden_run import comparison_of, run_summary
from tidegauge.workbench.golden_runs import newest_run
from tidegauge.workbench.golden_sets import list_sets

MOST_FLIPPING = 50


def golden_reading(engine: sa.Engine, named: str, candidate: str, baseline: str) -> GoldenReading:
    """Return both runs of a set `name` or `name@version`, item by item.

    Raises:
        TidegaugeError: there is no such frozen set.
    """
    name, _, told = named.partition("@")
    every = [one for one in list_sets(engine) if one.name == name]
    if not every:
        raise TidegaugeError(
            unknown("golden set", name, {one.name for one in list_sets(engine)} or {"none is frozen"})
        )
    if told and not (told.isdecimal() and any(one.version == int(told) for one in every)):
        there = ", ".join(str(one.version) for one in every)
        raise TidegaugeError(f"{name} has no version “{told}”. There are: {there}.")
    run = newest_run(engine, name, candidate, int(told) if told else None)
    if run is None:
        return GoldenReading(
            0,
            0,
            0,
            problem=f"No finished run of {name} is called {candidate}: tidegauge golden run {name} --as {candidate}.",
        )
    own = run_summary(engine, run.id)
    before = newest_run(engine, name, baseline, run.version)
    other = run_summary(engine, before.id) if before else None
    pairs = comparison_of(other, own) if other else None
    return GoldenReading(
        items=own.n,
        passed=own.passes,
        repeats=run.repeats,
        pairs=pairs.pairs if pairs else None,
        lost=len(pairs.lost) if pairs else None,
        gained=len(pairs.gained) if pairs else None,
        baseline_items=other.n if other else None,
        baseline_passed=other.passes if other else None,
        part=_part(own, other),
    )


def _part(own: RunSummary, other: RunSummary | None) -> GoldenPart:
    before = {one.group: one.rate for one in other.groups} if other else {}
    theirs = {one.hash: one for one in other.items} if other else {}
    moved = [one for one in own.items if one.flips or _moved(one, theirs.get(one.hash))]
    return GoldenPart(
        golden_set=own.run.golden_set,
        version=own.run.version,
        repeats=own.run.repeats,
        groups=tuple(GoldenGroup(one.group, one.rate, before.get(one.group)) for one in own.groups),
        flipping=tuple(_flipping(one, theirs.get(one.hash)) for one in moved[:MOST_FLIPPING]),
    )


def _moved(one: ItemResult, before: ItemResult | None) -> bool:
    return before is not None and before.passed != one.passed


def _flipping(one: ItemResult, before: ItemResult | None) -> FlippingItem:
    return FlippingItem(
        item=f"{one.group} {one.place}",
        candidate=f"{one.passes} of {one.repeats}",
        baseline=f"{before.passes} of {before.repeats}" if before else "",
        text=one.input or "",
    )
