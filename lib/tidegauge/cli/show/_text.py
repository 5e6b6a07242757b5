"""Reports as plain text for a terminal: findings, then aligned tables."""

from collections.abc import Iterable, Sequence

import polars as pl

from tidegauge import formats
from tidegauge.clock import now
from tidegauge.filters import Grain
from tidegauge.findings import Finding
from tidegauge.reports._no_match import NOUNS
from tidegauge.reports._records import Comparison, Windows
from tidegauge.reports._sentences import change
from tidegauge.reports._words import words
from tidegauge.reports.segments import SegmentsReport

LONGEST = 48


def windows_line(windows: Windows) -> str:
    """Return the words line."""
    return inert(words(windows, now()))


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return the lines of each finding: verdict and sentence, then what it stands on, if anything."""
    lines = []
    for one in findings:
        chip = formats.verdict_words(one.verdict, one.direction)
        lines.append(inert(f"[{chip}] {one.sentence}"))
        lines += [inert(f"    {' · '.join(one.details)}")] if one.details else []
    return lines


def plain_lines(findings: Iterable[Finding]) -> list[str]:
    """Return the lines of findings where nothing was compared: there is no verdict."""
    lines = []
    for one in findings:
        lines += [inert(one.sentence)]
        lines += [inert(f"    {' · '.join(one.details)}")] if one.details else []
    return lines


def metric_lines(kpis: Sequence[Comparison], currency: str) -> list[str]:
    """Return a row a metric: value, interval, change, verdict, n."""
    rows = [
        ["Metric", "Now", "Interval", "Change", "Verdict", "n"],
        *(_metric(one, currency) for one in kpis),
    ]
    return aligned(rows)


def _metric(one: Comparison, currency: str) -> list[str]:
    return [
        one.label,
        formats.value(one.current.value, one.unit, currency),
        _interval(one, currency),
        change(one, currency),
        formats.verdict_words(one.verdict, one.direction) if one.reference else "",
        formats.count(one.current.n),
    ]


def _interval(one: Comparison, currency: str) -> str:
    current = one.current
    found = formats.interval(current.low, current.high, one.unit, currency, of=current.value)
    return found or formats.no_interval(current.n)


def segment_lines(report: SegmentsReport, currency: str) -> list[str]:
    """Return a row a segment: its values, calls, share, and for each metric value, interval, change and verdict."""
    rows_called = NOUNS[Grain(report.windows.grain)][1].capitalize()
    # A metric of that name says the same: once is enough.
    counted = all(one.label != rows_called for one in report.total.comparisons)
    head = [*report.by, *([rows_called] if counted else []), "Share"]
    for one in report.total.comparisons:
        head += (
            [one.label, "Interval", "Change", "Verdict"] if one.reference else [one.label, "Interval", "n"]
        )
    rows = [head]
    for row in report.rows:
        names = [f"rest ({row.pooled})" if row.pooled else _cell(value) for value in row.values.values()]
        cells = [cell for one in row.comparisons for cell in _cells(one, currency)]
        n = [formats.count(row.n_current)] if counted else []
        rows.append([*names, *n, formats.share(row.share), *cells])
    return aligned(rows)


def _cells(one: Comparison, currency: str) -> list[str]:
    value = formats.value(one.current.value, one.unit, currency)
    interval = _interval(one, currency)
    if one.reference is None:
        return [value, interval, formats.count(one.current.n)]
    return [value, interval, change(one, currency), formats.verdict_words(one.verdict, one.direction)]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with columns of equal width; control characters in values are shown, not obeyed.

    >>> aligned([["geo", "n"], ["BR", "12"]])
    ['geo  n', 'BR   12']
    """
    clean = [[inert(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in clean) for place in range(len(clean[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in clean
    ]


def inert(text: str) -> str:
    """Return a text whose control characters are escaped: a trace must not steer the terminal.

    >>> inert("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def frame_lines(frame: pl.DataFrame) -> list[str]:
    """Return a frame as aligned lines, long texts cut.

    >>> frame_lines(pl.DataFrame({"geo": ["BR", None]}))
    ['geo', 'BR', '–']
    """
    rows = [[_cell(value) for value in row] for row in frame.iter_rows()]
    return aligned([frame.columns, *rows])


def _cell(value: object) -> str:
    if value is None:
        return formats.MISSING
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
