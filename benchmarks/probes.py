"""How often quiet probes alarm, and how soon a switched backend is found: `python benchmarks/probes.py [WORLDS]`.

Every world is a simulated model (probes/simulated.py) that answers the shipped suite, graded and looked at by the product's
own code: 8 runs of reference, then 200 quiet ones; and the same 100 looks after the reference with another backend.
"""

import sys
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tidegauge.findings import Verdict
from tidegauge.probes.look import compared
from tidegauge.probes.question import questions_of
from tidegauge.probes.simulated import Backend, answer, pace_of
from tidegauge.probes.suite import Suite, load_suite
from tidegauge.settings_probes import ProbesTable
from tidegauge.workbench.probe_answers import ProbeAnswer

TABLE = ProbesTable()
QUIET_RUNS, SWITCHED_AT, WATCHED = 200, 100, 8
USUAL = Backend("aster-large-2026-05", "fp_one")
SWITCHES: Mapping[str, Backend] = {
    "answers 23 % shorter": replace(USUAL, length=318 / 412),
    "answers 12 % shorter": replace(USUAL, length=0.88),
    "half of the JSON in fences": replace(USUAL, fenced=0.5),
    "30 % of sums wrong": replace(USUAL, wrong=0.3),
    "refuses 40 % otherwise": replace(USUAL, refuses=0.4),
    "twice as slow": replace(USUAL, first_token=0.8, word=0.024),
    "another model: shorter, fences, wrong sums": replace(USUAL, length=318 / 412, wrong=0.3, fenced=0.5),
}
Run = list[ProbeAnswer]


def answers(suite: Suite, backend: Backend, rng: np.random.Generator, number: int) -> Run:
    """Return the graded answers of one run."""
    from tidegauge import clock  # noqa: PLC0415

    pace, at = pace_of(backend, rng), clock.now()
    found = []
    for one in questions_of(suite, TABLE.repeats):
        reply, seconds = answer(backend, one.probe, one.case, rng, pace)
        found.append(one.answered(number, at, reply, seconds))
    return found


def alarms(reference: list[Run], newest: list[Run], look: int) -> bool:
    """Return whether a look says that something changed."""
    found = compared(look, look, reference, newest, TABLE)
    return any(one.verdict == Verdict.CHANGED for one in found)


def quiet(suite: Suite, worlds: int) -> tuple[int, int]:
    """Return the alarms among all quiet runs, and the worlds that had any."""
    total = ever = 0
    for world in range(worlds):
        rng = np.random.default_rng([world, 1])
        runs = [answers(suite, USUAL, rng, n) for n in range(TABLE.reference_runs + QUIET_RUNS)]
        first = TABLE.reference_runs
        said = [
            alarms(runs[:first], runs[max(first, n - 7) : n + 1], n - first + 1)
            for n in range(first, len(runs))
        ]
        total, ever = total + sum(said), ever + any(said)
    return total, ever


def delay(suite: Suite, after: Backend, world: int) -> int:
    """Return at which run after the switch it is found; one more than are watched where it is not."""
    rng = np.random.default_rng([world, 2])
    reference = [answers(suite, USUAL, rng, n) for n in range(TABLE.reference_runs)]
    recent = [answers(suite, USUAL, rng, n) for n in range(7)]
    for number in range(1, WATCHED + 1):
        recent = [*recent[-7:], answers(suite, after, rng, number)]
        if alarms(reference, recent, SWITCHED_AT + number):
            return number
    return WATCHED + 1


def main() -> None:
    """Print both tables."""
    worlds, suite, began = int(sys.argv[1]) if len(sys.argv) > 1 else 20, load_suite("core"), time.monotonic()
    print(f"{worlds} worlds, {len(list(suite.questions))} questions a run, look {SWITCHED_AT} at the switch")
    for name, after in SWITCHES.items():
        found = np.array([delay(suite, after, world) for world in range(worlds)])
        shares = "  ".join(f"{runs}: {np.mean(found <= runs):4.0%}" for runs in (1, 2, 4, WATCHED))
        print(f"{name:45} found within runs {shares}", flush=True)
    total, ever = quiet(suite, worlds)
    print(
        f"quiet: {total} alarms in {worlds * QUIET_RUNS:,} runs; {ever} of {worlds} worlds of {QUIET_RUNS} runs had any "
        f"({time.monotonic() - began:.0f} s)"
    )


if __name__ == "__main__":
    main()
