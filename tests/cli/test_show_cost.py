"""`tidegauge show cost` and `tidegauge cost`: text, JSON and CSV; budgets as a gateway reads them; an invoice."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tidegauge.cli import main


@pytest.fixture
def run(lake_folder: Path, tmp_path: Path) -> Callable[..., Result]:
    """Run a command on the small lake with these settings."""

    def invoke(*words: str, settings: str = "") -> Result:
        config = tmp_path / "tidegauge.toml"
        own = f"sqlite:///{tmp_path / 'workbench.sqlite'}"
        config.write_text(f'store = "{lake_folder}"\nworkbench = "{own}"\n{settings}', encoding="utf-8")
        return CliRunner().invoke(main, [*words, "--config", str(config)])

    return invoke


WEEK = ("--from", "2026-11-08", "--to", "2026-11-14")


def test_it_says_why_spend_changed(run: Callable[..., Result]) -> None:
    answer = run("show", "cost", *WEEK, "--by", "geo", "--who", "geo")
    assert answer.exit_code == 0, answer.output
    for words in ("Why spend changed", "total change", "Per call", "Spend", "BR"):
        assert words in answer.output


def test_the_json_is_the_report(run: Callable[..., Result]) -> None:
    report = json.loads(run("show", "cost", *WEEK, "--json", "--by", "geo").output)
    split = report["split"]
    total = split["current"] - split["reference"]
    assert sum(part["value"] for part in split["parts"]) == pytest.approx(total, abs=1e-9)
    assert report["spend"]["current"]["value"] == pytest.approx(split["current"])
    assert report["findings"][0]["kind"] == "cost"


def test_the_csv_has_the_spenders(run: Callable[..., Result]) -> None:
    lines = run("show", "cost", *WEEK, "--csv", "--who", "geo").output.splitlines()
    assert lines[0].startswith("geo,calls,spend_money")
    assert {line.split(",")[0] for line in lines[1:]} >= {"DE", "US"}


def test_an_empty_window_says_so(run: Callable[..., Result]) -> None:
    answer = run("show", "cost", *WEEK, "--where", "geo = XX")
    assert answer.exit_code == 0
    assert "No calls match geo = XX" in answer.output


def test_budgets_are_what_a_gateway_reads(run: Callable[..., Result]) -> None:
    settings = '[cost.budgets.all]\nlimit = 0.001\nevery = "week"\n[cost.budgets.DE]\nlimit = 1e9\nwhere = ["geo = DE"]\n'
    answer = run("cost", "budgets", "--json", settings=settings)
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert [(one["name"], one["state"]) for one in found] == [("all", "over"), ("DE", "under")]
    assert found[0]["used"] > found[0]["limit"]
    assert "all" in run("cost", "budgets", settings=settings).output


def test_without_a_budget_it_says_where_one_is_set(run: Callable[..., Result]) -> None:
    answer = run("cost", "budgets")
    assert answer.exit_code == 1
    assert "No budget is set" in answer.stderr


def test_a_budget_on_an_attribute_that_is_not_there_names_it(run: Callable[..., Result]) -> None:
    answer = run("cost", "budgets", settings='[cost.budgets.x]\nlimit = 1\nwhere = ["gep = DE"]\n')
    assert answer.exit_code == 1
    assert "“gep”" in answer.stderr


def test_an_invoice_is_held_against_our_figures(run: Callable[..., Result], tmp_path: Path) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text("date,model,amount\n2026-11-09,zeta,3\n", encoding="utf-8")
    answer = run("cost", "reconcile", str(bill))
    assert answer.exit_code == 0, answer.output
    assert "no calls of this model in the store" in answer.output
    bill.write_text("when,what\n1,2\n", encoding="utf-8")
    assert "none of them is called date" in run("cost", "reconcile", str(bill)).stderr


def test_what_other_prices_would_have_cost(run: Callable[..., Result]) -> None:
    answer = run("cost", "what-if", *WEEK, "--cache-share", "0.5", "--model", "gpt-4o-mini")
    assert answer.exit_code == 0, answer.output
    assert "all calls on gpt-4o-mini" in answer.output
    assert "Choose --model" in run("cost", "what-if", *WEEK).stderr


def test_the_service_is_in_the_json_and_in_the_text(run: Callable[..., Result]) -> None:
    settings = "[service.slos.answers]\nobjective = 0.5\n\n[service.slos.odd]\nobjective = 0.9\nmetric = 'latency_p95'\n"
    report = json.loads(run("show", "cost", *WEEK, "--json", settings=settings).stdout)
    assert [one["name"] for one in report["service"]["slos"]] == ["answers"]
    assert [one["long"] for one in report["service"]["slos"][0]["pairs"]] == [60, 360, 4320]
    assert {"latency_p50", "latency_p95", "latency_p99", "timeouts"} <= {
        one["metric"] for one in report["service"]["figures"]
    }
    assert report["service"]["load"]["peak"] >= 1
    answer = run("show", "cost", *WEEK, settings=settings)
    assert answer.exit_code == 0, answer.output
    assert "Objective odd: metric “latency_p95” is no rate of calls" in answer.output
    assert "Budget left" in answer.output
