"""Drift: the pair whose drift is known, every number against the arrays, and what is said of odd stores."""

import importlib.util
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import SettingsError
from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftKind, DriftReport, DriftRow
from tidegauge.reports.drift import drift, table
from tidegauge.reports.drift_detail import drift_detail
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_model import DriftTable
from tidegauge.stats.drift._exact import exact_distances

START = datetime(2026, 11, 1)
MIDDLE = START + timedelta(days=7)
END = MIDDLE + timedelta(days=7)
CANONICAL = {
    "latency_ms": "duration_ms",
    "ttft_ms": "time_to_first_token_ms",
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "model": "model_version",
    "topic": "query_category",
    "country": "geo",
    "release": "app_version",
}
Asked = Callable[..., TraceFilter]


def report(source: Source, asked: TraceFilter, dimensions: tuple[str, ...] = ("geo",)) -> DriftReport:
    return drift(source, asked, available_metrics(Settings(), source.store.catalog()), dimensions)


def weeks(*chips: str) -> TraceFilter:
    where = tuple(map(parse_condition, chips))
    return TraceFilter(Population(Window(MIDDLE, END), where), Population(Window(START, MIDDLE), where))


def by_key(found: DriftReport) -> dict[str, DriftRow]:
    return {row.key: row for row in found.rows}


