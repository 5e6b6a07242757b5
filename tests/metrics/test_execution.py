"""Whatever passes the checks runs: random well-typed expressions never break a query of DuckDB."""

from collections.abc import Iterator

import duckdb
import pytest
import sqlalchemy as sa
from duckdb_engine import Dialect
from hypothesis import given, settings
from hypothesis import strategies as st

import tidegauge.stores.duckdb.sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.errors import MetricError
from tidegauge.metrics.checks import check
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.parts import BinParts, DistinctParts, SumParts, parts
from tidegauge.metrics.reader import read_expression
from tidegauge.schema.tables import Kind
from tidegauge.settings import MetricTable

KINDS = {
    "n": Kind.NUMBER,
    "i": Kind.INTEGER,
    "s": Kind.TEXT,
    "b": Kind.BOOLEAN,
    "t": Kind.TIME,
    'odd %" :x': Kind.NUMBER,
}
TABLE = sa.table("calls", *(sa.column(name, kind.sql) for name, kind in KINDS.items()))
ROWS = """
    (NULL, NULL, NULL, NULL, NULL, NULL),
    (0, 0, '', false, timestamp '1970-01-01', 0),
    (-1.5, -9223372036854775808, '%_''"', true, timestamp '2026-02-28', 1e308),
    (1e308, 9223372036854775807, 'text', true, timestamp '9999-12-31', -1e308),
    ('nan', 1, 'ÄÖ', false, timestamp '2026-01-01', 'inf')
"""


def _texts(characters: str) -> st.SearchStrategy[str]:
    return st.text(characters, max_size=4).map(lambda text: "'" + text.replace("'", "''") + "'")


TEXTS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["s", "''", "coalesce(s, null)"]),
        _texts("a%_'\"\\;-\0é"),
        TEXTS.map("lower({})".format),
        st.tuples(TEXTS, TEXTS).map(lambda pair: "coalesce({}, {})".format(*pair)),
    )
)
NUMBERS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["n", "i", '"odd %"" :x"', "0", "2.5", "9223372036854775807", "1e300", "null"]),
        st.tuples(NUMBERS, st.sampled_from("+-*/"), NUMBERS).map(lambda found: "({} {} {})".format(*found)),
        st.tuples(st.sampled_from(["abs", "ln", "sqrt", "- "]), NUMBERS).map(
            lambda found: "{}({})".format(*found)
        ),
        st.tuples(st.sampled_from(["least", "greatest", "coalesce"]), NUMBERS, NUMBERS).map(
            lambda found: "{}({}, {})".format(*found)
        ),
        TEXTS.map("length({})".format),
        st.tuples(CONDITIONS, NUMBERS, NUMBERS).map(
            lambda found: "case when {} then {} else {} end".format(*found)
        ),
    )
)
CONDITIONS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(
            ["b", "true", "false", "t is null", "i in (1, 2.5)", "s in ('a', '''')", "b in (true)"]
        ),
        st.tuples(NUMBERS, st.sampled_from(["=", "<>", "<", ">="]), NUMBERS).map(
            lambda found: "{} {} {}".format(*found)
        ),
        st.tuples(TEXTS, st.sampled_from(["=", "<", "like", "not like"]), TEXTS).map(
            lambda found: "{} {} {}".format(*found)
        ),
        st.tuples(CONDITIONS, st.sampled_from(["and", "or", "=", "<>"]), CONDITIONS).map(
            lambda found: "({}) {} ({})".format(*found)
        ),
        CONDITIONS.map("not ({})".format),
        NUMBERS.map("{} is not null".format),
    )
)
EXPRESSIONS = st.one_of(
    NUMBERS.map("sum({})".format),
    NUMBERS.map("mean({})".format),
    NUMBERS.map("p95({})".format),
    CONDITIONS.map("rate({})".format),
    st.tuples(CONDITIONS, CONDITIONS).map(lambda pair: "rate({}, {})".format(*pair)),
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: "sum({}) / sum({})".format(*pair)),
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: "rmse({}, {})".format(*pair)),
    st.tuples(NUMBERS, CONDITIONS).map(lambda pair: "ece({}, {})".format(*pair)),
    NUMBERS.map("sum({}) / count(distinct s)".format),
)


@pytest.fixture(scope="module")
def calls() -> Iterator[duckdb.DuckDBPyConnection]:
    """A table with the values that break arithmetic."""
    connection = duckdb.connect()
    kinds = 'n double, i bigint, s varchar, b boolean, t timestamp, "odd %"" :x" double'
    connection.execute(f"create table calls ({kinds})")
    connection.execute(f"insert into calls values {ROWS}")  # noqa: S608  our own rows
    yield connection
    connection.close()


def _columns(text: str) -> list[sa.ColumnElement[object]]:
    found = parts(declare("asked", MetricTable(expression=text)), lambda name: TABLE.c[name])
    if isinstance(found, SumParts):
        return [column for column in (found.numerator, found.denominator) if column is not None]
    if isinstance(found, DistinctParts):
        return [column for column in (found.numerator, found.over) if column is not None]
    assert isinstance(found, BinParts)
    return [found.bin, *found.weights]


@given(text=EXPRESSIONS)
@settings(max_examples=300, deadline=None)
def test_what_passes_the_checks_runs(calls: duckdb.DuckDBPyConnection, text: str) -> None:
    try:
        check(text, read_expression(text), KINDS)
    except MetricError:
        return
    compiled = sa.select(
        *(column.label(f"c{place}") for place, column in enumerate(_columns(text)))
    ).select_from(TABLE)
    spelled = compiled.compile(
        dialect=Dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True}
    )
    rows = calls.execute(
        str(spelled), [spelled.params[name] for name in spelled.positiontup or ()]
    ).fetchall()
    assert len(rows) == 5


@pytest.mark.parametrize(
    "text",
    [
        "mean(" + " + ".join(["n"] * 38) + ")",
        "rate(" + " and ".join(["b"] * 38) + ")",
        "mean(" + "abs(" * 30 + "n" + ")" * 30 + ")",
        "rate(s in (" + ", ".join(f"'{number}'" for number in range(200)) + "))",
    ],
)
def test_the_largest_expressions_compile(calls: duckdb.DuckDBPyConnection, text: str) -> None:
    spelled = sa.select(*_columns(text)).compile(
        dialect=Dialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True}
    )
    assert calls.execute(
        str(spelled), [spelled.params[name] for name in spelled.positiontup or ()]
    ).fetchall()
