"""The page Traces: the rows behind any number, newest first, with the counts above them."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.errors import FilterError, unknown
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding
from tidegauge.metrics.metric import Metric
from tidegauge.queries import traces as queries
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.queries.traces_only import Only
from tidegauge.queries.traces_page import Listing, Sort
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import Windows
from tidegauge.reports._traces import cursor as cursors
from tidegauge.reports._traces.findings import Counts, Facet, failed, searched
from tidegauge.reports._traces.rows import Page, TraceRow, read_page
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source

MOST_ROWS = 1000


@dataclass(frozen=True)
class TracesReport:
    """One page of rows. `earlier` goes down the list, `later` back up: each is None at its end.

    `counts` are of the whole window, never of the page; `matches` counts the rows that the list shows in all, and
    is None where a search filled its page.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    rows: tuple[TraceRow, ...]
    sort: str
    only: str
    search: str | None
    counts: Counts
    matches: int | None
    earlier: str | None
    later: str | None
    errors: tuple[Facet, ...]
    finish_reasons: tuple[Facet, ...]


def traces(
    source: Source,
    asked: TraceFilter,
    *,
    search: str | None = None,
    sort: str = "newest",
    only: str = "all",
    after: str | None = None,
    limit: int = 50,
    metrics: Sequence[Metric] = (),
) -> TracesReport:
    """Return the rows of a filter at its grain.

    `sort` is newest, oldest, cost, latency or score; `only` is all, failed, flagged, thumbs_down or judged_low;
    `after` is the `earlier` or `later` of another page; `search` is plain text, found in input or output. Where the filter keeps
    what one of `metrics` counts, the sentence says so.

    Raises:
        FilterError: unknown sort, quick filter or attribute.
    """
    listing = listed(asked, sort, only, search)
    counts = _counts(source, asked)
    if not counts[CURRENT].all:
        return _nothing(source, listing, counts)
    found = read_page(source, listing, cursors.decode(after, listing.sort), max(1, min(limit, MOST_ROWS)))
    return _report(source, listing, counts, found, metrics)


def listed(asked: TraceFilter, sort: str, only: str, search: str | None) -> Listing:
    """Return what to list, from the plain words of a link or a command.

    Raises:
        FilterError: a word that is not one of them.
    """
    for what, word, members in (("order", sort, Sort), ("quick filter", only, Only)):
        if word not in list(members):
            raise FilterError(unknown(what, word, [member.value for member in members]))
    return Listing(asked, Sort(sort), Only(only), (search or "").strip() or None)


def _report(
    source: Source,
    listing: Listing,
    counts: Mapping[int, Counts],
    found: Page,
    metrics: Sequence[Metric] = (),
) -> TracesReport:
    asked = listing.asked
    errors = _facet(source, replace(listing, only=Only.FAILED), "error_type")
    whole = found.before is None and found.after is None
    known = len(found.rows) if whole else None
    findings = [failed(asked, counts[CURRENT], counts.get(REFERENCE), errors, metrics)]
    if listing.search:
        findings.append(searched(asked, listing.search, len(found.rows), listing.only, more=not whole))
    return TracesReport(
        windows=windows(source, asked, counts[CURRENT].all, counts[REFERENCE].all if asked.reference else 0),
        findings=tuple(findings),
        rows=found.rows,
        sort=listing.sort.value,
        only=listing.only.value,
        search=listing.search,
        counts=counts[CURRENT],
        matches=known if listing.search else getattr(counts[CURRENT], listing.only.value),
        earlier=cursors.encode(found.after, listing.sort) if found.after else None,
        later=cursors.encode(found.before, listing.sort) if found.before else None,
        errors=errors,
        finish_reasons=_facet(source, listing, "finish_reason"),
    )


def _nothing(source: Source, listing: Listing, counts: Mapping[int, Counts]) -> TracesReport:
    report = _report(source, replace(listing, search=None), counts, Page((), None, None))
    return replace(report, findings=(no_match(source, listing.asked),), search=listing.search)


def _counts(source: Source, asked: TraceFilter) -> dict[int, Counts]:
    frame = source.store.read_kept(queries.counts(source.rows(asked), asked))
    found = {
        row.pop("side"): Counts(**{name: int(n) for name, n in row.items()})
        for row in frame.iter_rows(named=True)
    }
    sides = (CURRENT,) if asked.reference is None else (CURRENT, REFERENCE)
    return {side: found.get(side, Counts()) for side in sides}


def _facet(source: Source, listing: Listing, name: str) -> tuple[Facet, ...]:
    frame = source.store.read_kept(queries.facet(source.rows(listing.current), listing, name))
    return tuple(Facet(*row) for row in frame.iter_rows())


def table(report: TracesReport) -> pl.DataFrame:
    """Return the page's rows as a frame."""
    rows = [dataclasses.asdict(row) | {"signals": ", ".join(row.signals)} for row in report.rows]
    return pl.DataFrame(rows, schema=_TABLE)


_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "trace_id": pl.String,
    "span_id": pl.String,
    "at": pl.Datetime("us"),
    "name": pl.String,
    "status": pl.String,
    "error_type": pl.String,
    "feature": pl.String,
    "input_line": pl.String,
    "output_line": pl.String,
    "version": pl.String,
    "latency_ms": pl.Float64,
    "cost_usd": pl.Float64,
    "score": pl.Float64,
    "signals": pl.String,
}
