"""`tidegauge show compare`: versions by their values alone, text, JSON and CSV, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main


@pytest.fixture
def run(lake_folder: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run the command on the small lake with these settings."""

    def invoke(*words: str, settings: str = "") -> Result:
        config = tmp_path / "tidegauge.toml"
        own = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
        config.write_text(f'store = "{lake_folder}"\nworkbench = "{own}"\n{settings}', encoding="utf-8")
        return CliRunner().invoke(main, ["show", "compare", *words, "--config", str(config)])

    return invoke


ALL = ("--window", "all data")


def test_two_values_are_enough(run: Callable[..., Result]) -> None:
    answer = run("DE", "BR", *ALL)
    assert answer.exit_code == 0, answer.output
    for words in ("geo = DE", "Error rate", "Difference", "Needs", "n DE", "n BR"):
        assert words in answer.output


def test_the_json_is_the_report(run: Callable[..., Result]) -> None:
    report = json.loads(run("DE", "BR", *ALL, "--of", "geo", "--metric", "error_rate", "--json").output)
    assert (report["of"], report["a"], report["b"]) == ("geo", "DE", "BR")
    (row,) = report["rows"]
    assert row["difference"]["value"] == pytest.approx(row["b"]["value"] - row["a"]["value"])
    assert {"verdict", "p_value", "adjusted", "needs", "days", "test", "coverage"} <= set(row)
    assert report["findings"][0]["kind"] == "compare"


def test_the_same_by_the_comparison_grammar(run: Callable[..., Result]) -> None:
    one = run("DE", "BR", *ALL, "--metric", "error_rate", "--csv").output
    assert run("--compare", "geo=DE:BR", *ALL, "--metric", "error_rate", "--csv").output == one
    assert one.splitlines()[0].startswith("metric,guardrail,verdict")


def test_two_windows(run: Callable[..., Result]) -> None:
    answer = run("--from", "2026-11-08", "--to", "2026-11-14", "--metric", "error_rate")
    assert answer.exit_code == 0, answer.output
    assert "this window" in answer.output


def test_guardrails_are_the_settings(run: Callable[..., Result]) -> None:
    own = '[compare]\nguardrails = ["latency_p50"]\nmatch = ["device"]\n'
    report = json.loads(run("DE", "BR", *ALL, "--json", settings=own).output)
    assert [one["metric"] for one in report["rows"] if one["is_guardrail"]] == ["latency_p50"]
    assert report["rows"][0]["metric"] == "latency_p50"
    refused = run("DE", "BR", settings="[compare]\nguardrail = []\n")
    assert refused.exit_code != 0
    assert "guardrails" in refused.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("DE",), "Name two versions"),
        (("DE", "XX"), "No attribute has both DE and XX. Found is only geo = DE"),
        (("DE", "DE"), "compares DE with itself"),
        (("DE", "BR", "--compare", "geo=DE:BR"), "Name the versions once"),
        (("--of", "geo"), "needs two values"),
        (("DE", "BR", "--of", "gep"), "gep"),
        (("DE", "BR", "--by", "nothing"), "nothing"),
        (("DE", "BR", "--pair-by", "nothing"), "nothing"),
    ],
)
def test_what_cannot_be_compared_is_said(
    run: Callable[..., Result], words: tuple[str, ...], says: str
) -> None:
    answer = run(*words)
    assert answer.exit_code != 0
    assert says in answer.output
    assert "Traceback" not in answer.output
