"""What probes add to Scope: only where no change of ours fits, of the same version, and at the same time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.reports._onset import Onset
from tidegauge.reports._probes.records import Moved, ProbeSeries
from tidegauge.reports._records import Measure
from tidegauge.reports._scope.records import RowKind, ScopeReport, ScopeRow
from tidegauge.reports.scope_probes import with_probe_evidence
from tidegauge.workbench.probe_checks import ProbeCheck

NOW = datetime(2026, 11, 22)
AFTER, UNTIL = datetime(2026, 11, 18, 6), datetime(2026, 11, 18, 12)
ONSET = Onset(datetime(2026, 11, 18, 10), datetime(2026, 11, 18, 9), datetime(2026, 11, 18, 11), rising=True)
NUMBERS = (-0.23, -0.28, -0.18, 1e-9, 1e-6, 0.1, 192, 24)
OPEN = "No recorded change fits: consider a provider-side change."
SAID = " Probes of aster-large saw it, too: answers to the same questions are 23% shorter, between "

CHECK = ProbeCheck(9, "every answer", "length", 1, 1, "changed", *NUMBERS, {"words": 98.0}, {"words": 75.0})
MOVED = Moved(CHECK, CHECK, AFTER, UNTIL, goes_on=True)
SERIES = ProbeSeries(
    "large", "aster-large", "aster-large-2026-05", "http://local", "core v1", 10, 8, 2, 54, 54, NOW, (), (), (MOVED,), ()
)  # fmt: skip
ROW = ScopeRow(
    RowKind.CAUSE,
    {"model_version": "aster-large-2026-05"},
    (),
    Verdict.CHANGED,
    Direction.WORSE,
    rising=True,
    share=1.0,
    change=0.1,
    rate_part=0.1,
    mix_part=0.0,
    interaction=0.0,
    reference=Measure(0.1, 0.09, 0.11, 900),
    current=Measure(0.2, 0.19, 0.21, 900),
    moved=Effect(0.1, 0.09, 0.11, "share"),
    n=900,
    n_reference=900,
    traffic=0.5,
    z=9.0,
    significant=True,
    onset=ONSET,
    isolated=OPEN,
)


def _said(row: ScopeRow, *series: ProbeSeries, zone: str = "UTC") -> str:
    nothing = cast("Any", None)
    report = ScopeReport(nothing, nothing, (), (), "causes", None, (row,), None, None, (), 1, 3.0)
    (cause,) = with_probe_evidence(report, series, zone, NOW).causes
    assert replace(cause, isolated=row.isolated) == row
    assert cause.isolated.startswith(row.isolated)
    return cause.isolated[len(row.isolated) :]


def test_probes_that_saw_it_are_named_with_when() -> None:
    assert _said(ROW, SERIES) == f"{SAID}Wed 18 Nov 06:00 and Wed 18 Nov 12:00."
    assert _said(ROW, SERIES, zone="Asia/Tokyo") == f"{SAID}Wed 18 Nov 15:00 and Wed 18 Nov 21:00."
    first = replace(SERIES, moved=(replace(MOVED, after=None),))
    assert _said(ROW, first).endswith("by Wed 18 Nov 12:00.")
    assert _said(ROW, SERIES, SERIES) == _said(ROW, SERIES)


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, isolated="Prompt v8 fits: it came 2 min before."),
        replace(ROW, onset=None),
        replace(ROW, where={"geo": "BR"}),
        replace(ROW, where={"model_version": "aster-small-2026-05"}),
        # A name that only begins alike is another model's.
        replace(ROW, where={}, isolated=f"{OPEN} All of them are of aster-large-2026-05-eu."),
    ],
)
def test_what_a_change_explains_or_probes_say_nothing_of_stays_as_it_is(row: ScopeRow) -> None:
    assert _said(row, SERIES) == ""


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, where={"model_requested": "aster-large"}),
        replace(ROW, where={"geo": "BR"}, isolated=f"{OPEN} All of them are of aster-large-2026-05."),
        replace(ROW, kind=RowKind.TOTAL, where={}),
    ],
)
def test_a_row_is_about_the_model_by_its_filter_its_sentence_or_as_all_calls(row: ScopeRow) -> None:
    assert _said(row, SERIES).startswith(SAID)


@pytest.mark.parametrize(("hours", "is_told"), [(-12, False), (-11, True), (0, True), (9, True), (10, False)])
def test_the_onset_may_lie_six_hours_off_the_runs(hours: int, is_told: bool) -> None:
    """Runs of 6 and 12 o'clock, an onset from 9 to 11: it fits from where it ends at 0 to where it begins at 18."""
    by = timedelta(hours=hours)
    moved = replace(ROW, onset=Onset(ONSET.at + by, ONSET.low + by, ONSET.high + by, rising=True))
    assert bool(_said(moved, SERIES)) is is_told


def test_a_name_that_the_endpoint_gives_is_no_behaviour() -> None:
    for measure in ("model", "fingerprint"):
        named = replace(CHECK, measure=measure, before={"a": 1.0}, after={"b": 1.0})
        assert _said(ROW, replace(SERIES, moved=(replace(MOVED, first=named, last=named),))) == ""
    assert _said(ROW, replace(SERIES, moved=())) == ""
    assert _said(ROW) == ""


def test_every_row_is_told_and_a_report_without_rows_stays() -> None:
    nothing = cast("Any", None)
    report = ScopeReport(nothing, nothing, (), (), "nothing", None, (), ROW, ROW, (), 1, 3.0)
    told = with_probe_evidence(report, [SERIES], "UTC", NOW)
    assert told.rest == told.total
    assert told.rest is not None
    assert told.rest.isolated.startswith(OPEN + SAID)
    empty = replace(report, rest=None, total=None)
    assert with_probe_evidence(empty, [SERIES], "UTC", NOW) == empty
