"""LLMDrift, real answers of March and June 2023: the score fell on primes, and rose on composites (figures of the truth file)."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.metrics.declaration import declare
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source
from tidegauge.settings import MetricTable, load_settings
from tidegauge.stores.lake.reader import Lake

SCORE = declare("score", MetricTable(expression="mean(score)", label="Score", direction="higher"))
MAP = Path(__file__).parents[2] / "data/maps/llmdrift.toml"


@pytest.fixture(scope="module")
def llmdrift(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    file = shared / "data/llmdrift_dev.parquet"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    lake = tmp_path_factory.mktemp("llmdrift") / "lake"
    words = ["import", str(file), "--store", str(lake), "--map-file", str(MAP), "--yes"]
    command = [sys.executable, "-c", "from tidegauge.cli import main; main()", *words]
    subprocess.run(command, check=True, capture_output=True)
    return Source(Lake(lake))


def test_gpt4_on_prime_is_confined_to_primes_and_opposite_on_composites(
    llmdrift: Source, shared: Path
) -> None:
    catalog = llmdrift.store.catalog()
    request = Request(compare="model=gpt-4-0314:gpt-4-0613", where=("task = prime",))
    asked = resolve(request, datetime(2026, 11, 21), catalog.first, catalog.newest)
    report = scope(llmdrift, asked, SCORE, (), load_settings(environ={}).default_dimensions)
    (cause,) = report.causes
    assert cause.where == {"subset": "prime"}
    cells = json.loads((shared / "data/llmdrift_dev.truth.json").read_text())["cells"]
    mean = {
        (cell["subset"], cell["model_snapshot"]): cell["score_mean"]
        for cell in cells
        if cell["task"] == "prime"
    }
    assert cause.reference.value == pytest.approx(mean["prime", "gpt-4-0314"], abs=1e-6)
    assert cause.current.value == pytest.approx(mean["prime", "gpt-4-0613"], abs=1e-6)
    assert report.rest is not None
    assert report.rest.reference.value == pytest.approx(mean["composite", "gpt-4-0314"], abs=1e-6)
    assert report.rest.current.value == pytest.approx(mean["composite", "gpt-4-0613"], abs=1e-6)
    sentence = report.findings[0].sentence
    assert sentence.startswith("Score fell from 0.84 to 0.51.")
    assert "comes from subset = prime" in sentence
    assert "The other way: subset = composite rose (0.70 → 1.00)." in sentence
