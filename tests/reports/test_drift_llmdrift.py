"""LLMDrift, real answers of March and June 2023: what changed in the texts, and case by case (figures of the truth file)."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Verdict
from tidegauge.metrics.declaration import declare
from tidegauge.reports._drift.text import text_contrasts, text_rows
from tidegauge.reports._paired import paired
from tidegauge.reports.source import Source
from tidegauge.settings import MetricTable
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stores.lake.reader import Lake

MAP = Path(__file__).parents[2] / "data/maps/llmdrift.toml"
GPT4 = ("gpt-4-0314", "gpt-4-0613")
GPT35 = ("gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613")


@pytest.fixture(scope="module")
def truth(shared: Path) -> dict:
    """The published figures of every cell, by (task, subset, snapshot)."""
    file = shared / "data/llmdrift_dev.truth.json"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    cells = json.loads(file.read_text())["cells"]
    return {(cell["task"], cell["subset"], cell["model_snapshot"]): cell for cell in cells}


@pytest.fixture(scope="module")
def llmdrift(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The data as `tidegauge import` writes them, with the map of the repository."""
    file = shared / "data/llmdrift_dev.parquet"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    lake = tmp_path_factory.mktemp("llmdrift") / "lake"
    command = "from tidegauge.cli import main; main()"
    arguments = ["import", str(file), "--store", str(lake), "--map-file", str(MAP), "--yes"]
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, capture_output=True)
    return Source(Lake(lake))


@pytest.fixture(scope="module")
def between(llmdrift: Source) -> Callable:
    """Return between(models, task, *chips): the filter with March as reference and June as current."""
    catalog = llmdrift.store.catalog()

    def asked(models: tuple[str, str], task: str, *chips: str):
        request = Request(compare=f"model={models[0]}:{models[1]}", where=(f"task = {task}", *chips))
        return resolve(request, datetime(2026, 11, 21), catalog.first, catalog.newest)

    return asked


def _rows(source: Source, asked) -> dict:
    drift = text_rows(source, asked)
    adjusted = iter(benjamini_hochberg(drift.p_values))
    return {row.key: row.finished([float(next(adjusted)) for _ in row.p_values]) for row in drift.rows}


def _words(source: Source, asked) -> dict[str, tuple[float, float]]:
    found = text_contrasts(source, asked, "output_text")
    return {one.label: (one.reference, one.current) for one in found}


SCORE = declare("score", MetricTable(expression="mean(score)", label="Score", direction="higher"))


def test_the_same_prompts_did_not_change(llmdrift, between):
    for models in (GPT4, GPT35):
        row = _rows(llmdrift, between(models, "opinionqa"))["prompt.input_text"]
        assert row.verdict is Verdict.NOT_MATERIAL


def test_gpt4_no_longer_explains_primes(llmdrift, between):
    asked = between(GPT4, "prime")
    row = _rows(llmdrift, asked)["output.output_text"]
    assert row.verdict is Verdict.CHANGED
    tests = {test.name: test for test in row.tests}
    assert tests["domain_classifier"].value > 0.99
    assert tests["cosine_centroid"].exceeds
    words = _words(llmdrift, asked)
    assert words["prime"][0] > 0.95
    assert words["prime"][1] == 0
    assert all(current < reference for reference, current in words.values())


def test_gpt4_repeats_its_one_word(llmdrift, between):
    row = _rows(llmdrift, between(GPT4, "prime"))["output.repetition"]
    assert row.verdict is Verdict.CHANGED
    assert row.rising
    assert float(row.now) > 0.9


def test_gpt4_refuses_opinions(llmdrift, between):
    asked = between(GPT4, "opinionqa")
    row = _rows(llmdrift, asked)["output.output_text"]
    assert row.verdict is Verdict.CHANGED
    words = _words(llmdrift, asked)
    assert words["depends"] == pytest.approx((0.002, 0.63), abs=0.01)
    assert words["question"][1] > 0.3
    assert "“depends” is in 63% of them against 0.2%" in row.sentence


def test_format_not_ability_changed_on_leetcode(llmdrift, between):
    asked = between(GPT4, "leetcode")
    rows = _rows(llmdrift, asked)
    # 50 answers a side are enough for the code fence, and for nothing that is subtle.
    assert rows["output.output_text"].verdict is Verdict.CHANGED
    before, now = _words(llmdrift, asked)["python"]
    assert before == 0
    assert now > 0.8
    assert rows["prompt.input_text"].verdict is Verdict.CANNOT_TELL
    assert rows["prompt.input_text"].size == "sees AUC ≥ 0.73"


def test_gpt35_writes_its_options_otherwise(llmdrift, between):
    words = _words(llmdrift, between(GPT35, "opinionqa"))
    assert words["refused"] == pytest.approx((0.046, 0.02), abs=0.005)


@pytest.mark.parametrize(
    ("models", "task", "lost", "gained"),
    [
        (GPT35, "opinionqa", 38, 74),
        (GPT4, "opinionqa", 1118, 0),
        (GPT4, "prime", 476, 147),
        (GPT35, "leetcode", 10, 0),
    ],
)
def test_scores_change_case_by_case(llmdrift, between, truth, models, task, lost, gained):
    found = paired(llmdrift, between(models, task), SCORE)
    before, after = (truth[task, "all", model] for model in models)
    assert found.pairs == before["n"]
    assert (found.lost, found.gained) == (lost, gained)
    assert found.reference == pytest.approx(before["score_mean"], abs=1e-6)
    assert found.current == pytest.approx(after["score_mean"], abs=1e-6)
    assert found.verdict is Verdict.CHANGED


def test_gpt35_gained_on_opinions(llmdrift, between):
    found = paired(llmdrift, between(GPT35, "opinionqa"), SCORE)
    # statsmodels 0.15.0, exact McNemar of 38 against 74.
    assert found.p_value == pytest.approx(0.00086057, rel=1e-4)
    assert found.difference.value == pytest.approx(0.024, abs=0.0005)
    assert found.pair_by == ("query_id", "occurrence")
    assert found.sentence.startswith("Score moved by +2.4 pt [1.0, 3.8] on the 1,506 cases")


def test_primes_and_composites_move_against_each_other(llmdrift, between, truth):
    for subset, sign in (("prime", -1), ("composite", 1)):
        found = paired(llmdrift, between(GPT4, "prime", f"subset = {subset}"), SCORE)
        before, after = (truth["prime", subset, model]["score_mean"] for model in GPT4)
        assert found.difference.value == pytest.approx(after - before, abs=1e-6)
        assert found.difference.value * sign > 0.25
        assert found.verdict is Verdict.CHANGED
