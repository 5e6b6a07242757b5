"""The end of a run: whether it may be compared, and what the look at it found, in one transaction."""

from datetime import datetime

import sqlalchemy as sa

from tidegauge.probes.look import look
from tidegauge.settings_probes import ProbesTable
from tidegauge.workbench.probe_answers import ANSWERED, answers_of_runs
from tidegauge.workbench.probe_checks import keep_checks
from tidegauge.workbench.probe_runs import ProbeRun, end_run, exclusive_probes, open_run

ENOUGH = 0.8
"""The share of the questions that must be answered: of fewer, what is missing may be what changed."""


def finish(engine: sa.Engine, run: ProbeRun, at: datetime, table: ProbesTable, why: str = "") -> str:
    """End a run that has asked its questions, keep what the look at it found, and return why it was given up, if it was."""
    answered = sum(one.state == ANSWERED for one in answers_of_runs(engine, [run.id]))
    problem = ""
    if answered < ENOUGH * run.questions:
        because = f": {why}" if why else ""
        problem = f"{answered} of {run.questions} questions were answered{because}"
    with exclusive_probes(engine) as connection:
        still = open_run(connection, run.target)
        if still is None or still.id != run.id:
            return problem  # another process has ended it
        if not problem:
            keep_checks(connection, look(connection, run, table))
        end_run(connection, run.id, at, problem)
    return problem
