"""What is worth saying of a drift table: each change as a finding, or that nothing could be seen to move."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Link, Verdict
from tidegauge.reports._drift.records import DriftKind, DriftRow

_TOLD = {Verdict.CHANGED, Verdict.NOT_COMPARABLE}


def nothing_to_compare() -> Finding:
    """Return the finding of a window that has nothing beside it."""
    return Finding(
        Verdict.CANNOT_TELL,
        "drift",
        "There is nothing to compare with.",
        (
            "drift is a difference between two windows: choose a comparison, or a shorter window such as last 7 days",
        ),
    )


def findings_of(rows: Sequence[DriftRow], asked: TraceFilter, currency: str) -> tuple[Finding, ...]:
    """Return a finding for every row that changed, is mix, or lost its ruler; the first says what the page is about."""
    told = [one for one in rows if one.verdict in _TOLD or one.mix is not None]
    looked_at = _looked_at(rows)
    if not any(one.verdict is Verdict.CHANGED for one in told):
        return (_nothing(rows, looked_at), *(_finding(one, (), asked, currency) for one in told))
    return tuple(
        _finding(one, (looked_at,) if not place else (), asked, currency) for place, one in enumerate(told)
    )


def _finding(one: DriftRow, more: tuple[str, ...], asked: TraceFilter, currency: str) -> Finding:
    coverage = f"recorded on {formats.share(one.coverage)} of calls" if one.coverage < 0.995 else ""
    change = _change(one, currency)
    # A difference of shares is its own size.
    size = "" if one.size and change.startswith(one.size) else one.size
    standing = f"n {formats.count(one.n_current)} against {formats.count(one.n_reference)}"
    return Finding(
        verdict=one.verdict,
        kind="mix" if one.mix else f"drift.{one.kind.value}",
        sentence=one.sentence,
        details=tuple(filter(None, (change, size, standing, coverage, *more))),
        column=one.column or None,
        direction=one.direction,
        rising=one.rising,
        n_reference=one.n_reference,
        n_current=one.n_current,
        effect=one.difference,
        p_value=one.p_value,
        onset=one.onset.at if one.onset else None,
        link=Link("drift", {"row": one.key, "where": tuple(map(str, asked.where))}),
    )


def _change(one: DriftRow, currency: str) -> str:
    """Return the difference with its interval, where the row's size does not say it already."""
    if one.difference is None:
        return ""
    return formats.difference(one.difference, one.unit, currency=currency)


def _nothing(rows: Sequence[DriftRow], looked_at: str) -> Finding:
    seen = next(
        (one for kind in (DriftKind.OUTPUT, DriftKind.QUALITY) for one in rows if one.kind is kind), None
    )
    closest = f"closest: {seen.what} {seen.before} → {seen.now}" if seen else ""
    tested = [one.verdict for one in rows if one.tests]
    sure = 2 * tested.count(Verdict.NOT_MATERIAL) >= len(tested) > 0
    verdict = Verdict.NOT_MATERIAL if sure else Verdict.CANNOT_TELL
    sentence = "Nothing drifted materially." if sure else "Too little data to tell whether anything drifted."
    return Finding(verdict, "drift", sentence, tuple(filter(None, (looked_at, closest))))


def _looked_at(rows: Sequence[DriftRow]) -> str:
    counts = [
        (sum(one.verdict is Verdict.CHANGED for one in rows), "changed"),
        (sum(one.verdict is Verdict.CANNOT_TELL for one in rows), "cannot tell"),
        (sum(one.mix is not None for one in rows), "by traffic mix"),
    ]
    said = [f"{n} {word}" for n, word in counts if n]
    return f"{len(rows)} rows looked at, corrected" + (f": {', '.join(said)}" if said else "")
