"""Every kind of batch over every store: the same rows give the same items with the same chances, whatever holds them."""

from collections.abc import Callable

import polars as pl
import pytest

from tests.conftest import END
from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.review.kinds import Chosen, Wanted, kinds
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

WISHES = {
    "random": Wanted(n=30, seed="s"),
    "stratified": Wanted(n=40, seed="s", by=("geo", "device"), unit="answer"),
    "scheme": Wanted(n=60, rate=0.05, always=("status = error", "signal.thumbs_up > 0")),
    "flagged": Wanted(n=30, seed="s"),
    "drift": Wanted(n=30, seed="s"),
    "incident": Wanted(n=30, seed="s", only="judged_low"),
    "disagreement": Wanted(seed="s", score="correctness"),
    "informative": Wanted(n=30, seed="s", score="correctness"),
    "versions": Wanted(seed="s", candidate=("device = ios",), baseline=("device = web",)),
}


@pytest.fixture(scope="module")
def tables(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    spans = frames["spans"].with_columns(
        output_text=pl.format("answer {}", "trace_id"),
        input_text=pl.format("question {}", pl.col("trace_id").str.slice(1).cast(pl.Int64) % 50),
    )
    rules = spans.filter(pl.col("kind") == "model").select("span_id", "trace_id", created_at="start_time")
    valid = pl.Series([float(n % 4 > 0) for n in range(rules.height)])
    code = rules.with_columns(name=pl.lit("json"), value=valid, source=pl.lit("code"), evaluator=pl.lit("c"))
    judge = frames["scores"].with_columns(inclusion_probability=pl.lit(0.25))
    scores = pl.concat([judge, code], how="diagonal")
    return {"spans": spans, "scores": scores, "signals": frames["signals"]}


def filled(url: str, tables: dict[str, pl.DataFrame]) -> Source:
    with open_writer(url) as writer:
        for name, frame in tables.items():
            writer.append(name, frame)
        writer.commit(ImportRecord("one", "one.parquet", END))
    return Source(open_store(url))


@pytest.fixture(scope="module")
def expected(
    tables: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory, ask: Callable[..., TraceFilter]
) -> dict[str, Chosen]:
    source = filled(str(tmp_path_factory.mktemp("kinds") / "lake"), tables)
    return {name: kinds()[name].draw(source, ask(), wanted) for name, wanted in WISHES.items()}


@pytest.mark.parametrize("store", ["postgresql", "chdb"])
def test_another_store_gives_the_same_batches(
    request: pytest.FixtureRequest,
    store: str,
    tables: dict[str, pl.DataFrame],
    expected: dict[str, Chosen],
    ask: Callable[..., TraceFilter],
) -> None:
    url = str(request.getfixturevalue(f"{store}_url"))
    source = filled(url, tables)
    for name, wanted in WISHES.items():
        found = kinds()[name].draw(source, ask(), wanted)
        assert found.population == expected[name].population, name
        assert dict(found.design.sizes) == dict(expected[name].design.sizes), name
        ids = [(item.place, item.span_id) for item in found.items]
        assert ids == [(item.place, item.span_id) for item in expected[name].items], name
        assert found.items == expected[name].items, name
