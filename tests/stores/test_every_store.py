"""The same demo in every store: each report's JSON is the same. What a store cannot do would be declared in CANNOT."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import polars.selectors as cs
import pytest
from click.testing import CliRunner

from tests.conftest import ODD
from tests.thorough import besides
from tidegauge.cli import main
from tidegauge.demo.days import generate
from tidegauge.filters import Condition, Population, TraceFilter, Window
from tidegauge.queries.sessions import SIGNALS, SessionRules
from tidegauge.queries.sessions_cells import counted
from tidegauge.queries.sides import Buckets, rows_of
from tidegauge.schema.tables import TABLES
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

END = datetime(2026, 11, 20)
RECORD = ImportRecord("demo", "demo.parquet", END)
STORES = ("lake", "duckdb", "postgresql", "copy", "chdb")
"""`copy` is PostgreSQL answered from its local copy, as a large one is."""
CANNOT: Mapping[tuple[str, str], str] = {}
"""{(store, case): why that store cannot answer it}."""

SKETCHED = {"distinct", "distinct_reference"}
"""Keys whose values are sketches in DuckDB (HyperLogLog) and exact elsewhere."""
SKETCH_ERROR = 0.1

WEEK = ("--from", "2026-11-13", "--to", "2026-11-19")
MONTH = ("--from", "2026-10-23", "--to", "2026-11-19")
ROOTS = ("--grain", "trace")
DAY = ("--from", "2026-11-19", "--to", "2026-11-19")
CASES: Mapping[str, tuple[str, ...]] = {
    "overview week": ("overview", *WEEK),
    "overview month": ("overview", *MONTH),
    "overview of all": ("overview", "--window", "all data", "--compare", "none"),
    "overview last week": ("overview", *WEEK, "--compare", "last-week", "--where", "geo=DE"),
    "overview of two groups": ("overview", *WEEK, "--compare", "geo=BR:DE"),
    "overview traces": ("overview", *MONTH, "--grain", "trace"),
    "overview judged traces": ("overview", *MONTH, "--grain", "trace", "--where", "score.correctness>=3"),
    "overview spans": ("overview", *WEEK, "--grain", "span", "--where", "kind!=model"),
    "overview number": ("overview", *WEEK, "--where", "latency>200", "--where", "geo~e"),
    "overview not recorded": ("overview", *MONTH, "--where", "geo=(not recorded)"),
    "overview score": ("overview", *MONTH, "--where", "score.correctness>=3"),
    "overview odd": ("overview", *WEEK, "--where", str(Condition(ODD, "=", ("100%",)))),
    "segments": ("segments", *MONTH),
    "segments by three": ("segments", *WEEK, "--by", "model,feature,geo", "--metric", "mean(cost_usd)"),
    "segments quantile": ("segments", *WEEK, "--by", "geo,device", "--metric", "quantile(duration_ms, 0.9)"),
    "segments sessions": ("segments", *WEEK, "--by", "feature", "--metric", "count(distinct session_id)"),
    "segments quotient": ("segments", *WEEK, "--by", "geo", "--metric", "sum(tokens) / count()"),
    "segments boolean": ("segments", *MONTH, "--by", "format_valid", "--metric", "error_rate"),
    "segments judged": ("segments", *MONTH, "--by", "query_category", "--metric", "score.correctness"),
    "segments traces": ("segments", *MONTH, "--by", "feature", "--metric", "score.correctness", *ROOTS),
    "segments thumbed traces": ("segments", *WEEK, "--by", "geo", "--metric", "thumbs_up_rate", *ROOTS),
    "drift month": ("drift", *MONTH),
    "drift filtered": ("drift", *WEEK, "--where", "feature=product_search"),
    "drift by": ("drift", *MONTH, "--by", "geo"),
    "drift together": ("drift", *DAY, "--together"),
    "control": ("control", *MONTH),
    "control latency": ("control", *WEEK, "--metric", "latency"),
    "control by": ("control", *MONTH, "--metric", "mean(cost_usd)", "--by", "feature"),
    "control cusum": ("control", *MONTH, "--metric", "error_rate", "--method", "cusum"),
    "scope": ("scope", *WEEK, "--metric", "format_failure_rate"),
    "scope month": ("scope", *MONTH, "--metric", "mean(output_tokens)", "--by", "model,geo,feature"),
    "scope quantile": ("scope", *WEEK, "--metric", "latency_p95", "--no-replay"),
    "scope total": ("scope", *WEEK, "--metric", "cost", "--by", "api_key,model,geo", "--no-replay"),
    "scope of sessions": ("scope", *MONTH, "--metric", "abandonment_rate", "--by", "feature,geo"),
    "scope quotient": ("scope", *WEEK, "--metric", "sum(tokens) / count()", "--by", "feature,device"),
    "scope of two groups": ("scope", *WEEK, "--metric", "error_rate", "--compare", "geo=BR:DE"),
    "scope periods": ("scope", *DAY, "--compare", "2026-11-08..2026-11-14", "--metric", "error_rate"),
    "scope judged": ("scope", *MONTH, "--metric", "score.correctness", "--where", "geo!=DE"),
    "scope odd": ("scope", *WEEK, "--metric", "error_rate", "--by", f"{ODD},geo"),
    "traces": ("traces", *WEEK),
    "traces cost": ("traces", *WEEK, "--sort", "cost", "--limit", "20"),
    "traces slow failures": ("traces", *MONTH, "--sort", "latency", "--only", "failed"),
    "traces score": ("traces", *MONTH, "--sort", "score", "--limit", "200"),
    "traces judged low": ("traces", *MONTH, "--only", "judged_low"),
    "traces flagged": ("traces", *MONTH, "--only", "flagged"),
    "traces thumbs": ("traces", *MONTH, "--only", "thumbs_down", "--grain", "span"),
    "traces of roots flagged": ("traces", *MONTH, "--only", "flagged", "--grain", "trace", "--limit", "50"),
    "traces of roots judged low": ("traces", *MONTH, "--only", "judged_low", "--grain", "trace"),
    "traces of roots score": ("traces", *MONTH, "--sort", "score", "--grain", "trace", "--limit", "50"),
    "traces search": ("traces", *WEEK, "--search", "RETURN"),
    "traces search of signs": ("traces", *WEEK, "--search", "100%_"),
    "traces search beyond English": ("traces", *MONTH, "--search", "ÄNDERUNG"),
    "traces oldest": ("traces", *WEEK, "--sort", "oldest", "--grain", "trace", "--where", "device!=ios"),
    "judge": ("judge", *WEEK, "--by", "feature"),
    "judge month": ("judge", *MONTH, "--score", "helpfulness"),
    "judge all": ("judge", "--window", "all data", "--compare", "none", "--by", "geo"),
    "judge traces": ("judge", *MONTH, "--grain", "trace"),
    "judge two groups": ("judge", *MONTH, "--compare", "geo=BR:DE"),
    "judge words": ("judge", *WEEK, "--score", "hallucination", "--where", "geo=DE"),
    "agreement": ("agreement", *MONTH, "--by", "feature"),
    "agreement blind": ("agreement", *WEEK, "--score", "satisfied", "--blind", "--where", "geo=DE"),
    "agreement of traces": (
        "agreement",
        "--window",
        "all data",
        "--grain",
        "trace",
        "--score",
        "correctness",
    ),
    "feedback": ("feedback", *MONTH),
    "feedback by geo": ("feedback", *WEEK, "--where", "feature=onboarding", "--by", "geo"),
    "feedback of two groups": ("feedback", *MONTH, "--compare", "geo=BR:DE", "--by", "device"),
    "feedback of traces": ("feedback", *WEEK, "--grain", "trace", "--compare", "none"),
    "health week": ("health", *WEEK),
    "health month": ("health", *MONTH, "--where", "geo=DE"),
}


@pytest.fixture(scope="module")
def demo() -> dict[str, pl.DataFrame]:
    """The demo, small, with an attribute whose name holds every sign that SQL gives a meaning to."""
    days = list(generate(END, days=60, calls=20_000, seed=7))
    found = {name: pl.concat([getattr(day, name) for day in days], how="diagonal_relaxed") for name in TABLES}
    odd = pl.Series(["x, y", "100%", 'say "hi"', None, "Änderung", "🙂", "'; DROP"])
    spans = found["spans"].with_columns(odd[[place % 7 for place in range(found["spans"].height)]].alias(ODD))
    late = pl.col("span_id").str.slice(-1) == "7"
    text = pl.when(late).then(pl.col("output_text") + " Große Änderung: 100%_").otherwise("output_text")
    found["spans"] = spans.with_columns(text.alias("output_text"))
    return found


@pytest.fixture(scope="module")
def stores(
    demo: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], str]:
    """Return a function from the kind of a store to the address of one with the demo in it, written once."""
    folder, made = tmp_path_factory.mktemp("every"), dict[str, str]()

    def address(kind: str) -> str:
        if kind not in made:
            made[kind] = MAKERS[kind](demo, folder, request)
        return made[kind]

    return address


@pytest.fixture(scope="module")
def answers(
    stores: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Any]]:
    """Return a function from the kind of a store and a command to the JSON that it prints; each is run once."""
    known: dict[tuple[str, ...], Any] = {}

    def answer(kind: str, *command: str) -> Any:
        if (kind, *command) not in known:
            known[(kind, *command)] = _printed(stores(kind), command)
        return known[(kind, *command)]

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("nothing"))  # no settings of a developer's own
        yield answer


def _printed(address: str, command: tuple[str, ...]) -> Any:
    result = CliRunner().invoke(main, ["show", *command, "--store", address, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.replace(json.dumps(open_store(address).url)[1:-1], "STORE"))


COPIED = tuple({words[0]: case for case, words in CASES.items()}.values())
"""One case of each page: every run looks at these, and a copy has no others, as DuckDB reads its rows."""


# Case by case and not store by store: so a process of the tests asks the lake once for all of them.
@pytest.mark.parametrize(
    ("kind", "case"),
    besides(
        [(kind, case) for case in COPIED for kind in STORES],
        [(kind, case) for case in CASES for kind in STORES[1:] if kind != "copy" or case in COPIED],
    ),
)
def test_every_report_is_the_same(kind: str, case: str, answers: Callable[..., Any]) -> None:
    if reason := CANNOT.get((kind, case)):
        pytest.skip(reason)
    assert differences(answers("lake", *CASES[case]), answers(kind, *CASES[case])) == []


@pytest.mark.parametrize("kind", STORES[1:])
def test_a_trace_is_the_same(
    kind: str, answers: Callable[..., Any], demo: Mapping[str, pl.DataFrame]
) -> None:
    scored = demo["scores"].drop_nulls("trace_id")[100]
    for command in (
        ("trace", scored["trace_id"][0]),
        ("trace", scored["trace_id"][0], "--span", scored["span_id"][0]),
    ):
        found = answers("lake", *command)
        assert found["spans"]
        assert differences(found, answers(kind, *command)) == []


@pytest.mark.parametrize("kind", STORES[1:])
def test_derived_signals_are_the_same(kind: str, stores: Callable[[str], str]) -> None:
    rules = SessionRules(
        "session",
        "satisfied",
        None,
        frozenset(SIGNALS),
        ("wrong", "order"),
        ("a person", "return"),
        timedelta(hours=1),
        END,
    )
    window = Window(datetime(2026, 11, 1), END)
    asked = TraceFilter(Population(window), Population(window.earlier(window.length)))
    lake, other = (
        _summed(
            store.read(
                counted(rows_of(store.catalog(), asked), asked, rules, "geo", Buckets(timedelta(days=1)))
            )
        )
        for store in (open_store(stores("lake")), open_store(stores(kind)))
    )
    assert all(lake[name].sum() for name in ("retried", "corrected", "escalated"))
    assert lake.sort(lake.columns).rows() == other.sort(lake.columns).rows()


def _summed(frame: pl.DataFrame) -> pl.DataFrame:
    """Sums to nine digits: databases add up in any order."""
    return frame.with_columns((cs.float() | cs.decimal()).cast(pl.Float64).round_sig_figs(9))


@pytest.mark.parametrize("sort", ["newest", "cost", "score"])
@pytest.mark.parametrize("kind", STORES[1:])
def test_pages_follow_each_other(kind: str, sort: str, answers: Callable[..., Any]) -> None:
    command = ("traces", *WEEK, "--sort", sort, "--limit", "30")
    first = answers("lake", *command)
    second = answers("lake", *command, "--after", first["earlier"])
    back = (*command, "--after", second["later"])
    assert differences(second, answers(kind, *command, "--after", first["earlier"])) == []
    assert differences(answers("lake", *back), answers(kind, *back)) == []
    assert [row["span_id"] for row in answers(kind, *back)["rows"]] == [
        row["span_id"] for row in first["rows"]
    ]


@pytest.mark.parametrize("kind", STORES)
def test_the_catalog_is_the_same(
    kind: str, stores: Callable[[str], str], demo: Mapping[str, pl.DataFrame]
) -> None:
    catalog = open_store(stores(kind)).catalog()
    assert catalog.rows == {name: frame.height for name, frame in demo.items()}
    first = open_store(stores("lake")).catalog()
    assert (catalog.columns, catalog.scores, catalog.signals, catalog.outcomes) == (
        first.columns,
        first.scores,
        first.signals,
        first.outcomes,
    )
    assert (catalog.first, catalog.newest) == (
        demo["spans"]["start_time"].min(),
        demo["spans"]["start_time"].max(),
    )


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Return where two answers differ: floats by more than a millionth, sketches by more than their error."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [*one, *(other.keys() - one.keys())]
        return [found for key in keys for found in differences(one.get(key), other.get(key), f"{path}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [found for place, pair in pairs for found in differences(*pair, f"{path}[{place}]")]
    if _number(one) and _number(other):
        near = SKETCH_ERROR if path.rpartition(".")[2] in SKETCHED else 1e-6
        return [] if math.isclose(one, other, rel_tol=near, abs_tol=1e-9) else [f"{path}: {one} and {other}"]
    return [] if one == other else [f"{path}: {str(one)[:200]} and {str(other)[:200]}"]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(address: str, demo: Mapping[str, pl.DataFrame]) -> str:
    with open_writer(address) as writer:
        for name, frame in demo.items():
            writer.append(name, frame)
        assert writer.commit(RECORD).rows == {name: frame.height for name, frame in demo.items()}
    return address


def _lake(demo: Mapping[str, pl.DataFrame], folder: Path, _request: pytest.FixtureRequest) -> str:
    return _written(str(folder / "lake"), demo)


def _duckdb(demo: Mapping[str, pl.DataFrame], folder: Path, _request: pytest.FixtureRequest) -> str:
    with duckdb.connect(str(folder / "demo.duckdb")) as connection:
        for name, frame in demo.items():
            connection.register("rows", frame.to_arrow())
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")  # noqa: S608  names of ours
    return str(folder / "demo.duckdb")


def _postgresql(demo: Mapping[str, pl.DataFrame], _folder: Path, request: pytest.FixtureRequest) -> str:
    return _written(request.getfixturevalue("postgresql_databases")(), demo)


def _copy(demo: Mapping[str, pl.DataFrame], folder: Path, request: pytest.FixtureRequest) -> str:
    return f"{_postgresql(demo, folder, request)}&copy=yes"


def _chdb(demo: Mapping[str, pl.DataFrame], _folder: Path, request: pytest.FixtureRequest) -> str:
    return _written(request.getfixturevalue("chdb_databases")(), demo)


MAKERS = {"lake": _lake, "duckdb": _duckdb, "postgresql": _postgresql, "copy": _copy, "chdb": _chdb}
