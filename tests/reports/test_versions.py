"""What is live: shares, first and last seen, aliases, ends, prompt texts. Truths are counted from the rows made here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tidegauge.comparisons import Request, resolve
from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Verdict
from tidegauge.reports._versions.naming import naming
from tidegauge.reports._versions.records import Liveness, LiveVersion, Naming, VersionsReport
from tidegauge.reports.source import Source
from tidegauge.reports.versions import prompt_texts, table, versions, versions_of_prompt
from tidegauge.settings_probes import VersionsTable
from tidegauge.stats import proportion
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

NOW = datetime(2026, 11, 15)
FIRST = NOW - timedelta(days=14)
N = 336
"""A call an hour for two weeks."""


def _rows() -> pl.DataFrame:
    at = [FIRST + timedelta(hours=hour) for hour in range(N)]
    late = [hour >= 240 for hour in range(N)]
    texts = ("Answer briefly. Dates as YYYY-MM-DD.", "Answer at length. Dates as YYYY-MM-DD.")
    return pl.DataFrame(
        {
            "trace_id": [f"t{hour}" for hour in range(N)],
            "span_id": [f"s{hour}" for hour in range(N)],
            "kind": "model",
            "start_time": at,
            "status": "ok",
            "model_requested": ["gpt-4-0613" if hour % 4 else "aster-large" for hour in range(N)],
            "model_version": ["gpt-4-0613" if hour % 4 else "aster-large-2026-05" for hour in range(N)],
            "prompt_name": "orders",
            "prompt_version": ["v7" if one else "v6" for one in late],
            "app_version": [None if hour % 2 else "4.1" for hour in range(N)],
            "input_text": [
                f"[system] {texts[one]}\n\n[user] Question {hour}" for hour, one in enumerate(late)
            ],
            "safety_threshold": [0.7 if one else 0.5 for one in late],
        },
        schema_overrides={"start_time": pl.Datetime("us")},
    )


@pytest.fixture
def source(tmp_path: Path) -> Source:
    write_frames(tmp_path / "lake", {"spans": _rows()}, ImportRecord("b", "test", NOW))
    return Source(open_store(str(tmp_path / "lake")))


def _asked(source: Source, *where: str, compare: str = "previous") -> TraceFilter:
    request = Request(start=f"{NOW - timedelta(days=7)}", end=f"{NOW}", compare=compare, where=where)
    catalog = source.store.catalog()
    return resolve(request, NOW, catalog.first, catalog.newest)


def _one(report: VersionsReport, version: str) -> LiveVersion:
    return next(one for one in report.versions if one.version == version)


def _sentences(report: VersionsReport) -> Sequence[str]:
    return [one.sentence for one in report.findings]


def test_shares_have_their_interval_and_what_they_are_of(source: Source) -> None:
    report = versions(source, _asked(source), VersionsTable(), NOW)
    large = _one(report, "aster-large-2026-05")
    whole = proportion.estimate(42, 168)
    assert (large.of, large.n, large.n_of, large.share) == ("aster-large", 42, 168, 0.25)
    assert (large.low, large.high) == (float(whole.low), float(whole.high))
    assert (large.first, large.last) == (FIRST, FIRST + timedelta(hours=332))
    app = _one(report, "4.1")
    assert (app.n, app.n_of, app.share, app.coverage) == (84, 84, 1.0, 0.5)


def test_what_is_new_is_said_and_since_when(source: Source) -> None:
    report = versions(source, _asked(source), VersionsTable(), NOW)
    v7 = _one(report, "v7")
    assert (v7.state, v7.n, v7.first, v7.share_before) == (
        Liveness.NEW,
        96,
        FIRST + timedelta(hours=240),
        0.0,
    )
    said = next(one for one in report.findings if one.segment.get("prompt") == "v7")
    assert said.verdict is Verdict.CHANGED
    assert (
        said.sentence
        == "Prompt orders v7 answers 57% of the calls of orders; it was first seen Wed 11 Nov 00:00."
    )
    assert said.onset == FIRST + timedelta(hours=240)
    assert {one.version for one in report.versions if one.kind == "safety_threshold"} == {"0.5", "0.7"}


def test_an_alias_is_warned_about_and_a_pinned_name_is_not(source: Source) -> None:
    report = versions(source, _asked(source), VersionsTable(), NOW)
    assert _one(report, "aster-large-2026-05").naming is Naming.ALIAS
    assert _one(report, "gpt-4-0613").naming is Naming.PINNED
    said = next(one for one in _sentences(report) if "alias" in one)
    assert said.startswith("25% of the calls ask for their model by an alias, aster-large.")
    pinned = versions(source, _asked(source), VersionsTable(pinned=("aster-*",)), NOW)
    assert not any("alias" in one for one in _sentences(pinned))


def test_the_calendar_is_that_of_the_settings(source: Source) -> None:
    told = VersionsTable(
        deprecations={"gpt-4-*": date(2026, 12, 15), "aster-large-2026-05": date(2027, 6, 1)}
    )
    report = versions(source, _asked(source), told, NOW)
    assert _sentences(report)[0] == "gpt-4-0613 answers 75% of the calls and ends on 15 Dec 2026, in 30 days."
    assert _one(report, "aster-large-2026-05").ends == date(2027, 6, 1)
    assert not any("1 Jun 2027" in one for one in _sentences(report))
    over = VersionsTable(deprecations={"gpt-4-0613": date(2026, 11, 1)})
    assert "ended on 1 Nov 2026" in _sentences(versions(source, _asked(source), over, NOW))[0]


def test_prompt_texts_are_differenced_word_by_word(source: Source) -> None:
    asked = _asked(source)
    report = versions(source, asked, VersionsTable(), NOW)
    assert report.prompts == ("orders",)
    own = versions_of_prompt(report, "orders")
    texts = prompt_texts(source, asked, VersionsTable(), "orders", own)
    assert [(one.version, one.origin, one.alike, one.sampled) for one in texts.texts] == [
        ("v6", "system message", 40, 40),
        ("v7", "system message", 40, 40),
    ]
    (pair,) = texts.differences
    moved = [(one.sign, one.text.strip()) for one in pair.words if one.sign != " "]
    assert moved == [("-", "briefly"), ("+", "at length")] or ("-", "briefly.") in moved
    with pytest.raises(FilterError, match=r"Did you mean orders\?"):
        versions_of_prompt(report, "order")


def test_an_attribute_that_is_not_there_is_refused(source: Source) -> None:
    with pytest.raises(FilterError, match=r"Did you mean safety_threshold\?"):
        versions(source, _asked(source), VersionsTable(more={"safety": "safety_treshold"}), NOW)


def test_no_call_and_no_comparison(source: Source) -> None:
    nothing = versions(source, _asked(source, "geo = BR"), VersionsTable(), NOW)
    assert nothing.versions == ()
    assert "No calls match" in _sentences(nothing)[0]
    alone = versions(source, _asked(source, compare="none"), VersionsTable(), NOW)
    assert {one.state for one in alone.versions} == {Liveness.LIVE}
    assert all(one.share_before is None for one in alone.versions)


def test_before_the_first_call_nothing_is_new(source: Source) -> None:
    """The window holds all calls, and the one before it none: that every version is new there says nothing of them."""
    request = Request(start=f"{FIRST}", end=f"{NOW}", compare="previous")
    catalog = source.store.catalog()
    asked = resolve(request, NOW, catalog.first, catalog.newest)
    report = versions(source, asked, VersionsTable(pinned=("aster-*",)), NOW)
    assert report.windows.n_reference == 0
    assert {one.state for one in report.versions} == {Liveness.LIVE}
    (said,) = report.findings
    assert said.verdict is Verdict.CANNOT_TELL
    assert "new" not in said.sentence


def test_what_is_gone_is_not_counted_among_what_is_live(source: Source) -> None:
    request = Request(start=f"{NOW - timedelta(days=2)}", end=f"{NOW}", compare="previous")
    catalog = source.store.catalog()
    asked = resolve(request, NOW, catalog.first, catalog.newest)
    report = versions(source, asked, VersionsTable(pinned=("aster-*",)), NOW)
    live = [one for one in report.versions if one.state is not Liveness.GONE]
    (said,) = report.findings
    assert said.sentence.startswith(
        f"{len(live)} versions of {len({one.kind for one in live})} kinds are live; none is new"
    )


def test_the_table_is_the_report(source: Source) -> None:
    report = versions(source, _asked(source), VersionsTable(), NOW)
    frame = table(report)
    assert frame.height == len(report.versions)
    assert frame["share"].to_list() == [one.share for one in report.versions]


@pytest.mark.parametrize(
    ("requested", "answered", "naming_of"),
    [
        ("gpt-4o", ["gpt-4o-2024-08-06"], Naming.ALIAS),
        ("gpt-4o-2024-08-06", ["gpt-4o-2024-08-06"], Naming.PINNED),
        ("claude-3-5-sonnet-20241022", [], Naming.PINNED),
        ("claude-3-5-sonnet-latest", ["claude-3-5-sonnet-20241022"], Naming.ALIAS),
        ("gemini-1.5-pro-002", ["gemini-1.5-pro-002"], Naming.PINNED),
        ("anthropic.claude-v2:1", [], Naming.PINNED),
        ("gpt-4-0613", ["gpt-4-0613", "gpt-4-0125"], Naming.ALIAS),
        ("o3", ["o3"], Naming.UNSURE),
        ("", [], Naming.UNSURE),
    ],
)
def test_names_of_providers(requested: str, answered: list[str], naming_of: Naming) -> None:
    assert naming(requested, answered)[0] is naming_of
