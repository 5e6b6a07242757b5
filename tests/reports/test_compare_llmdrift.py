"""LLMDrift as a release: March against June, paired on query and occurrence, held to the figures of the truth file."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.metric import Metric
from tidegauge.reports._versions_compared.cases import MCNEMAR
from tidegauge.reports._versions_compared.records import ComparedMetric, CompareReport
from tidegauge.reports.compare import CompareOptions, compare
from tidegauge.reports.compare_sides import attribute_of
from tidegauge.reports.source import Source
from tidegauge.settings import MetricTable
from tidegauge.stores.lake.reader import Lake

MAP = Path(__file__).parents[2] / "data/maps/llmdrift.toml"
GPT4 = ("gpt-4-0314", "gpt-4-0613")
GPT35 = ("gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613")
COMPLETE = CompareOptions(guardrails=("score",), growing=False)


def _declared(name: str, expression: str, **more: object) -> Metric:
    return declare(
        name, MetricTable.model_validate({"expression": expression, "direction": "higher", **more})
    )


SCORE = _declared("score", "mean(score)")
CLEAN = _declared("score_clean", "mean(score_clean)")
COST = _declared("cost", "mean(cost_usd)", direction="lower")
LATENCY = _declared("latency", "p50(duration_ms)", direction="lower")


@pytest.fixture(scope="module")
def truth(shared: Path) -> dict:
    """The published figures of every cell, by (task, subset, snapshot)."""
    file = shared / "data/llmdrift_dev.truth.json"
    if not file.is_file():
        pytest.skip("the LLMDrift data are not part of the repository")
    return {
        (one["task"], one["subset"], one["model_snapshot"]): one
        for one in json.loads(file.read_text())["cells"]
    }


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
def june(llmdrift: Source) -> Callable[..., CompareReport]:
    """Compare March with June: june(models, task, metrics, chips, options)."""

    def report(
        models: tuple[str, str],
        task: str,
        *metrics: Metric,
        where: tuple[str, ...] = (),
        options: CompareOptions = COMPLETE,
    ) -> CompareReport:
        return compare(
            llmdrift, _asked(llmdrift, models, f"task = {task}", *where), metrics or (SCORE,), options
        )

    return report


def _asked(source: Source, models: tuple[str, str], *chips: str) -> TraceFilter:
    catalog = source.store.catalog()
    request = Request(compare=f"model_version={models[0]}:{models[1]}", where=chips)
    return resolve(request, datetime(2026, 11, 21), catalog.first, catalog.newest)


def _row(report: CompareReport, name: str = "score") -> ComparedMetric:
    return next(one for one in report.rows if one.metric == name)


def test_opinions_are_paired_one_to_one_though_ids_repeat(june) -> None:
    report = june(GPT35, "opinionqa")
    # 1,494 ids in 1,506 rows: the occurrence tells the repeated ones apart.
    assert set(report.paired_by) == {"query_id", "occurrence"}
    assert (report.n_pairs, report.unmatched) == (1506, 0.0)


def test_gpt35_opinions_got_better_by_2_4_points(june, truth) -> None:
    one = _row(june(GPT35, "opinionqa"))
    before, after = (truth["opinionqa", "all", name]["score_mean"] for name in GPT35)
    assert (one.a.value, one.b.value) == pytest.approx((before, after), abs=1e-6)
    assert round(one.difference.value, 3) == 0.024
    # scipy.stats.binomtest of the discordant pairs: the figure.
    assert one.p_value == pytest.approx(0.0009, abs=0.00005)
    assert (one.test, one.verdict, one.direction) == (MCNEMAR, Verdict.CHANGED, Direction.BETTER)


@pytest.mark.parametrize(("task", "models"), [("opinionqa", GPT4), ("prime", GPT4), ("prime", GPT35)])
def test_figures_are_those_of_the_paper(june, truth, task, models) -> None:
    one = _row(june(models, task))
    wanted = [truth[task, "all", name]["score_mean"] for name in models]
    assert [one.a.value, one.b.value] == pytest.approx(wanted, abs=1e-6)
    assert one.n_a == one.n_b == truth[task, "all", models[0]]["n"]
    assert one.verdict is Verdict.CHANGED


def test_gpt4_opinions_got_worse_and_the_sentence_says_so(june) -> None:
    found = june(GPT4, "opinionqa").findings[0]
    assert (found.verdict, found.direction) == (Verdict.CHANGED, Direction.WORSE)
    assert found.sentence.startswith("gpt-4-0613 is worse than gpt-4-0314 on score (−74.2 pt)")


def test_the_slice_that_reverses_the_verdict(june, truth) -> None:
    for subset, direction in (("prime", Direction.WORSE), ("composite", Direction.BETTER)):
        one = _row(june(GPT4, "prime", where=(f"subset = {subset}",)))
        wanted = truth["prime", subset, GPT4[1]]["score_mean"] - truth["prime", subset, GPT4[0]]["score_mean"]
        assert one.difference.value == pytest.approx(wanted, abs=1e-6)
        assert one.direction is direction


def test_the_code_fence_and_not_the_skill(june) -> None:
    report = june(GPT4, "leetcode", SCORE, CLEAN)
    assert _row(report).difference.value == pytest.approx(0.10 - 0.52)
    assert _row(report, "score_clean").difference.value == pytest.approx(0.70 - 0.52)
    assert (_row(report).direction, _row(report, "score_clean").direction) == (
        Direction.WORSE,
        Direction.BETTER,
    )


def test_fifty_problems_do_not_decide_a_small_change(june) -> None:
    one = _row(june(GPT35, "leetcode", CLEAN), "score_clean")
    assert one.verdict is Verdict.CANNOT_TELL
    assert one.difference.value == pytest.approx(0.02)
    assert one.sees is not None
    assert one.sees > 0.1
    assert one.needs is not None
    assert one.needs > 1000


def test_money_and_time_are_paired_too(june, truth) -> None:
    report = june(GPT4, "opinionqa", COST, LATENCY)
    wanted = [truth["opinionqa", "all", name]["cost_usd_mean"] for name in GPT4]
    assert [_row(report, "cost").a.value, _row(report, "cost").b.value] == pytest.approx(wanted, rel=1e-5)
    assert all(one.paired for one in report.rows)
    assert _row(report, "latency").verdict is Verdict.CHANGED


def test_who_looks_every_day_pays_for_it(june) -> None:
    growing = CompareOptions(guardrails=("score",), growing=True)
    once, often = _row(june(GPT35, "opinionqa")), _row(june(GPT35, "opinionqa", options=growing))
    assert often.is_any_look
    assert often.p_value > once.p_value
    assert often.difference.high - often.difference.low > 1.4 * (once.difference.high - once.difference.low)


def test_without_pairs_the_same_calls_tell_less(llmdrift, june) -> None:
    asked = _asked(llmdrift, GPT35, "task = opinionqa")
    # Every row has a query_id of its own on this side only: nothing pairs by the model's name.
    apart = compare(llmdrift, asked, (SCORE,), CompareOptions(guardrails=("score",), pair_by=("epoch",)))
    assert apart.n_pairs == 0
    assert not _row(apart).paired
    paired = _row(june(GPT35, "opinionqa")).difference
    assert _row(apart).difference.high - _row(apart).difference.low > paired.high - paired.low


def test_the_attribute_is_found_by_its_values(llmdrift) -> None:
    window = _asked(llmdrift, GPT4).current.window
    assert attribute_of(llmdrift, *GPT4, window) == "model_version"
    assert attribute_of(llmdrift, "2023-03", "2023-06", window) == "epoch"
