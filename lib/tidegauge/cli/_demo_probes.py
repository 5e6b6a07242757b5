"""The demo's history of probes: simulated answers, with the silent change that is planted in the calls, too.

Nobody was asked: a simulated model answered the shipped suite four times a day. Grading, looks and findings are those of
`tidegauge probe`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.util import find_spec

import numpy as np
import sqlalchemy as sa

from tidegauge.demo.clock import Clock
from tidegauge.demo.plan import Model, Plan, load_plan
from tidegauge.probes.finish import finish
from tidegauge.probes.question import questions_of
from tidegauge.probes.simulated import Backend, answer, pace_of
from tidegauge.probes.suite import Suite, load_suite
from tidegauge.probes.target import Target
from tidegauge.settings_probes import ProbesTable, ProbeTargetTable
from tidegauge.workbench.probe_answers import keep_answers
from tidegauge.workbench.probe_runs import begin_run

DAYS = 8
"""Days before the end of the data on which the probes began."""
EVERY = timedelta(hours=6)
_OWNER = "demo"
_ADDRESS = "an endpoint that the demo simulates"


def fill_probes(engine: sa.Engine, end: datetime) -> None:
    """Write the history of two targets, the model that changes silently and one that does not, up to `end` (UTC)."""
    plan, suite = load_plan(), _suite()
    for seed, model in enumerate(plan.models[:2]):
        rng = np.random.default_rng([seed, 58])
        for at in _runs(end):
            _run(engine, suite, model, _backend(plan, model, at, end), at, rng)


def _suite() -> Suite:
    """Return the shipped suite; without its questions of language where the detector, an extra, is not installed."""
    whole = load_suite("core")
    if find_spec("py3langid") is not None:
        return whole
    return whole.model_copy(update={"probes": tuple(one for one in whole.probes if one.kind != "language")})


def _runs(end: datetime) -> Iterator[datetime]:
    first = (end - timedelta(days=DAYS)).replace(hour=0, minute=5, second=0, microsecond=0)
    for place in range(round(timedelta(days=DAYS + 1) / EVERY)):
        if first + place * EVERY < end:
            yield first + place * EVERY


def _backend(plan: Plan, model: Model, at: datetime, end: datetime) -> Backend:
    planted = plan.planted.shorter
    usual = Backend(model.version, first_token=model.first_token_ms / 1000, word=1.4 * model.token_ms / 1000)
    is_shorter = model == plan.models[0] and at >= Clock(end).at(planted.at)
    return replace(usual, length=planted.factor) if is_shorter else usual


def _run(
    engine: sa.Engine, suite: Suite, model: Model, backend: Backend, at: datetime, rng: np.random.Generator
) -> None:
    table = ProbesTable()
    own = ProbeTargetTable(model=model.requested)
    subject = replace(Target(model.requested, own, suite, table).subject, address=_ADDRESS)
    run = begin_run(engine, subject, _OWNER, at)
    if run is None:
        return
    pace, took = pace_of(backend, rng), timedelta()
    kept = []
    for one in questions_of(suite, table.repeats):
        reply, seconds = answer(backend, one.probe, one.case, rng, pace)
        took += timedelta(seconds=seconds)
        kept.append(one.answered(run.id, at + took, reply, seconds))
    keep_answers(engine, kept)
    finish(engine, run, at + took, table)
