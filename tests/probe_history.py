"""Runs of probes as simulated models answer them, graded, kept and looked at by the product's own code."""

from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from tidegauge.probes.finish import finish
from tidegauge.probes.question import questions_of
from tidegauge.probes.simulated import Backend, answer, pace_of
from tidegauge.probes.suite import load_suite
from tidegauge.probes.target import Target
from tidegauge.settings_probes import ProbesTable, ProbeTargetTable
from tidegauge.workbench.probe_answers import ProbeAnswer, keep_answers
from tidegauge.workbench.probe_runs import begin_run

FIRST = datetime(2026, 11, 10)
EVERY = timedelta(hours=6)
SUITE = load_suite("core")
BEFORE = Backend("aster-large-2026-05", "fp_one")
AFTER = Backend("aster-large-2026-05", "fp_one", length=318 / 412, wrong=0.3, fenced=0.5)
"""Another model behind the same version string and fingerprint."""


def target(model: str = "aster-large", table: ProbesTable | None = None) -> Target:
    return Target(model, ProbeTargetTable(model=model), SUITE, table or ProbesTable())


def answers(
    backend: Backend, rng: np.random.Generator, run: int = 1, at: datetime = FIRST
) -> list[ProbeAnswer]:
    pace, found = pace_of(backend, rng), []
    for one in questions_of(SUITE, 1):
        reply, seconds = answer(backend, one.probe, one.case, rng, pace)
        found.append(one.answered(run, at, reply, seconds))
    return found


def fill(
    engine: sa.Engine,
    backends: list[Backend],
    *,
    model: str = "aster-large",
    seed: int = 4,
    first: datetime = FIRST,
    table: ProbesTable | None = None,
) -> list[int]:
    """Keep a run of each backend, six hours apart, and return their ids."""
    rng, ids = np.random.default_rng(seed), []
    for place, backend in enumerate(backends):
        at = first + place * EVERY
        run = begin_run(engine, target(model, table).subject, "test", at)
        assert run is not None
        keep_answers(engine, answers(backend, rng, run.id, at))
        assert finish(engine, run, at + timedelta(minutes=1), table or ProbesTable()) == ""
        ids.append(run.id)
    return ids
