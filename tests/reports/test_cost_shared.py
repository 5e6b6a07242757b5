"""Real traffic: totals to the cent by hand, what a cache saves, how few clients make how much, a saving that is none."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._cost.coverage import NO_PRICE, NO_TOKENS
from tidegauge.reports.cost import CostOptions, cost
from tidegauge.reports.cost_what_if import what_if
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_cost import CostTable
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

MAPS = Path(__file__).parents[2] / "data" / "maps"
START = datetime(2026, 11, 1)
BLOCK = 512
"""Tokens of a prompt block in the Mooncake trace."""


@pytest.fixture(scope="module")
def data(shared: Path) -> Callable[[str], pl.DataFrame]:
    """Return data(name): the frame of a file of the shared data."""

    def read(name: str) -> pl.DataFrame:
        file = shared / "data" / f"{name}.parquet"
        if not file.is_file():
            pytest.skip(f"{name} is not part of the repository")
        return pl.read_parquet(file)

    return read


@pytest.fixture(scope="module")
def imported(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Source]:
    """Return imported(name): the store that `tidegauge import` makes of a file, with the map of the repository."""

    def run(name: str, mapped: str) -> Source:
        file = shared / "data" / f"{name}.parquet"
        if not file.is_file():
            pytest.skip(f"{name} is not part of the repository")
        lake = tmp_path_factory.mktemp(name) / "lake"
        arguments = ["import", str(file), "--store", str(lake), "--map-file", str(MAPS / mapped), "--yes"]
        command = [sys.executable, "-c", "from tidegauge.cli import main; main()", *arguments]
        subprocess.run(command, check=True, capture_output=True)
        return Source(Lake(lake))

    return run


def _stored(spans: pl.DataFrame, folder: Path) -> Source:
    ids = pl.int_range(spans.height).cast(pl.String)
    named = spans.with_columns(trace_id=ids, span_id=ids, kind=pl.lit("model"))
    write_frames(folder / "lake", {"spans": named}, ImportRecord("b", "by hand", START))
    return Source(Lake(folder / "lake"))


def _all(source: Source, **more: object):
    catalog = source.store.catalog()
    return resolve(Request(window="all data", **more), START, catalog.first, catalog.newest)  # type: ignore[arg-type]


def _priced(**prices: object) -> CostOptions:
    return CostOptions(CostTable.model_validate({"prices": [{"model": "*", **prices}]}))


def test_azure_is_exact_to_the_cent(imported: Callable, shared: Path) -> None:
    """By hand from the sums that the truth file states: tokens in at 2.50 and out at 10.00 dollars a million."""
    source = imported("azure_llm_2023", "azure_llm.toml")
    services = json.loads((shared / "data/azure_llm_2023.truth.json").read_text())["services"]
    report = cost(source, _all(source), "feature", "feature", _priced(input=2.5, output=10.0))
    by_hand = {
        name: (one["context_total"] * 2_500_000 + one["generated_total"] * 10_000_000) / 1e12
        for name, one in services.items()
    }
    assert {one.value: round(one.spend, 2) for one in report.spenders} == {
        name: round(amount, 2) for name, amount in by_hand.items()
    }
    assert report.spend is not None
    assert report.spend.current.value == pytest.approx(144.40022, abs=1e-9)
    assert sum(by_hand.values()) == pytest.approx(144.40022, abs=1e-9)
    assert (report.coverage.computed, report.coverage.unpriced, report.coverage.uncounted) == (1, 0, 0)


def test_azure_without_a_price_is_unknown_and_not_0(imported: Callable) -> None:
    source = imported("azure_llm_2023", "azure_llm.toml")
    report = cost(source, _all(source), "feature", "feature")
    assert report.coverage.unpriced == 1 == report.coverage.tokens_unpriced
    assert [one.why for one in report.coverage.unknown] == [NO_PRICE]
    assert report.spend is not None
    assert report.spend.current.value != report.spend.current.value  # not a number
    assert report.findings[0].sentence == "The cost of none of these calls is known."


def test_mooncakes_cache_saves_what_its_blocks_imply(data: Callable, shared: Path, tmp_path: Path) -> None:
    frame = data("mooncake_conversation")
    cached = pl.min_horizontal(pl.col("prefix_blocks_seen") * BLOCK, pl.col("input_tokens"))
    spans = frame.select(
        start_time=START + pl.duration(milliseconds=pl.col("ts_ms")),
        model_version=pl.lit("kimi"),
        input_tokens=pl.col("input_tokens").cast(pl.Int64),
        output_tokens=pl.col("output_tokens").cast(pl.Int64),
        cached_input_tokens=cached.cast(pl.Int64),
    )
    source = _stored(spans, tmp_path)
    dear, cheap = (_priced(input=1.0, cached_input=part, output=4.0) for part in (1.0, 0.1))
    without, within = (cost(source, _all(source), options=one) for one in (dear, cheap))
    assert without.spend is not None
    assert within.spend is not None
    saved = without.spend.current.value - within.spend.current.value
    # By the published share of prompt blocks that were seen before, each of 512 tokens, at 0.90 dollars a million less.
    blocks = int(frame["n_blocks"].sum())
    share = json.loads((shared / "data/mooncake_conversation.truth.json").read_text())[
        "prefix_cache_hit_share_blocks"
    ]
    assert share == pytest.approx(0.3664, abs=5e-5)
    assert saved == pytest.approx(share * blocks * BLOCK * 0.9 / 1e6, rel=5e-3)
    tokens = spans["cached_input_tokens"].sum()
    assert saved == pytest.approx(tokens * 0.9 / 1e6, abs=1e-9)
    figure = next(one for one in within.figures if one.metric == "cached_input")
    assert figure.current.value == pytest.approx(tokens / spans["input_tokens"].sum(), abs=1e-12)
    # Asked the other way round, the same money: what if nothing had come from the cache?
    (row,) = what_if(source, _all(source), cheap, cache_share=0.0).rows
    assert row.cost == pytest.approx(without.spend.current.value, rel=1e-9)


def test_servegens_clients_and_unknown_tokens(data: Callable, shared: Path, tmp_path: Path) -> None:
    frame = data("servegen_hourly").filter(pl.col("model") == "m-mid", pl.col("requests") > 0)
    tokens = {
        f"{way}_tokens": (pl.col("requests") * pl.col(f"mean_{way}_tokens")).round().cast(pl.Int64)
        for way in ("input", "output")
    }
    spans = frame.select(
        start_time=START + pl.duration(hours=pl.col("hour")),
        model_version=pl.col("model"),
        client_id=pl.col("client_id").cast(pl.String),
        requests=pl.col("requests"),
        **tokens,
    )
    truth = json.loads((shared / "data/servegen_hourly.truth.json").read_text())["models"]["m-mid"]
    # A price a request is what the published shares are of.
    paid = _stored(spans.with_columns(cost_usd=pl.col("requests") * 1e-6), tmp_path / "paid")
    report = cost(paid, _all(paid), None, "client_id")
    assert report.concentration is not None
    assert report.spenders[0].value == str(truth["top1_client"])
    whole = report.spend.current.value if report.spend else 0.0
    assert report.spenders[0].spend / whole == pytest.approx(truth["top1_share"], abs=5e-5)
    assert sum(one.spend for one in report.spenders[:10]) / whole == pytest.approx(
        truth["top10_share"], abs=5e-5
    )
    # By tokens, those of which no mean is published are unknown, and in no sum.
    counted = _stored(spans, tmp_path / "counted")
    report = cost(counted, _all(counted), None, "client_id", _priced(input=1.0, output=4.0))
    missing = spans.filter(pl.col("input_tokens").is_null() | pl.col("output_tokens").is_null())
    assert report.coverage.uncounted == pytest.approx(missing.height / spans.height)
    assert report.coverage.uncounted > 0
    assert [(one.why, one.calls) for one in report.coverage.unknown] == [(NO_TOKENS, missing.height)]
    known = spans.drop_nulls(["input_tokens", "output_tokens"])
    by_hand = (known["input_tokens"].sum() * 1.0 + known["output_tokens"].sum() * 4.0) / 1e6
    assert report.spend is not None
    assert report.spend.current.value == pytest.approx(by_hand, rel=1e-9)


def test_llmdrifts_saving_is_told_with_the_quality_that_it_cost(imported: Callable) -> None:
    """Chen, Zaharia and Zou (2023): GPT-4 on primes, 13.83 to 1.07 dollars per 1,000 prompts, 84.0 to 51.1% right."""
    source = imported("llmdrift_dev", "llmdrift.toml")
    accuracy = {"expression": "mean(score)", "label": "Accuracy", "unit": "share", "direction": "higher"}
    settings = Settings.model_validate({"metrics": {"accuracy": accuracy}})
    (metric,) = chosen_metrics(["accuracy"], settings, source.store.catalog())
    asked = _all(source, compare="model=gpt-4-0314:gpt-4-0613", where=("task = prime",))
    report = cost(source, asked, "subset", "subset", CostOptions(quality=metric))
    figure = next(one for one in report.figures if one.metric == "per_call")
    assert figure.reference is not None
    assert (round(1000 * figure.reference.value, 2), round(1000 * figure.current.value, 2)) == (13.83, 1.07)
    quality = report.quality
    assert quality is not None
    assert quality.reference is not None
    assert (quality.reference.value, quality.current.value) == (pytest.approx(0.84), pytest.approx(0.511))
    found = report.findings[0]
    assert (found.verdict, found.direction) == (Verdict.CHANGED, Direction.WORSE)
    # Nothing on the page is green beside it: no figure, and no spender.
    assert Direction.BETTER not in {one.direction for one in (*report.figures, *report.spenders)}
    assert found.sentence == (
        "Accuracy fell from 84% to 51%; cost fell from $13.83 to $1.07 per 1,000 calls (−92%)."
    )


def test_a_saving_without_any_quality_beside_it_is_no_good_news(imported: Callable) -> None:
    source = imported("llmdrift_dev", "llmdrift.toml")
    asked = _all(source, compare="model=gpt-4-0314:gpt-4-0613", where=("task = prime",))
    found = cost(source, asked).findings[0]
    assert found.verdict is Verdict.CHANGED
    assert found.direction is Direction.NEUTRAL
    assert "no quality is recorded beside it" in found.details
