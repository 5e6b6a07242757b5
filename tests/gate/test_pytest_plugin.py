"""The marker in a suite of one's own: it fails where the gate does, and costs nobody else anything."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.mark.tidegauge_gate({arguments})
def test_may_ship(gate_report):
    assert gate_report.exit_code == 0
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, gate_shop: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Run a suite with one marked test on the shop's lake."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("TIDEGAUGE_STORE", str(gate_shop))

    def run(arguments: str) -> pytest.RunResult:
        pytester.makepyfile(SUITE.format(arguments=arguments))
        return pytester.runpytest_inprocess("-p", "tidegauge.gate.pytest_plugin", "--strict-markers", "-rs")

    return run


def test_a_candidate_that_passes_is_a_test_that_passes(suite) -> None:
    suite("candidate='prompt_version=v8', baseline='prompt_version=v6'").assert_outcomes(passed=1)


def test_a_candidate_that_fails_is_a_test_that_says_why(suite) -> None:
    found = suite("candidate='prompt_version=v7', baseline='prompt_version=v6'")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*FAIL: prompt_version = v7 fails on format*geo = BR, device = ios*"])


def test_too_little_data_may_be_skipped_and_says_so(suite) -> None:
    given = "candidate='prompt_version=v9', baseline='prompt_version=v6'"
    suite(given).assert_outcomes(errors=1)
    found = suite(f"{given}, not_enough='skip'")
    found.assert_outcomes(skipped=1)
    found.stdout.fnmatch_lines(["*NOT ENOUGH DATA: There are no calls with prompt_version = v9*"])


def test_what_cannot_be_read_is_said(suite) -> None:
    found = suite("candidat='prompt_version=v7'")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*COULD NOT READ*Did you mean candidate?*"])
    found = suite("'prompt_version=v7', 'prompt_version=v6', 'another-store'")
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines(["*COULD NOT READ*every argument needs its name*"])


def test_it_imports_nothing_heavy_until_a_test_asks() -> None:
    code = (
        "import sys, tidegauge.gate.pytest_plugin\n"
        "heavy = {'numpy', 'polars', 'duckdb', 'sqlalchemy', 'scipy', 'pydantic', 'streamlit'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_entry_point_is_declared() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["pytest11"] == {
        "tidegauge_gate": "tidegauge.gate.pytest_plugin"
    }
