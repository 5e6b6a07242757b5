"""The page of a store or window without outcomes: what to import, or that there are no calls."""

from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.reports._business.records import BusinessReport, Delay
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import Windows
from tidegauge.reports.source import Source
from tidegauge.schema.tables import OUTCOMES

IMPORT = "tidegauge import outcomes.csv --table outcomes"
COLUMNS = tuple(column.name for column in OUTCOMES.columns)


def no_outcomes(note: str = "No outcomes are recorded in this store.") -> Finding:
    """Return the finding of a store that records what was answered and not what came of it."""
    details = (
        IMPORT,
        f"columns {', '.join(COLUMNS)}; names such as impressions, clicks, conversions, spend and revenue",
    )
    return Finding(Verdict.CANNOT_TELL, "empty", note, details)


def empty_report(
    source: Source,
    asked: TraceFilter,
    seen: Windows,
    finding: Finding | None = None,
    notes: tuple[str, ...] = (),
) -> BusinessReport:
    """Return the report that has only a finding: the given one, or that no call matches."""
    return BusinessReport(
        windows=seen,
        findings=(finding or no_match(source, asked),),
        currency="USD",
        by=None,
        version=None,
        outcome="",
        roles={},
        where=(),
        delay=Delay(None, None, 0, {}),
        outcomes=(),
        trend=None,
        versions=(),
        decisions=None,
        scores=None,
        leads=(),
        leads_note="",
        random_slice=None,
        allocation_of="",
        allocation=(),
        worth="",
        worth_unit="",
        changes=(),
        notes=notes,
    )
