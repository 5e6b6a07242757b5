"""How often the default policy fails a release where nothing changed, looked at every day; and what it sees when something did.

Run from the repository's folder: `python -m benchmarks.gate [releases] [days] [calls a day]`. The gate is run at the end of every day on all calls so far.
"""

import sys
from collections import Counter

import numpy as np

from benchmarks._gate_world import SimulatedReading, World
from tidegauge.gate.policy import Policy
from tidegauge.gate.records import Outcome, Result
from tidegauge.gate.run import judged, outcome_of

EFFECTS = {
    "accuracy 84% to 81% (-3 pt, the limit itself)": {"accuracy": -0.03},
    "accuracy 84% to 76% (-8 pt)": {"accuracy": -0.08},
    "format failures 0.9% to 2% (the limit itself)": {"format_failure_rate": 0.011},
    "format failures 0.9% to 4%": {"format_failure_rate": 0.031},
    "nDCG -5% (the limit itself)": {"ndcg": 0.95},
    "nDCG -10%": {"ndcg": 0.9},
    "calibration error three times as large": {"ece": 1.4},
    "hallucination 5% to 12%": {"hallucination_rate": 0.07},
    "latency doubled": {"latency_p95": 2.0},
    "cost a call +50%": {"cost_per_call": 1.5},
}
POWER_RUNS = 40


def watched(
    seed: int, days: int, calls: int, effects: dict[str, float]
) -> list[tuple[Outcome, tuple[str, ...]]]:
    """Return what the gate says at the end of each day, with the checks that fail; it ends with the first failure."""
    world, said = World(np.random.default_rng(seed), calls, effects), []
    for _ in range(days):
        world.day()
        results = judged(SimulatedReading(world), Policy())
        failing = tuple(one.name for one in results if one.holds and one.result is Result.FAIL)
        said.append((outcome_of(results), failing))
        if failing:
            break
    return said


def main(releases: int, days: int, calls: int) -> None:
    """Print the false fails by look, the passes, and the power table."""
    every = [watched(seed, days, calls, {}) for seed in range(releases)]
    failed = [one[-1] for one in every if one[-1][0] is Outcome.FAIL]
    first = sum(one[0][0] is Outcome.FAIL for one in every)
    print(
        f"nothing changed: {len(failed)} of {releases} fail within {days} daily looks; {first} at the first"
    )
    print("  by check:", dict(Counter(name for _, names in failed for name in names)))
    for day in (1, 3, 7, days):
        passing = sum(one[min(day, len(one)) - 1][0] is Outcome.PASS for one in every)
        print(f"  pass on day {day} ({day * calls} calls a side): {passing} of {releases}")
    for label, effects in EFFECTS.items():
        runs = [watched(10_000 + seed, days, calls, effects) for seed in range(POWER_RUNS)]
        caught = [len(one) for one in runs if one[-1][0] is Outcome.FAIL]
        passed = sum(any(outcome is Outcome.PASS for outcome, _ in one) for one in runs)
        when = f"median day {int(np.median(caught))}" if caught else "never"
        print(f"{label}: fails in {len(caught)} of {POWER_RUNS} ({when}), passes on some day in {passed}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*[*given, *(1000, 14, 500)[len(given) :]])