@pytest.fixture(scope="module")
def make_pair(shared: Path) -> ModuleType:
    """The generator of the pair in the shared oracles: 16 columns, of which 8 drift."""
    spec = importlib.util.spec_from_file_location("make_pair", shared / "oracles" / "make_pair.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spans(columns: pl.DataFrame, start: datetime, prefix: str) -> pl.DataFrame:
    """One call a row, evenly over seven days."""
    rows = columns.height
    ids = [f"{prefix}{number}" for number in range(rows)]
    times = pl.Series([start + timedelta(days=7) * (number / rows) for number in range(rows)])
    return columns.rename(CANONICAL, strict=False).with_columns(
        trace_id=pl.Series(ids),
        span_id=pl.Series(ids),
        kind=pl.lit("model"),
        start_time=times.cast(pl.Datetime("us")),
    )


# The oracle's own rule (oracles/rule_on_pair.py) finds 8 of 8 and flags none of the others at each of these sizes.
@pytest.mark.parametrize("rows", [10_000, 100_000])
def test_the_pair_from_the_lake_has_its_eight_drifts_and_no_other(
    make_pair: ModuleType, written: Callable[..., Source], rows: int
) -> None:
    before, now = (pl.from_arrow(make_pair.frame(rows, late, 1 + late)) for late in (False, True))
    source = written(pl.concat([spans(before, START, "r"), spans(now, MIDDLE, "c")], how="diagonal"))
    found = report(source, weeks())
    told = {
        row.column
        for row in found.rows
        if row.verdict is Verdict.CHANGED and row.kind not in {DriftKind.CONCEPT, DriftKind.SCHEMA}
    }
    drifted = ("latency_ms", "completion_tokens", "retrieval_score", "tool_calls", "turns", "model")
    assert told == {CANONICAL.get(name, name) for name in (*drifted, "finish_reason", "release")}
    assert by_key(found)["data.turns.missing"].verdict is Verdict.CHANGED
    assert by_key(found)["output.finish_reason"].single == "length"


def test_the_statistics_of_a_row_are_those_of_the_arrays(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    rows = by_key(report(source, ask()))
    for key, column in (("data.duration_ms", "duration_ms"), ("prompt.input_tokens", "input_tokens")):
        sides = [calls.filter(pl.col("current") == late)[column].drop_nulls() for late in (False, True)]
        exact = exact_distances(*(side.cast(pl.Float64).to_numpy() for side in sides))
        found = {test.name: test for test in rows[key].tests}
        for name in ("kolmogorov_smirnov", "wasserstein", "mean_shift", "variance_ratio"):
            assert found[name].value == pytest.approx(exact[name].value, abs=found[name].error + 1e-9), name
        assert rows[key].n_current == len(sides[1])


def test_a_category_is_counted_exactly(source: Source, ask: Asked, calls: pl.DataFrame) -> None:
    row = by_key(report(source, ask()))["data.geo"]
    sides = [calls.filter(pl.col("current") == late)["geo"] for late in (False, True)]
    exact = exact_distances(*(side.to_numpy() for side in sides))
    found = {test.name: test.value for test in row.tests}
    for name in ("chi_squared", "total_variation", "cramers_v", "psi"):
        assert found[name] == pytest.approx(exact[name].value, rel=1e-12), name


def test_what_changed_comes_first_and_is_told(source: Source, ask: Asked) -> None:
    found = report(source, ask())
    assert found.rows[0].key == "output.status"
    assert found.rows[0].direction is Direction.WORSE
    assert found.findings[0].sentence.startswith("Error rate rose from ")
    assert found.findings[0].kind == "drift.output"
    assert found.findings[0].link is not None
    assert sum(found.counts.values()) == len(found.rows)


def test_nothing_to_compare_with_is_said(source: Source, ask: Asked) -> None:
    found = report(source, ask(compare=False))
    assert found.rows == ()
    assert found.findings[0].verdict is Verdict.CANNOT_TELL
    assert "choose a comparison" in found.findings[0].details[0]


def test_a_filter_that_nothing_meets_is_said(source: Source, ask: Asked) -> None:
    found = report(source, ask("geo = XX"))
    assert found.rows == ()
    assert "No calls match geo = XX" in found.findings[0].sentence


def test_an_empty_store_says_what_to_do(written: Callable[..., Source]) -> None:
    found = report(written(spans(pl.DataFrame({"geo": []}, schema={"geo": pl.String}), START, "r")), weeks())
    assert found.findings[0].details == ("tidegauge demo", "tidegauge import FILE")


def test_few_rows_say_what_they_could_see(source: Source, ask: Asked) -> None:
    found = report(source, ask("session_id = s1"))
    told = {row.verdict for row in found.rows if row.tests}
    assert told <= {Verdict.CANNOT_TELL, Verdict.NOT_MATERIAL}
    assert found.findings[0].verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("grain", [Grain.CALL, Grain.TRACE, Grain.SPAN])
def test_every_grain_and_every_row_unfolds(source: Source, ask: Asked, grain: Grain) -> None:
    asked = ask(grain=grain.value)
    metrics = available_metrics(Settings(), source.store.catalog())
    found = report(source, asked)
    for place, row in enumerate(found.rows):
        detail = drift_detail(source, asked, row, metrics, ("geo", "device"), place=place)
        assert detail.row is row
        if detail.distribution:
            assert sum(detail.distribution.reference) == pytest.approx(1)
            assert sum(detail.distribution.current) == pytest.approx(1)
        to_json(detail)


def test_the_calls_behind_a_row_are_those_of_the_bins_that_grew(
    source: Source, ask: Asked, calls: pl.DataFrame
) -> None:
    asked = ask()
    row = by_key(report(source, asked))["output.status"]
    metrics = available_metrics(Settings(), source.store.catalog())
    detail = drift_detail(source, asked, row, metrics, ("geo", "device"))
    assert detail.grown is not None
    assert detail.grown.params["where"] == ("status = error",)
    assert detail.by == "geo"
    assert detail.segments[0].label == "BR"
    failed = set(calls.filter(pl.col("current"), pl.col("status") == "error")["trace_id"])
    assert {sample.trace_id for sample in detail.samples} <= failed


def test_a_column_that_comes_or_goes_is_a_change_of_schema(written: Callable[..., Source]) -> None:
    random = np.random.default_rng(1)
    before = pl.DataFrame({"old": random.normal(size=500), "both": random.normal(size=500)})
    now = pl.DataFrame({"new": random.choice(["a", "b"], 500), "both": random.normal(size=500)})
    source = written(pl.concat([spans(before, START, "r"), spans(now, MIDDLE, "c")], how="diagonal"))
    row = by_key(report(source, weeks()))["schema.columns"]
    assert row.verdict is Verdict.NOT_COMPARABLE
    assert row.sentence == "What is recorded changed (new: new; gone: old)."


def test_pure_mix_is_called_mix(written: Callable[..., Source]) -> None:
    """Planted: no feature's length moves, traffic goes from 20% to 60% to the one that writes long answers."""
    random = np.random.default_rng(2)
    sides = []
    for share in (0.2, 0.6):
        long = random.random(4_000) < share
        tokens = np.where(long, random.poisson(600, 4_000), random.poisson(100, 4_000))
        sides.append(pl.DataFrame({"output_tokens": tokens, "feature": np.where(long, "essay", "chat")}))
    source = written(pl.concat([spans(sides[0], START, "r"), spans(sides[1], MIDDLE, "c")]))
    rows = by_key(report(source, weeks(), ("feature",)))
    row = rows["output.output_tokens"]
    assert (row.verdict, row.size) == (Verdict.NOT_MATERIAL, "mix only")
    assert row.mix is not None
    assert row.mix.by == "feature"
    assert abs(row.mix.rate.value) < 0.03 * row.mix.mix.value
    assert rows["data.feature"].verdict is Verdict.CHANGED


def test_a_reversal_within_the_kinds_of_question_is_named(written: Callable[..., Source]) -> None:
    """Planted: primes fall from 97% to 3%, composites rise from 70% to 99.8%; the total falls."""
    random = np.random.default_rng(3)
    sides = []
    for rates in ((0.97, 0.70), (0.03, 0.998)):
        prime = random.random(1_000) < 0.5
        score = random.random(1_000) < np.where(prime, *rates)
        sides.append(pl.DataFrame({"score": score.astype(int), "subset": np.where(prime, "prime", "other")}))
    source = written(pl.concat([spans(sides[0], START, "r"), spans(sides[1], MIDDLE, "c")]))
    row = by_key(report(source, weeks(), ()))["concept.score"]
    assert row.size == "reversed"
    assert "fell where subset = prime" in row.sentence
    assert "rose where subset = other" in row.sentence


def test_a_step_is_dated(written: Callable[..., Source]) -> None:
    """Planted: answers are a quarter shorter from Tuesday noon of the second week on."""
    random = np.random.default_rng(4)
    before, now = (pl.DataFrame({"output_tokens": random.poisson(400, 4_000)}) for _ in range(2))
    at = MIDDLE + timedelta(days=2, hours=12)
    calls = pl.concat([spans(before, START, "r"), spans(now, MIDDLE, "c")])
    shorter = pl.when(pl.col("start_time") >= at).then(pl.col("output_tokens") * 3 // 4)
    source = written(calls.with_columns(output_tokens=shorter.otherwise("output_tokens")))
    row = by_key(report(source, weeks()))["output.output_tokens"]
    assert row.onset is not None
    assert row.onset.low <= at <= row.onset.high + timedelta(hours=1)
    assert abs(row.onset.at - at) <= timedelta(hours=1)


def test_the_table_and_its_exports_hold_every_row(source: Source, ask: Asked) -> None:
    found = report(source, ask())
    frame = table(found)
    assert frame.height == len(found.rows)
    assert {"kolmogorov_smirnov", "psi", "psi_no_drift", "published_thresholds_exceeded"} <= set(
        frame.columns
    )
    assert to_csv(frame).count("\n") >= frame.height
    assert '"findings"' in to_json(found)


def test_settings_move_floors_thresholds_and_kinds(source: Source, ask: Asked) -> None:
    metrics = available_metrics(Settings(), source.store.catalog())
    rules = DriftTable(distribution=0.9, thresholds={"psi": 1e-9}, kinds={"device": "prompt"})
    rows = by_key(drift(source, ask(), metrics, (), rules=rules))
    # A declared rate keeps the floor that it has on every other page.
    assert rows["output.status"].verdict is Verdict.CHANGED
    psi = next(test for test in rows["prompt.device"].tests if test.name == "psi")
    assert (psi.threshold, psi.exceeds) == (1e-9, True)


def test_a_threshold_of_no_statistic_is_refused(source: Source, ask: Asked) -> None:
    with pytest.raises(SettingsError, match="Did you mean wasserstein"):
        drift(source, ask(), (), (), rules=DriftTable(thresholds={"waserstein": 0.1}))
