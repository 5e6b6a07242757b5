"""Data health on rows with planted faults: a client release that sends no locale, a gap, lost roots."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.reports.export import to_csv, to_json
from tidegauge.reports.health import health, table
from tidegauge.reports.source import Source
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter, write_frames

START, WEEK = datetime(2026, 11, 7), timedelta(days=7)
NOW = Window(START + WEEK, START + 2 * WEEK)
ASKED = TraceFilter(Population(NOW), Population(NOW.earlier(WEEK)), "the 7 days before")
RELEASE, GAP = datetime(2026, 11, 18, 9), (datetime(2026, 11, 16, 3), datetime(2026, 11, 16, 6, 10))
ROWS = 30_000


def spans() -> pl.DataFrame:
    random = np.random.default_rng(1)
    seconds = np.sort(random.uniform(0, 14 * 86_400, ROWS))
    at = [START + timedelta(seconds=float(second)) for second in seconds]
    new = np.array([moment >= RELEASE for moment in at]) & (random.random(ROWS) < 0.3)
    failed, model = random.random(ROWS) < 0.01, np.arange(ROWS) % 2 == 0
    late = np.array([moment >= NOW.start for moment in at])
    frame = pl.DataFrame(
        {
            "trace_id": [f"t{n}" for n in range(ROWS)],
            "span_id": [f"s{n}" for n in range(ROWS)],
            "parent_span_id": ["lost" if n % 100 == 0 else None for n in range(ROWS)],
            "kind": np.where(model, "model", "tool"),
            "start_time": pl.Series(at, dtype=pl.Datetime("us")),
            "status": np.where(failed, "error", "ok"),
            "error_type": pl.Series(np.where(failed, "timeout", "")).replace("", None),
            "model_version": pl.Series(np.where(model & ~failed, np.where(late, "m2", "m1"), "")).replace(
                "", None
            ),
            "duration_ms": np.where(np.arange(ROWS) == ROWS - 10, -5.0, 100.0),
            "app_version": np.where(new, "4.2.0", "4.1.0"),
            "geo": random.choice(["BR", "DE"], ROWS),
            "device_locale": pl.Series(np.where(new | (random.random(ROWS) < 0.004), "", "pt")).replace(
                "", None
            ),
            "new_field": pl.Series(np.where(late, "x", "")).replace("", None),
        }
    )
    return frame.filter(~pl.col("start_time").is_between(*GAP))


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return spans()


@pytest.fixture(scope="module")
def planted(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("health") / "lake"
    write_frames(folder, {"spans": rows}, ImportRecord("b", "made by hand", NOW.end))
    return Source(Lake(folder))


@pytest.fixture(scope="module")
def report(planted):
    return health(planted, ASKED, screen=("geo", "app_version", "nothing"), now=datetime(2026, 11, 21))


def column(report, name):
    return next(one for one in report.columns if one.name == name)


def test_the_missing_field_is_the_first_finding_with_onset_and_the_release_that_sends_none(report):
    finding = report.findings[0]
    assert (finding.verdict, finding.direction, finding.column) == (
        Verdict.CHANGED,
        Direction.WORSE,
        "device_locale",
    )
    assert finding.sentence.endswith(
        "since Wed 18 Nov 09:00 (before 0.5%); only app_version 4.2.0 sends none."
    )
    assert finding.onset == RELEASE
    assert finding.segment == {"app_version": "4.2.0"}
    assert finding.effect.low < finding.effect.value < finding.effect.high < 0


def test_recorded_shares_are_those_of_polars(report, rows):
    found = column(report, "device_locale")
    now = rows.filter(pl.col("start_time") >= NOW.start)["device_locale"]
    assert (found.current.n, found.reference.n) == (now.len(), rows.height - now.len())
    assert found.current.value == pytest.approx(1 - now.null_count() / now.len())
    assert found.of is None


def test_a_failed_call_and_a_tool_are_not_expected_to_record_a_model(report):
    found = column(report, "model_version")
    assert (found.of, found.current.value, found.verdict) == ("model", 1.0, Verdict.NOT_MATERIAL)
    assert [one.value for one in found.new_values] == ["m2"]
    assert [one.value for one in found.gone_values] == ["m1"]
    assert column(report, "error_type").current.value == 1.0


def test_a_column_that_comes_as_a_whole_is_not_comparable(report):
    found = column(report, "new_field")
    assert (found.verdict, found.attribute) == (Verdict.NOT_COMPARABLE, True)
    sentences = [one.sentence for one in report.findings if one.column == "new_field"]
    assert sentences == ["new_field is new: 100% of spans have it."]


def test_odd_numbers_are_noted(report):
    found = column(report, "duration_ms")
    assert (found.low, found.high, found.notes) == (-5.0, 100.0, ("1 negative",))


def test_the_gap_is_found_in_whole_hours(report):
    assert report.gaps == (Window(datetime(2026, 11, 16, 3), datetime(2026, 11, 16, 6)),)
    assert "No row arrived from Mon 16 Nov 03:00 to 06:00." in [one.sentence for one in report.findings]
    assert sum(point.n for point in report.rows.current) == report.windows.n_current


def test_an_hour_that_the_window_cuts_is_no_gap(planted):
    """The window begins at 05:56, and the next row after the planted gap comes at 06:10."""
    window = Window(GAP[1] - timedelta(minutes=14), NOW.end)
    found = health(planted, TraceFilter(Population(window), ASKED.reference))
    assert found.gaps == ()


def test_arrivals(report, rows):
    now = rows.filter(pl.col("start_time") >= NOW.start)
    arrived = report.arrivals
    assert arrived.newest == now["start_time"].max()
    assert arrived.last_hour == now.filter(pl.col("start_time") >= NOW.end - timedelta(hours=1)).height
    assert arrived.rootless == now["parent_span_id"].count()
    assert arrived.traces == now.height
    assert arrived.duplicates == 0
    assert set(arrived.rootless_examples) <= set(
        now.filter(pl.col("parent_span_id").is_not_null())["trace_id"]
    )


def test_without_a_comparison_nothing_is_compared(planted):
    report = health(planted, TraceFilter(Population(NOW)))
    assert {one.verdict for one in report.columns} == {Verdict.CANNOT_TELL}
    assert column(report, "geo").reference is None
    assert report.rows.reference == ()


def test_quiet_data_say_what_could_have_been_seen(source_of, rows):
    quiet = rows.drop("device_locale", "new_field").filter(pl.col("start_time") > GAP[1])
    window = Window(datetime(2026, 11, 19), datetime(2026, 11, 21))
    asked = TraceFilter(Population(window), Population(window.earlier(window.length)), "before")
    report = health(source_of(spans=quiet.with_columns(parent_span_id=pl.lit(None, pl.String))), asked)
    assert report.findings[0].sentence.startswith("Nothing material changed in what is recorded")
    assert report.findings[0].verdict is Verdict.NOT_MATERIAL


def test_quarantined_rows_are_listed_with_their_rule(source_of, tmp_path):
    source = source_of(spans=spans().head(10))
    bad = {
        "file": "a.csv",
        "row": 7,
        "line": 8,
        "column": "cost",
        "value": "<b>" * 900,
        "rule": "not a number",
        "record": "{}",
    }
    with LakeWriter(tmp_path / "lake") as lake:
        lake.quarantine.append([bad])
        lake.commit(ImportRecord("b2", "a.csv", datetime(2026, 11, 21), read=1, quarantined=1))
    report = health(source, ASKED)
    (row,) = report.quarantine.rows
    assert (report.quarantine.total, row.file, row.row, row.column, row.rule) == (
        1,
        "a.csv",
        7,
        "cost",
        "not a number",
    )
    assert len(row.value) == 200
    assert "1 row of a.csv could not be read and is kept aside." in [one.sentence for one in report.findings]


def test_hostile_names_and_values_break_nothing(source_of):
    hostile = (
        "<script>x</script> ![x](http://evil.test) '; DROP TABLE spans; -- \x1b[31m\x00 \u202e \" 👩‍👩‍👧"
    )
    frame = spans().tail(8000).with_columns(pl.lit(hostile).alias(hostile), pl.lit(hostile).alias("geo"))
    half = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit(hostile)).alias("app_version")
    report = health(source_of(spans=frame.with_columns(half)), ASKED, screen=("geo",))
    assert to_json(report)
    assert to_csv(table(report))
    asked = ASKED.narrowed(parse_condition('geo ~ "DROP TABLE"'))
    assert health(source_of(spans=frame.tail(1)), asked).columns


@pytest.mark.parametrize(
    "window",
    [
        Window(NOW.start, datetime(9999, 12, 31, 23, 30)),
        Window(datetime(1, 1, 1, 0, 30), NOW.end),
    ],
)
def test_the_ends_of_the_calendar_have_no_hour_beyond_them(source_of, rows, window):
    few = rows.sort("start_time").tail(200)
    found = health(source_of(spans=few), TraceFilter(Population(window)))
    assert found.arrivals.newest == few["start_time"].max()
    assert found.arrivals.traces == few.height


def test_an_empty_store_says_so(source_of):
    report = health(source_of(), ASKED)
    assert (report.findings[0].sentence, report.columns, report.gaps) == ("No spans yet.", (), ())
    assert table(report).height == 0
