"""What probes add to Scope: where no change of ours fits, they may have seen the provider's."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tidegauge import formats
from tidegauge.reports._probes.records import Moved, ProbeSeries
from tidegauge.reports._probes.words import moved_words
from tidegauge.reports._scope.records import RowKind, ScopeReport, ScopeRow

SLACK = timedelta(hours=6)
"""How far the onset that calls show may lie from the runs between which probes saw it."""
_PROVIDER = "provider-side"


def with_probe_evidence(
    report: ScopeReport, series: Sequence[ProbeSeries], zone: str, now: datetime
) -> ScopeReport:
    """Return the report with what probes saw, in rows that no recorded change fits and that are about the same version.

    The onset of such a row must lie within the runs between which the probes saw the change, give or take six hours.
    """
    rest = report.rest and _told(report.rest, series, zone, now)
    total = report.total and _told(report.total, series, zone, now)
    causes = tuple(_told(one, series, zone, now) for one in report.causes)
    return replace(report, causes=causes, rest=rest, total=total)


def _told(row: ScopeRow, series: Sequence[ProbeSeries], zone: str, now: datetime) -> ScopeRow:
    if _PROVIDER not in row.isolated.lower() or row.onset is None:
        return row
    said = [
        f" Probes of {one.model} saw it, too: {moved_words(moved.last)}, {_when(moved, zone, now)}."
        for one in series
        if _is_about(row, one)
        for moved in one.moved
        if moved.first.measure not in {"model", "fingerprint"} and _overlaps(row, moved)
    ]
    return replace(row, isolated=row.isolated + said[0]) if said else row


def _is_about(row: ScopeRow, one: ProbeSeries) -> bool:
    names = {one.model, one.version} - {None}
    is_named = one.version is not None and _names(row.isolated, one.version)
    # All calls are those of that model as well.
    return row.kind is RowKind.TOTAL or is_named or bool(names & set(row.where.values()))


def _names(text: str, version: str) -> bool:
    """Return whether a text names a version, and not one that only begins or ends alike.

    >>> _names("gpt-5-mini answers them.", "gpt-5"), _names("All are of gpt-5.", "gpt-5")
    (False, True)
    """
    return re.search(rf"(?<![\w.-]){re.escape(version)}(?![\w-]|\.\w)", text) is not None


def _overlaps(row: ScopeRow, moved: Moved) -> bool:
    assert row.onset is not None  # noqa: S101  asked before
    first = moved.after or moved.until
    return row.onset.low <= moved.until + SLACK and row.onset.high >= first - SLACK


def _when(moved: Moved, zone: str, now: datetime) -> str:
    until = formats.moment(moved.until, zone, now)
    return f"between {formats.moment(moved.after, zone, now)} and {until}" if moved.after else f"by {until}"
