"""kill -9 at random moments, two runs at once, and Ctrl+C: nothing is judged twice, and no answer is lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import polars as pl
import pytest

from tests.judging.conftest import CALLS, START, judged, scores
from tidegauge.errors import StoreBusyError
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

WITH_ANSWER = CALLS - CALLS // 20
SIDE_BY_SIDE = 6
PATIENCE = 120


def start(*options: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        "from tidegauge.cli import main; main()",
        "judge",
        "--window",
        "all data",
    ]
    command += ["--rate", "1", "--concurrency", str(SIDE_BY_SIDE), *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )


def wait_for(endpoint, requests):
    end = time.monotonic() + PATIENCE
    while len(endpoint.requests) < requests:
        assert time.monotonic() < end
        threading.Event().wait(0.005)


def write_when_free(lake, spans):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return write_frames(lake, {"spans": spans}, ImportRecord("late", "late.parquet", START))
        except StoreBusyError:
            assert time.monotonic() < end
            threading.Event().wait(0.02)


def assert_all_judged_once(lake):
    rows = scores(lake)
    assert rows.select("span_id", "name").is_duplicated().sum() == 0
    assert rows.filter(pl.col("name") == "tone").height == WITH_ANSWER


def test_a_killed_run_goes_on_where_it_was(lake, configured, endpoint):
    moments, endpoint.delay = random.Random(5), 0.02  # noqa: S311  moments of a test
    configured()
    kills = 0
    for _ in range(3):
        process = start()
        wait_for(endpoint, min(len(endpoint.requests) + moments.randrange(20, 110), WITH_ANSWER - 30))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
        kills += 1
    endpoint.delay = 0
    judged("--window", "all data", "--rate", "1")
    assert_all_judged_once(lake)
    # Of what was answered nothing was asked again; of what was on its way, at most what was side by side.
    assert WITH_ANSWER <= len(endpoint.requests) <= WITH_ANSWER + kills * SIDE_BY_SIDE
    assert max(endpoint.asked.values()) <= 1 + kills


def test_two_runs_at_once_share_the_work(lake, configured, endpoint):
    endpoint.delay = 0.02
    configured()
    runs = [start(), start()]
    for run in runs:
        _, said = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0, said
    judged("--window", "all data", "--rate", "1")
    assert_all_judged_once(lake)
    assert len(endpoint.requests) == WITH_ANSWER


@pytest.mark.thorough
def test_ctrl_c_ends_after_what_is_under_way(lake, configured, endpoint):
    endpoint.delay = 0.05
    configured()
    run = start()
    wait_for(endpoint, 40)
    run.send_signal(signal.SIGINT)
    said, trouble = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1, trouble
    assert "the next run goes on from there" in said
    assert scores(lake).filter(pl.col("name") == "tone").height == len(endpoint.requests) < WITH_ANSWER
    judged("--window", "all data", "--rate", "1")
    assert_all_judged_once(lake)
    assert len(endpoint.requests) == WITH_ANSWER


def test_following_judges_what_comes_in(lake, configured, endpoint, calls):
    configured()
    run = start("--follow", "--every", "0.2")
    wait_for(endpoint, WITH_ANSWER)
    late = (
        calls.filter(pl.col("output_text").is_not_null())
        .head(7)
        .with_columns(
            pl.format("{}-late", "span_id").alias("span_id"),
            pl.format("{} late", "output_text").alias("output_text"),
        )
    )
    write_when_free(lake, late)
    wait_for(endpoint, WITH_ANSWER + 7)
    run.send_signal(signal.SIGINT)
    said, trouble = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, trouble
    assert "7 calls judged by" in said
    assert scores(lake).filter(pl.col("name") == "tone").height == WITH_ANSWER + 7
