"""The table of a gate: a line for each number, failures first."""

from collections.abc import Iterator

import polars as pl

from tidegauge import formats
from tidegauge.gate.decide import needs_words
from tidegauge.gate.records import CheckResult, GateReport, Result, Row

HEAD = ("Check", "Number", "Result", "Baseline", "Candidate", "Limit", "Difference", "n", "What to do")


def lines(report: GateReport, currency: str = "USD") -> Iterator[tuple[str, ...]]:
    """Yield the cells of each line as text: every check has one, a check that applies one for each number."""
    for check in report.checks:
        if not check.rows:
            yield (check.title, "", check.result.words, *[formats.MISSING] * 5, check.why)
        for place, row in enumerate(check.rows):
            todo = _todo(check, row) if place == 0 or row.result is not Result.PASS else ""
            yield (check.title, row.what, row.result.words, *_cells(row, currency), todo)


def _todo(check: CheckResult, row: Row) -> str:
    if row.result is Result.FAIL:
        return check.why
    return needs_words(row) or (check.why if row.result is Result.NOT_ENOUGH_DATA else "")


def _cells(row: Row, currency: str) -> tuple[str, ...]:
    before = formats.value(row.baseline.value, row.unit, currency) if row.baseline else formats.MISSING
    after = formats.value(row.candidate.value, row.unit, currency)
    if row.what.startswith(("PSI", "KS distance", "Wasserstein")):
        before, after = formats.MISSING, formats.decimal(row.candidate.value, 2)
    return (
        before,
        after,
        row.limit,
        interval_words(row, currency),
        f"{formats.count(row.n_candidate)} {row.per}",
    )


def interval_words(row: Row, currency: str = "USD") -> str:
    """Return the difference with its interval, or the candidate's own interval where nothing is compared."""
    if row.what.startswith(("PSI", "KS distance", "Wasserstein")):
        ends = ", ".join(formats.decimal(one, 2) for one in (row.candidate.low, row.candidate.high))
        return f"[{ends}]"
    if row.difference is not None:
        is_relative = row.difference.unit == "relative"
        return formats.difference(
            row.difference, row.difference.unit, is_relative=is_relative, currency=currency
        )
    own = row.candidate
    return f"[{formats.interval(own.low, own.high, row.unit, currency)}]".replace("[[", "[").replace(
        "]]", "]"
    )


def table(report: GateReport) -> pl.DataFrame:
    """Return every number as a frame, for a file."""
    rows = [
        {
            "check": check.name,
            "number": row.what if row else "",
            "result": (row.result if row else check.result).value,
            "baseline": row.baseline.value if row and row.baseline else None,
            "candidate": row.candidate.value if row else None,
            "difference": row.difference.value if row and row.difference else None,
            "difference_low": row.difference.low if row and row.difference else None,
            "difference_high": row.difference.high if row and row.difference else None,
            "limit": row.limit if row else "",
            "p_value": row.adjusted if row else None,
            "n_baseline": row.n_baseline if row else None,
            "n_candidate": row.n_candidate if row else None,
            "needs": row.needs if row else None,
            "test": row.test if row else "",
            "why": check.why,
        }
        for check in report.checks
        for row in (check.rows or (None,))
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
