"""AlpacaEval's public judgements (tatsu-lab/alpaca_eval, Apache-2.0): a judge's change is no model's change, and length."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.alpaca_lake import END, JUDGES, MODEL, TWINS, judgements, three_judges, twins
from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Verdict
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


@pytest.fixture(scope="module")
def rows(shared: Path) -> pl.DataFrame:
    return judgements(shared)


@pytest.fixture(scope="module")
def truth(shared: Path) -> Mapping[tuple[str, str], Any]:
    """{(judge, model): published and counted numbers}, from the file beside the data."""
    found = json.loads((shared / "data" / "judge_alpacaeval.truth.json").read_text())
    return {(cell["judge"], cell["model"]): cell for cell in found["cells"]}


def report(source: Source, **request: Any) -> JudgeReport:
    catalog = source.store.catalog()
    asked = resolve(Request(**request), END, catalog.first, catalog.newest)
    return judge(source, asked, judge_question(Settings(), catalog))


def opened(written: Callable[..., Source], frames: dict[str, pl.DataFrame]) -> Source:
    return written(frames.pop("spans"), **frames)


def test_three_judges_on_the_same_answers_are_a_change_of_ruler_and_not_of_the_model(
    rows: pl.DataFrame, truth: Mapping[tuple[str, str], Any], written: Callable[..., Source]
) -> None:
    source = opened(written, three_judges(rows))
    found = report(source, start="2026-10-31T10:00", end="2026-11-21T10:00", compare="none")
    assert [one.evaluator for one in found.versions] == list(JUDGES)
    assert [(one.before, one.after) for one in found.changes] == list(pairwise(JUDGES))
    for version in found.versions:
        cell = truth[(version.evaluator, MODEL)]
        assert 100 * version.mean.value == pytest.approx(cell["win_rate"], abs=0.001)
    assert len(found.raw_lines) == 3
    (finding,) = found.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert "because the judge changed. That alone explains it." in finding.sentence


def test_the_same_answers_with_the_new_judge_move_as_far_as_the_scores(
    rows: pl.DataFrame, truth: Mapping[tuple[str, str], Any], written: Callable[..., Source]
) -> None:
    found = report(opened(written, three_judges(rows)), window="last 7 days")
    (same,) = found.ruler
    before, after = (truth[(name, MODEL)]["win_rate"] / 100 for name in JUDGES[1:])
    assert same.ruler
    assert same.n in {804, 805}
    assert same.effect.value == pytest.approx(after - before, abs=0.005)
    assert found.raw is not None
    assert found.raw_reference is not None
    assert found.raw.value - found.raw_reference.value == pytest.approx(same.effect.value, abs=0.005)


def test_without_anchors_the_page_says_what_is_missing(
    rows: pl.DataFrame, written: Callable[..., Source]
) -> None:
    found = report(opened(written, three_judges(rows, anchors=False)), window="last 7 days")
    (finding,) = found.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert "because" not in finding.sentence
    assert any("score one fixed set with each" in detail for detail in finding.details)
    assert found.ruler == ()


def test_twins_that_differ_in_length_raise_the_warning(
    rows: pl.DataFrame, written: Callable[..., Source]
) -> None:
    brief, _, wordy = TWINS
    source = opened(written, twins(rows))
    found = report(source, window="all data", compare=f"model={brief}:{wordy}")
    (length,) = (one for one in found.biases if one.name == "length")
    assert length.state == "found"
    wins, decided = _longer_wins(rows, brief, wordy)
    assert f"in {100 * wins / decided:.0f}% of decided pairs" in length.sentence
    assert f"n {decided}." in length.sentence
    equal = found.length_controlled
    assert equal is not None
    assert equal.raw.low > 0.75
    assert equal.controlled.value < equal.raw.low
    assert any("at equal length" in detail for detail in found.findings[0].details)


def _longer_wins(rows: pl.DataFrame, one: str, other: str) -> tuple[int, int]:
    """Count by hand: how often the longer of two answers to one instruction scored higher, of pairs that differ."""
    columns = ("instruction_id", "win", "len_model")
    first, second = (rows.filter(pl.col("model") == name).select(columns) for name in (one, other))
    both = first.join(second, on="instruction_id")
    gap = (both["win_right"] - both["win"]).to_numpy()
    more = (both["len_model_right"] - both["len_model"]).to_numpy()
    decided = (gap != 0) & (more != 0)
    return int((np.sign(gap) == np.sign(more))[decided].sum()), int(decided.sum())
