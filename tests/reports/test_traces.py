"""The list of traces, held against polars sorting and filtering the same rows."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.filters import Grain, Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.chips import counted
from tidegauge.metrics.metric import Metric
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.traces import TracesReport, table, traces

START = datetime(2026, 11, 10)
ROWS = 300
WHOLE = TraceFilter(Population(Window(START, START + timedelta(days=2))))
HOSTILE = "<script>alert(1)</script> ![x](http://evil.test/?d) \x1b[31mred\x00 '; DROP TABLE spans; -- \u202etxt.exe 👩‍👩‍👧"


def spans() -> pl.DataFrame:
    """Calls with ties in every sort value and values that are not recorded."""
    number = pl.int_range(ROWS, eager=True).alias("i").to_frame()
    at = pl.lit(START) + pl.duration(minutes=(pl.col("i") // 3) * 5)
    return number.select(
        trace_id=pl.format("t{}", pl.col("i") // 2),
        span_id=pl.format("s{}", (pl.col("i") * 7919) % ROWS),
        kind=pl.lit("model"),
        start_time=at.cast(pl.Datetime("us")),
        status=pl.when(pl.col("i") % 10 == 0).then(pl.lit("error")).otherwise(pl.lit("ok")),
        error_type=pl.when(pl.col("i") % 20 == 0).then(pl.lit("timeout")),
        cost_usd=pl.when(pl.col("i") % 7 > 0).then((pl.col("i") % 5).cast(pl.Float64)),
        duration_ms=pl.when(pl.col("i") % 11 > 0).then((pl.col("i") % 4).cast(pl.Float64) / 3),
        input_text=pl.format("question {}\nsecond line", pl.col("i")),
        output_text=pl.lit("an answer of 100%"),
        geo=pl.when(pl.col("i") < 100).then(pl.lit("BR")).otherwise(pl.lit("DE")),
    )


def scores(frame: pl.DataFrame) -> pl.DataFrame:
    """A judge's score, 1 to 5, on every third span; a person's on the first."""
    judged = frame.gather_every(3).select("span_id", "trace_id")
    values = pl.Series("value", [float(1 + place % 5) for place in range(judged.height)])
    found = judged.with_columns(
        values, name=pl.lit("correctness"), source=pl.lit("judge"), created_at=pl.lit(START)
    )
    person = found.head(1).with_columns(value=pl.lit(99.0), source=pl.lit("human"))
    return pl.concat([found, person])


def signals(frame: pl.DataFrame) -> pl.DataFrame:
    """Two thumbs down, one of them with a retry, one thumb up, and a signal about no span."""
    ids = [*frame["span_id"].head(2), frame["span_id"][0], frame["span_id"][5], None]
    kinds = ["thumbs_down", "thumbs_down", "retry", "thumbs_up", "thumbs_down"]
    return pl.DataFrame({"span_id": ids, "kind": kinds, "created_at": [START] * 5})


@pytest.fixture
def source(source_of):
    frame = spans()
    return source_of(spans=frame, scores=scores(frame), signals=signals(frame))


def walk(source, asked=WHOLE, limit=37, **options) -> list[TracesReport]:
    """Every page of a list, in order."""
    pages = [traces(source, asked, limit=limit, **options)]
    while pages[-1].earlier:
        pages.append(traces(source, asked, limit=limit, after=pages[-1].earlier, **options))
    return pages


def ids(pages: list[TracesReport]) -> list[str]:
    return [row.span_id for page in pages for row in page.rows]


ORDERS = {
    "newest": ("start_time", True),
    "oldest": ("start_time", False),
    "cost": ("cost_usd", True),
    "latency": ("duration_ms", True),
    "score": ("value", False),
}


@pytest.mark.parametrize("sort", ORDERS)
def test_every_page_down_and_up_again_is_the_order_of_polars(source, sort):
    column, falling = ORDERS[sort]
    frame = spans()
    judge = scores(frame).filter(pl.col("source") == "judge").select("span_id", "value")
    expected = frame.join(judge, on="span_id", how="left").sort(
        column, "trace_id", "span_id", descending=[falling, False, False], nulls_last=True
    )
    pages = walk(source, sort=sort)
    assert ids(pages) == expected["span_id"].to_list()
    back = [pages[-1]]
    while back[0].later:
        back.insert(0, traces(source, WHOLE, limit=37, sort=sort, after=back[0].later))
    assert ids(back) == ids(pages)
    assert pages[0].later is None


def test_rows_carry_first_lines_score_and_signals(source):
    first = spans().row(0, named=True)
    row = next(row for page in walk(source) for row in page.rows if row.span_id == first["span_id"])
    assert (row.input_line, row.output_line) == ("question 0", "an answer of 100%")
    assert (row.score, row.signals, row.status, row.error_type) == (
        1.0,
        ("retry", "thumbs_down"),
        "error",
        "timeout",
    )
    assert (row.cost_usd, row.latency_ms, row.version) == (None, None, None)


@pytest.mark.parametrize(
    ("only", "n"), [("failed", 30), ("flagged", 2), ("thumbs_down", 2), ("judged_low", 40)]
)
def test_quick_filters_count_what_they_list(source, only, n):
    pages = walk(source, only=only)
    assert len(ids(pages)) == len(set(ids(pages))) == n
    assert pages[0].matches == getattr(pages[0].counts, only) == n
    assert pages[0].counts.all == ROWS


def test_search_is_plain_text_in_input_and_output_ignoring_case(source):
    assert len(traces(source, WHOLE, search="QUESTION 29").rows) == 11
    assert traces(source, WHOLE, search="question 29").matches == 11
    assert traces(source, WHOLE, search="100%", limit=10).matches is None
    assert traces(source, WHOLE, search="q%n_29").rows == ()
    found = traces(source, WHOLE, search="question 299")
    assert found.findings[1].sentence == "1 call contains “question 299”."


def test_finding_compares_with_the_reference(source):
    day = timedelta(days=1)
    now, before = Window(START + timedelta(hours=4), START + day), Window(START, START + timedelta(hours=4))
    asked = TraceFilter(Population(now), Population(before), "the hours before", minimum_n=30)
    report = traces(source, asked)
    rows = spans()
    inside = rows.filter(pl.col("start_time").is_between(now.start, now.end, closed="left"))
    assert report.counts.all == inside.height == report.windows.n_current
    assert report.windows.n_reference == ROWS - inside.height
    assert report.counts.failed == (inside["status"] == "error").sum()
    finding = report.findings[0]
    assert finding.sentence.startswith(f"{report.counts.failed} of {report.counts.all} calls failed (")
    assert finding.verdict in {Verdict.NOT_MATERIAL, Verdict.CANNOT_TELL}
    assert finding.direction is Direction.NEUTRAL


def test_facets_count_all_rows_and_not_the_page(source):
    report = traces(source, WHOLE, limit=5)
    assert [(facet.value, facet.n) for facet in report.errors] == [("timeout", 15)]
    assert report.findings[0].sentence == "30 of 300 calls failed (10%); 15 of them with timeout."


def test_a_cursor_of_another_order_begins_at_the_start(source):
    cursor = traces(source, WHOLE, sort="cost", limit=10).earlier
    assert traces(source, WHOLE, sort="newest", after=cursor).later is None
    assert traces(source, WHOLE, after="x' OR 1=1").later is None


@pytest.mark.parametrize("words", [{"sort": "random"}, {"only": "bad"}])
def test_unknown_words_name_the_known_ones(source, words):
    with pytest.raises(FilterError, match=r"There are|Did you mean"):
        traces(source, WHOLE, **words)


def test_nothing_that_matches_says_which_chip_to_drop(source):
    asked = WHOLE.narrowed(parse_condition("geo = BR"), parse_condition("status = gone"))
    finding = traces(source, asked).findings[0]
    assert finding.sentence == "No calls match geo = BR and status = gone in this window."
    assert finding.details == ("without geo = BR: 0", "without status = gone: 100")


def test_an_empty_store_says_so(source_of):
    report = traces(source_of(), WHOLE)
    assert (report.rows, report.findings[0].sentence) == ((), "No calls yet.")


def test_the_grain_decides_what_a_row_is(source_of):
    tool = spans().head(10).with_columns(kind=pl.lit("tool"), parent_span_id=pl.lit("x"))
    root = spans().tail(5).with_columns(kind=pl.lit("agent"), parent_span_id=pl.lit(None, pl.String))
    source = source_of(spans=pl.concat([tool, root]))
    grains = {grain: TraceFilter(WHOLE.current, grain=grain) for grain in Grain}
    assert traces(source, grains[Grain.CALL]).rows == ()
    assert len(traces(source, grains[Grain.SPAN]).rows) == 15
    assert len(traces(source, grains[Grain.TRACE]).rows) == 5


@pytest.mark.parametrize(
    "search", [HOSTILE, "\x00", "'; DROP TABLE spans; --", "👩‍👩‍👧", "\u202e", "%", "\\"]
)
def test_hostile_text_breaks_no_query_and_stays_one_plain_line(source_of, search):
    frame = (
        spans()
        .head(3)
        .with_columns(
            pl.lit(HOSTILE + "x" * 1_000_000).alias("output_text"),
            pl.lit(HOSTILE).alias("input_text"),
            pl.lit(HOSTILE).alias("error_type"),
            pl.lit("error").alias("status"),
            pl.lit(HOSTILE).alias("feature"),
            pl.lit(HOSTILE).alias(HOSTILE),
        )
    )
    source = source_of(spans=frame)
    report = traces(source, WHOLE, search=search)
    assert all(len(row.output_line or "") <= 160 for row in report.rows)
    assert not any(sign in (row.input_line or "") for row in report.rows for sign in "\x00\x1b\u202e\n")
    assert "\x1b" not in report.findings[-1].sentence
    assert len(to_json(report)) < 100_000
    assert to_csv(table(report)).count("\n") <= 10
    asked = WHOLE.narrowed(parse_condition(f'"{source.store.catalog().attributes[0]}" ~ DROP'))
    assert len(traces(source, asked).rows) == 3


def test_a_cursor_that_is_no_cursor_begins_at_the_start(source):
    nested = urlsafe_b64encode(b"[" * 100_000).decode()
    for cursor in ("x", nested):
        assert traces(source, WHOLE, after=cursor).later is None


def test_what_a_rate_counts_is_said_where_the_filter_keeps_just_that(source_of) -> None:
    frame = spans().with_columns(status=pl.lit("ok"), format_valid=pl.int_range(pl.len()) % 3 > 0)
    failing = Metric(
        "format", "Format failure rate", "rate(format_valid = false)", kind="rate", direction="lower"
    )
    chip = counted(failing)
    assert chip is not None
    report = traces(source_of(spans=frame), WHOLE.narrowed(chip), metrics=(failing,))
    n = frame.filter(~pl.col("format_valid"), pl.col("kind") == "model").height
    assert report.findings[0].sentence == (
        f"{n} calls count as bad by format failure rate: format_valid = false. None of them ended in an error."
    )
    middle = START + timedelta(hours=4)
    early, late = (
        Population(Window(*ends), (chip,)) for ends in ((START, middle), (middle, START + timedelta(days=2)))
    )
    compared = TraceFilter(late, early, "the hours before")
    told = traces(source_of(spans=frame), compared, metrics=(failing,)).findings[0].details
    before = frame.filter(~pl.col("format_valid"), pl.col("start_time") < middle).height
    assert told[0] == f"errors among them: the hours before: 0 of {before} (0%)"


def test_errors_are_told_as_errors(source) -> None:
    errors = Metric("error_rate", "Error rate", "rate(status = 'error')", kind="rate", direction="lower")
    chip = counted(errors)
    assert chip is not None
    assert " failed (100%)" in traces(source, WHOLE.narrowed(chip), metrics=(errors,)).findings[0].sentence
