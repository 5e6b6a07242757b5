"""A switched backend behind the same name is found within the stated number of runs; quiet runs do not alarm."""

import numpy as np
import pytest

pytest.importorskip("py3langid", reason="the extra tidegauge[judge] is not installed")

from tests.probe_history import AFTER, BEFORE, answers
from tidegauge.findings import Verdict
from tidegauge.probes.look import compared
from tidegauge.probes.simulated import Backend
from tidegauge.settings_probes import ProbesTable

TABLE = ProbesTable()
STATED = 2
"""Runs within which docs/probes.md says that such a switch is found."""


def _alarms(seed: int, backends: list[Backend], first_look: int = 1) -> list[bool]:
    """Whether each look says that something changed, after a reference of 8 quiet runs."""
    rng = np.random.default_rng(seed)
    reference = [answers(BEFORE, rng, place) for place in range(TABLE.reference_runs)]
    runs = [answers(one, rng, place) for place, one in enumerate(backends)]
    return [
        any(
            one.verdict == Verdict.CHANGED
            for one in compared(1, first_look + place, reference, runs[max(0, place - 7) : place + 1], TABLE)
        )
        for place in range(len(runs))
    ]


def test_two_hundred_quiet_runs_give_at_most_five_percent_alarms() -> None:
    said = _alarms(1, [BEFORE] * 200)
    assert sum(said) <= 0.05 * len(said)
    # The rule promises more: any alarm at all in one such series out of twenty. Of this one there is none.
    assert sum(said) == 0


@pytest.mark.parametrize("seed", range(6))
def test_a_switched_backend_is_found_within_the_stated_runs(seed: int) -> None:
    # After 97 quiet looks, when a look may cost little; the runs just before are quiet.
    said = _alarms(seed, [BEFORE] * 3 + [AFTER] * STATED, first_look=97)
    assert not any(said[:3])
    assert any(said[3:])


@pytest.mark.parametrize("seed", range(3))
def test_shorter_answers_alone_are_found_as_soon(seed: int) -> None:
    shorter = Backend(BEFORE.model, BEFORE.fingerprint, length=318 / 412)
    assert any(_alarms(seed, [BEFORE] * 3 + [shorter] * STATED, first_look=97)[3:])
