"""What the probes of every target say: its runs since the reference began, what moved, and since when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge import formats
from tidegauge.findings import Verdict
from tidegauge.reports._probes.moves import moves
from tidegauge.reports._probes.records import ProbeSeries, ProbeTick, TickState
from tidegauge.reports._probes.sentences import findings_of, widest
from tidegauge.reports._probes.words import label, moved_words, sees
from tidegauge.workbench.probe_answers import ANSWERED, answers_of_runs
from tidegauge.workbench.probe_checks import ProbeCheck, ProbeReference, checks_of, references_of
from tidegauge.workbench.probe_runs import ProbeRun, probe_runs

TICKS = 120
"""Runs that are shown: at four a day, those of a month."""


def probe_series(engine: sa.Engine, now: datetime, zone: str = "UTC") -> tuple[ProbeSeries, ...]:
    """Return the series of every target that was probed, in the order of their names.

    What a target was asked before its model, endpoint or suite was changed by us is another series, and not shown.
    """
    targets = dict.fromkeys(sorted(one.target for one in probe_runs(engine)))
    return tuple(_series(engine, name, zone, now) for name in targets)


def table(series: Sequence[ProbeSeries]) -> pl.DataFrame:
    """Return every look at every measure as a frame, oldest first."""
    schema: dict[str, Any] = {
        **dict.fromkeys(("target", "model"), pl.String),
        "at": pl.Datetime("us"),
        **dict.fromkeys(("probe", "measure"), pl.String),
        **dict.fromkeys(("runs", "look"), pl.Int64),
        "verdict": pl.String,
        **dict.fromkeys(("value", "low", "high", "p_value", "p_adjusted", "smallest"), pl.Float64),
        **dict.fromkeys(("n_reference", "n_current"), pl.Int64),
    }
    rows = [
        {"target": one.target, "model": one.model, "at": at[check.run], **vars(check)}
        for one in series
        for at in [{tick.run: tick.at for tick in one.ticks}]
        for check in one.checks
        if check.run in at
    ]
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _series(engine: sa.Engine, target: str, zone: str, now: datetime) -> ProbeSeries:
    every = probe_runs(engine, target)
    signed = references_of(engine, target)
    after = signed[-1].after_run if signed else 0
    own = [one for one in every if one.series == every[-1].series and one.id > after]
    runs = own or [every[-1]]
    whole = [one for one in runs if one.is_whole]
    checks = checks_of(engine, [one.id for one in whole])
    by_run: dict[int, list[ProbeCheck]] = {}
    for check in checks:
        by_run.setdefault(check.run, []).append(check)
    newest = runs[-1]
    answered = [one for one in answers_of_runs(engine, [(whole or runs)[-1].id]) if one.state == ANSWERED]
    at = {one.id: one.at for one in runs}
    series = ProbeSeries(
        target=target,
        model=newest.model,
        version=next((one.model for one in reversed(answered) if one.model), None),
        address=newest.address,
        suite=newest.suite,
        runs=len(whole),
        reference=sum(one.id not in by_run for one in whole),
        looks=max((one.look for one in checks), default=0),
        answered=len(answered),
        questions=newest.questions,
        newest=(whole or runs)[-1].at,
        ticks=tuple(_tick(one, by_run.get(one.id, ())) for one in runs[-TICKS:]),
        checks=checks,
        moved=moves(checks, [one.id for one in whole], at),
        findings=(),
        signed=_signed(signed, zone, now),
    )
    return replace(series, findings=findings_of(series, zone, now))


def _signed(signed: Sequence[ProbeReference], zone: str, now: datetime) -> str:
    if not signed:
        return ""
    last = signed[-1]
    return f"reference begun anew {formats.moment(last.at, zone, now)} by {last.by}: {last.reason}"


def _tick(run: ProbeRun, checks: Sequence[ProbeCheck]) -> ProbeTick:
    if run.ended_at is None:
        return ProbeTick(run.id, run.at, TickState.OPEN, "under way")
    if run.problem:
        return ProbeTick(run.id, run.at, TickState.GIVEN_UP, run.problem)
    if not checks:
        return ProbeTick(run.id, run.at, TickState.REFERENCE, "part of the reference")
    changed = _once(one for one in checks if one.verdict == Verdict.CHANGED)
    if changed:
        return ProbeTick(run.id, run.at, TickState.CHANGED, "; ".join(map(moved_words, changed.values())))
    last = [one for one in widest(checks) if one.p_value is not None]
    unsure = [one for one in last if one.verdict == Verdict.CANNOT_TELL]
    if unsure:
        words = "; ".join(f"{label(one)} {sees(one)}".strip() for one in unsure)
        return ProbeTick(run.id, run.at, TickState.CANNOT_TELL, f"sees {words}")
    return ProbeTick(run.id, run.at, TickState.NOT_MATERIAL, f"{len(last)} measures")


def _once(checks: Iterable[ProbeCheck]) -> Mapping[tuple[str, str], ProbeCheck]:
    found: dict[tuple[str, str], ProbeCheck] = {}
    for one in checks:
        found.setdefault(one.name, one)
    return found
