"""kill -9 at random moments, two runs at once, and Ctrl+C: nothing is paid twice, and no answer is lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from tests.golden_runs.conftest import ITEMS, Candidate, ran
from tidegauge.workbench.golden_runs import answers_of, runs_of

pytestmark = pytest.mark.usefixtures("one")

SIDE_BY_SIDE = 6
PATIENCE = 240
QUESTIONS = 5 * ITEMS
PRICES = ("--input-price", "1", "--output-price", "10", "--max-output-tokens", "100", "--cap", "5")
COST = 1_020_000
"""20 tokens in and 100 out, in billionths of a dollar."""


def start(url: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from tidegauge.cli import main; main()", "golden", "run", "support"]
    command += [
        "--as",
        "v7",
        "--endpoint",
        url,
        "--model",
        "local",
        "--repeats",
        "5",
        "--by",
        "lena",
        *PRICES,
    ]
    command += ["--concurrency", str(SIDE_BY_SIDE), *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )


def wait_for(candidate: Candidate, requests: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(candidate.requests) < requests:
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def test_a_killed_run_goes_on_where_it_was(url: str, bench: sa.Engine, candidate: Candidate) -> None:
    moments, candidate.delay, candidate.tokens = random.Random(5), 0.02, (20, 100)  # noqa: S311  moments of a test
    kills = 3
    for _ in range(kills):
        process = start(url)
        wait_for(candidate, min(len(candidate.requests) + moments.randrange(20, 60), QUESTIONS - 20))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    candidate.delay = 0
    told = ran(url, *PRICES, "--repeats", "5", free=False)
    assert told["left"] == 0
    answers = answers_of(bench, 1)
    assert len({(one.place, one.repeat) for one in answers}) == len(answers) == QUESTIONS
    # Of what was answered nothing was asked again; of what was on its way, at most what was side by side.
    assert QUESTIONS <= len(candidate.requests) <= QUESTIONS + kills * SIDE_BY_SIDE
    assert max(candidate.times.values()) <= 5 + kills
    (run,) = runs_of(bench)
    assert run.complete
    # What was on its way when it was killed may have been paid: its money stays set aside.
    assert QUESTIONS * COST <= run.spent <= (QUESTIONS + kills * SIDE_BY_SIDE) * 1.1 * COST


@pytest.mark.thorough
def test_two_runs_at_once_share_the_work(url: str, bench: sa.Engine, candidate: Candidate) -> None:
    candidate.delay = 0.02
    runs = [start(url), start(url)]
    for run in runs:
        _, said = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0, said
    assert len(candidate.requests) == QUESTIONS
    assert [one.complete for one in runs_of(bench)] == [True]
    assert len(answers_of(bench, 1)) == QUESTIONS


def test_ctrl_c_ends_after_what_is_under_way(url: str, bench: sa.Engine, candidate: Candidate) -> None:
    candidate.delay = 0.05
    run = start(url)
    wait_for(candidate, 40)
    run.send_signal(signal.SIGINT)
    _, trouble = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1, trouble
    assert "the same command goes on from there" in trouble
    assert not runs_of(bench)[0].complete
    asked = len(candidate.requests)
    assert ran(url, *PRICES, "--repeats", "5", free=False)["asked"] == QUESTIONS - asked
    assert len(candidate.requests) == QUESTIONS
