"""What is worth saying of the data: columns that went missing, gaps, repeated rows, lost roots, quarantined rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tidegauge.filters import Condition, TraceFilter
from tidegauge.findings import Direction, Finding, Link, Verdict, rank
from tidegauge.formats import count, difference, moment, points, share, span
from tidegauge.reports._health.arrivals import Arrivals
from tidegauge.reports._health.columns import ColumnHealth
from tidegauge.reports._health.flow import Flow, gaps
from tidegauge.reports._health.quarantine import Quarantine
from tidegauge.reports._traces.text import first_line

COVERAGE = "health.coverage"
"""The kind of the findings on columns."""

NONE_AT_ALL = 0.02
"""Up to this recorded share a segment is said to send none."""


def findings(
    asked: TraceFilter,
    columns: Sequence[ColumnHealth],
    arrivals: Arrivals,
    hours: Flow,
    kept_aside: Quarantine,
    now: datetime | None,
) -> tuple[Finding, ...]:
    """Return the findings, most important first; when nothing is, one that says what could have been seen."""
    noteworthy = [c for c in columns if c.verdict in {Verdict.CHANGED, Verdict.NOT_COMPARABLE}]
    found = [
        _column(asked, column, len(columns), now) for column in sorted(noteworthy, key=_size, reverse=True)
    ]
    found += _gaps(asked, hours, arrivals, now)
    found += _arrivals(arrivals)
    found += _quarantined(kept_aside)
    return tuple(sorted(found, key=lambda f: rank(f.verdict, f.direction))) or (_calm(asked, columns),)


def _size(column: ColumnHealth) -> float:
    return abs(column.difference.value) if column.difference else 0.0


def _column(asked: TraceFilter, column: ColumnHealth, looked_at: int, now: datetime | None) -> Finding:
    sentence = _came_or_went(column) or _share_changed(asked, column, now)
    where = tuple(str(Condition(name, "=", (value,))) for name, value in column.segment.items())
    return Finding(
        column.verdict,
        COVERAGE,
        sentence,
        (
            f"{difference(column.difference, 'share')} recorded",
            f"n {count(column.current.n)} against {count(column.reference.n if column.reference else None)}",
            f"{count(looked_at)} columns looked at, corrected",
        ),
        column=column.name,
        segment=column.segment,
        direction=column.direction,
        rising=column.rising,
        effect=column.difference,
        n_reference=column.reference.n if column.reference else None,
        n_current=column.current.n,
        p_value=column.p_value,
        onset=column.since,
        link=Link("health", {"where": where} if where else {}),
    )


def _rows_of(column: ColumnHealth) -> str:
    return {"model": "calls", None: "spans"}.get(column.of, f"{column.of} spans")


def _came_or_went(column: ColumnHealth) -> str:
    if column.verdict is not Verdict.NOT_COMPARABLE or column.reference is None:
        return ""
    rows = _rows_of(column)
    if column.current.value == 0:
        return (
            f"{column.name} is no longer recorded; before, {share(column.reference.value)} of {rows} had it."
        )
    return f"{column.name} is new: {share(column.current.value)} of {rows} have it."


def _share_changed(asked: TraceFilter, column: ColumnHealth, now: datetime | None) -> str:
    since = f" since {moment(column.since, asked.time_zone, now)}" if column.since else ""
    before = column.reference.value if column.reference else float("nan")
    if column.rising:
        rows = f"{share(column.current.value)} of {_rows_of(column)}"
        return f"{column.name} is recorded in {rows}{since} (before {share(before)})."
    missing = f"{share(1 - column.current.value)} of {_rows_of(column)}"
    return f"{column.name} is missing in {missing}{since} (before {share(1 - before)}){_only(column)}."


def _only(column: ColumnHealth) -> str:
    if not column.segment:
        return ""
    named = " and ".join(f"{name} {first_line(value, 60)}" for name, value in column.segment.items())
    if (column.segment_share or 0) <= NONE_AT_ALL:
        return f"; only {named} sends none"
    return f"; nearly all of it is {named}, which sends it in {share(column.segment_share)}"


def _gaps(asked: TraceFilter, hours: Flow, arrivals: Arrivals, now: datetime | None) -> Iterator[Finding]:
    stretches = gaps(hours, arrivals.newest, asked.current.window)
    if not stretches:
        return
    first = span(stretches[0].start, stretches[0].end, asked.time_zone, now)
    more = f" and in {count(len(stretches) - 1)} more stretches" if len(stretches) > 1 else ""
    yield Finding(
        Verdict.CHANGED,
        "health.gap",
        f"No row arrived from {first}{more}.",
        ("rows were to be expected there, by the same hours of other days",),
        direction=Direction.WORSE,
        rising=False,
        onset=stretches[0].start,
    )


def _arrivals(arrivals: Arrivals) -> Iterator[Finding]:
    if arrivals.duplicates:
        noun = "row repeats" if arrivals.duplicates == 1 else "rows repeat"
        sentence = (
            f"{count(arrivals.duplicates)} {noun} the trace and span id of another: they are counted twice."
        )
        yield Finding(Verdict.CANNOT_TELL, "health.duplicates", sentence)
    if arrivals.rootless:
        of = f"{count(arrivals.rootless)} of {count(arrivals.traces)} traces"
        sentence = f"The first span of {of} never arrived ({share(arrivals.rootless / arrivals.traces)})."
        yield Finding(Verdict.CANNOT_TELL, "health.rootless", sentence, n_current=arrivals.traces)


def _quarantined(kept_aside: Quarantine) -> Iterator[Finding]:
    if not kept_aside.total:
        return
    files = sorted({row.file for row in kept_aside.rows if row.file})
    origin = f" of {first_line(files[0])}" if len(files) == 1 else ""
    noun = "row" if kept_aside.total == 1 else "rows"
    sentence = f"{count(kept_aside.total)} {noun}{origin} could not be read and {'is' if noun == 'row' else 'are'} kept aside."
    yield Finding(Verdict.CANNOT_TELL, "health.quarantine", sentence)


def _calm(asked: TraceFilter, columns: Sequence[ColumnHealth]) -> Finding:
    looked_at = f"{count(len(columns))} columns looked at"
    if asked.reference is None:
        sentence = f"{count(len(columns))} columns are recorded; there is nothing to compare them with."
        return Finding(Verdict.CANNOT_TELL, COVERAGE, sentence)
    unsure = [c for c in columns if c.verdict is Verdict.CANNOT_TELL]
    sees = max(
        (c.sees for c in columns if c.sees is not None and c.verdict is Verdict.NOT_MATERIAL), default=None
    )
    sentence = f"Nothing material changed in what is recorded; {looked_at}" + (
        f", {count(len(unsure))} cannot be told." if unsure else "."
    )
    details = () if sees is None else (f"it could have seen {points(sees).lstrip('+')}",)
    verdict = Verdict.CANNOT_TELL if len(unsure) == len(columns) else Verdict.NOT_MATERIAL
    return Finding(verdict, COVERAGE, sentence, details)
