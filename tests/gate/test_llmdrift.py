"""LLMDrift, March against June 2023, by the default policy: the figures are those of the data's own truth file."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tidegauge.clock import now
from tidegauge.comparisons import Request, resolve
from tidegauge.gate.asking import Wished, asked_gate
from tidegauge.gate.policy import policy_of
from tidegauge.gate.records import CheckResult, GateReport, Outcome, Result
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.lake.reader import Lake

MAP = Path(__file__).parents[2] / "data/maps/llmdrift.toml"
GPT4, GPT35 = ("gpt-4-0314", "gpt-4-0613"), ("gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613")
Gate = Callable[..., GateReport]


@pytest.fixture(scope="module")
def truth(shared: Path) -> dict:
    """The figures of every cell, by (task, subset, snapshot)."""
    file = shared / "data/llmdrift_dev.truth.json"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    return {
        (one["task"], one["subset"], one["model_snapshot"]): one
        for one in json.loads(file.read_text())["cells"]
    }


@pytest.fixture(scope="module")
def gate(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """Run the gate on one task and one model, as `tidegauge import` wrote the data."""
    file = shared / "data/llmdrift_dev.parquet"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    lake = tmp_path_factory.mktemp("llmdrift") / "lake"
    command = "from tidegauge.cli import main; main()"
    arguments = ["import", str(file), "--store", str(lake), "--map-file", str(MAP), "--yes"]
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, capture_output=True)
    source = Source(Lake(lake))

    def run(task: str, models: tuple[str, str], policy: dict | None = None) -> GateReport:
        catalog = source.store.catalog()
        request = Request(window="all data", compare="none", where=(f"task = {task}",))
        asked = resolve(request, now(), catalog.first, catalog.newest)
        sides = (f"model_version={models[1]}",), (f"model_version={models[0]}",)
        return asked_gate(source, Settings(), asked, Wished(*sides, policy=policy_of(policy or {}, "a test")))

    return run


def check(report: GateReport, name: str) -> CheckResult:
    return next(one for one in report.checks if one.name == name)


@pytest.mark.parametrize(("task", "pairs"), [("opinionqa", 1506), ("prime", 1000), ("leetcode", 50)])
def test_gpt_4_fails_on_accuracy_with_the_figures_of_the_data(
    gate: Gate, truth: dict, task: str, pairs: int
) -> None:
    report = gate(task, GPT4)
    assert report.outcome is Outcome.FAIL
    assert report.exit_code == 1
    (row,) = check(report, "accuracy").rows
    assert row.result is Result.FAIL
    assert row.paired
    assert row.n_candidate == pairs
    before, after = (truth[task, "all", model]["score_mean"] for model in GPT4)
    assert (row.baseline.value, row.candidate.value) == pytest.approx((before, after), abs=1e-6)
    assert row.difference.value == pytest.approx(after - before, abs=1e-6)
    assert row.difference.high < -0.03
    assert check(report, "latency").result is not Result.FAIL
    assert check(report, "cost").result is not Result.FAIL


def test_the_slice_that_reverses_the_verdict_is_named(gate: Gate, truth: dict) -> None:
    worst = check(gate("prime", GPT4), "segments").rows[0]
    assert worst.result is Result.FAIL
    assert worst.segment == {"subset": "prime"}
    figures = [truth["prime", "prime", model]["score_mean"] for model in GPT4]
    assert [worst.baseline.value, worst.candidate.value] == pytest.approx(figures, abs=1e-6)


def test_gpt_35_opinionqa_passes_with_2_4_points_and_a_paired_p_of_0_0009(gate: Gate, truth: dict) -> None:
    report = gate("opinionqa", GPT35)
    assert report.outcome is Outcome.PASS
    assert report.exit_code == 0
    (row,) = check(report, "accuracy").rows
    assert row.n_candidate == 1506
    figures = [truth["opinionqa", "all", model]["score_mean"] for model in GPT35]
    assert row.difference.value == pytest.approx(figures[1] - figures[0], abs=1e-6)
    assert round(row.difference.value * 100, 1) == 2.4
    assert round(row.p_change, 4) == 0.0009
    assert row.difference.low > -0.03


def test_the_paired_p_is_scipys_exact_test_of_the_pairs_that_differ(gate: Gate) -> None:
    row = check(gate("opinionqa", GPT35), "accuracy").rows[0]
    # 36 more of 1,506 are right; the pairs that differ are counted by the page Drift, too (tests/reports).
    moved = round(row.difference.value * row.n_candidate)
    found = [n for n in range(moved, 400) if (n - moved) % 2 == 0]
    fits = [
        n for n in found if np.isclose(stats.binomtest((n - moved) // 2, n).pvalue, row.p_change, rtol=1e-9)
    ]
    assert len(fits) == 1


def test_fifty_pairs_are_not_enough_for_what_fifty_cannot_decide(gate: Gate) -> None:
    report = gate("leetcode", GPT35, {"checks": {"accuracy": {"metrics": ["score_clean"]}}})
    assert report.outcome is Outcome.NOT_ENOUGH_DATA
    assert report.exit_code == 2
    (row,) = check(report, "accuracy").rows
    assert (row.baseline.value, row.candidate.value) == pytest.approx((0.46, 0.48))
    assert row.needs
    assert row.needs > 500
    assert "more" in report.findings[0].sentence
    assert "exact" in row.test


def test_small_samples_are_exact_and_decide_what_they_can(gate: Gate) -> None:
    # Without the code fence stripped GPT-4's LeetCode falls by 42 points of 50 pairs: that is enough.
    (row,) = check(gate("leetcode", GPT4), "accuracy").rows
    assert "exact" in row.test
    assert row.adjusted < 0.05 / 3
    clean = gate("leetcode", GPT4, {"checks": {"accuracy": {"metrics": ["score_clean"]}}})
    assert check(clean, "accuracy").result is not Result.FAIL


def test_what_does_not_apply_is_said_with_why(gate: Gate) -> None:
    report = gate("opinionqa", GPT35)
    absent = {one.name: one.why for one in report.checks if one.result is Result.NOT_APPLICABLE}
    assert "same inputs" in absent["features"]
    assert "--golden" in absent["golden"]
    assert all(absent.values())
