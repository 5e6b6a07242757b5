"""The look at a run: its answers, and those of the runs just before, held against the frozen reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.findings import Verdict
from tidegauge.probes.measures import Measured, Runs, measures
from tidegauge.settings_probes import ProbesTable
from tidegauge.stats.probing.look import WINDOWS, decided
from tidegauge.workbench.probe_answers import ProbeAnswer, answers_of_runs
from tidegauge.workbench.probe_checks import ProbeCheck, first_look, references_of
from tidegauge.workbench.probe_runs import ProbeRun, probe_runs
from tidegauge.workbench.within import Opened


@dataclass(frozen=True)
class Era:
    """Runs that share a reference, oldest first: the first `reference` of them are it."""

    runs: tuple[int, ...]
    reference: int

    @property
    def look(self) -> int:
        """Which look its newest run is, counted from 1; none where that is part of the reference."""
        return len(self.runs) - self.reference


def look(of: Opened, run: ProbeRun, table: ProbesTable) -> tuple[ProbeCheck, ...]:
    """Return what a look at a run finds; nothing while the reference is being made."""
    era = era_of(of, run, table.reference_runs)
    if era.look < 1:
        return ()
    newest = era.runs[era.reference :][-max(WINDOWS) :]
    answers: dict[int, list[ProbeAnswer]] = {one: [] for one in (*era.runs[: era.reference], *newest)}
    for answer in answers_of_runs(of, list(answers)):
        answers[answer.run].append(answer)
    reference = [answers[one] for one in era.runs[: era.reference]]
    return compared(run.id, era.look, reference, [answers[one] for one in newest], table)


def compared(
    run: int, number: int, reference: Runs, newest: Runs, table: ProbesTable
) -> tuple[ProbeCheck, ...]:
    """Return what look `number`, at a run, finds: the `newest` runs, that one the last, against the reference."""
    found = [
        one for runs in WINDOWS if runs <= len(newest) for one in measures(reference, newest[-runs:], table)
    ]
    return _checks(run, number, found)


def era_of(of: Opened, run: ProbeRun, reference: int) -> Era:
    """Return the runs that a run is compared among, itself the last.

    How many are the reference was frozen by the first look: another number in the settings counts from the next one on.
    """
    after = max((one.after_run for one in references_of(of, run.target) if one.after_run < run.id), default=0)
    runs = [
        one.id
        for one in probe_runs(of, run.target)
        if one.series == run.series and after < one.id < run.id and one.is_whole
    ]
    first = first_look(of, runs)
    frozen = runs.index(first[0]) + 1 - first[1] if first is not None else reference
    return Era((*runs, run.id), frozen)


def _checks(run: int, look: int, found: Sequence[Measured]) -> tuple[ProbeCheck, ...]:
    tested = [one for one in found if one.change is not None]
    changes = [one.change for one in tested if one.change is not None]
    said = decided(changes, [one.floor for one in tested], look, [one.minimum for one in tested])
    rows = {
        id(one): (str(verdict), float(p), float(least))
        for one, verdict, p, least in zip(tested, said.verdict, said.p_adjusted, said.smallest, strict=True)
    }
    return tuple(_check(run, look, one, *rows.get(id(one), (one.verdict, np.nan, np.nan))) for one in found)


def _check(
    run: int, look: int, one: Measured, verdict: str, p_adjusted: float, smallest: float
) -> ProbeCheck:
    change = one.change
    numbers = [change.value, change.low, change.high, change.p_value] if change else [np.nan] * 4
    value, low, high, p_value, adjusted, least = (
        float(number) if np.isfinite(number) else None for number in (*numbers, p_adjusted, smallest)
    )
    n_reference, n_current = one.n
    return ProbeCheck(
        run,
        one.probe,
        one.measure,
        one.runs,
        look,
        Verdict(verdict).value,
        value,
        low,
        high,
        p_value,
        adjusted,
        least,
        n_reference,
        n_current,
        one.before,
        one.after,
    )
