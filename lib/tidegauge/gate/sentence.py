"""What the gate says in one sentence, and the grey line under it."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Direction, Finding, Link, Verdict
from tidegauge.gate.policy import Policy
from tidegauge.gate.records import CheckResult, Outcome, Result, Row
from tidegauge.gate.sides import Versions
from tidegauge.reports._drift.kinds import lowered

Missing = Sequence[tuple[tuple[Condition, ...], tuple[str, ...]]]

_VERDICTS = {
    Outcome.PASS: Verdict.NOT_MATERIAL,
    Outcome.FAIL: Verdict.CHANGED,
    Outcome.NOT_ENOUGH_DATA: Verdict.CANNOT_TELL,
    Outcome.COULD_NOT_READ: Verdict.NOT_COMPARABLE,
}


def finding_of(
    outcome: Outcome,
    results: Sequence[CheckResult],
    found: Versions,
    policy: Policy,
    missing: Missing,
    notes: Sequence[str],
    currency: str,
) -> Finding:
    """Return the finding: what fails and by how much, or what is still to be shown, or what was."""
    first = _first(results, outcome)
    row = first.rows[0] if first and first.rows else None
    # Golden runs may have decided without a single call: then that is said, and what is absent after it.
    nothing_held = bool(missing) and not any(one.decides and one.rows for one in results)
    absent = (_absent(missing),) if missing and not nothing_held else ()
    return Finding(
        verdict=_VERDICTS[outcome],
        kind=f"gate.{outcome.value}",
        sentence=_absent(missing) if nothing_held else _sentence(outcome, results, found, currency),
        details=(*_shown(row, outcome, currency), *_details(results, policy), *notes, *absent),
        metric=first.name if first else None,
        segment=row.segment if row else {},
        direction=Direction.WORSE if outcome is Outcome.FAIL else Direction.NEUTRAL,
        effect=row.difference if row else None,
        n_reference=row.n_baseline if row else None,
        n_current=row.n_candidate if row else None,
        p_value=row.adjusted if row else None,
        link=Link("gate", {"candidate": str(found.candidate[0]), "baseline": str(found.baseline[0])}),
    )


def _first(results: Sequence[CheckResult], outcome: Outcome) -> CheckResult | None:
    wanted = {Outcome.FAIL: Result.FAIL, Outcome.NOT_ENOUGH_DATA: Result.NOT_ENOUGH_DATA}.get(outcome)
    told = (one for one in results if one.decides and one.result is wanted)
    return next(told, None) or next((one for one in results if one.result is Result.PASS), None)


def _absent(missing: Missing) -> str:
    (first, *_), known = missing[0]
    there = (
        f"In these calls there are: {', '.join(known)}." if known else "Nothing records it in this window."
    )
    return f"There are no calls with {first}. {there}"


def _sentence(outcome: Outcome, results: Sequence[CheckResult], found: Versions, currency: str) -> str:
    name = found.names[0]
    deciding = [one for one in results if one.decides and one.result is not Result.NOT_APPLICABLE]
    if not deciding:
        return f"Nothing of {name} could be checked: no check of the policy applies to these calls."
    passed = sum(one.result is Result.PASS for one in deciding)
    told = f"{passed} of {len(deciding)} checks pass."
    failed = [one for one in deciding if one.result is Result.FAIL]
    if failed:
        more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
        worst = _worst_segment(failed, currency)
        return f"{name} fails on {lowered(failed[0].title)}{more}: {_failure(failed[0], currency)}{worst}. {told}"
    holding = [one for one in deciding if one.holds]
    if holding:
        return f"{name} cannot be decided on {_listed(holding)}: {_wait(holding)}. {told}"
    if outcome is not Outcome.PASS:
        waiting = [one for one in deciding if one.result is Result.NOT_ENOUGH_DATA]
        return f"{name} cannot be decided on {_listed(waiting)}: {_wait(waiting)}. {told}"
    if passed == len(deciding):
        return f"{name} passes {_of(passed)}: none is worse than the policy allows."
    left = [lowered(one.title) for one in deciding if one.result is Result.NOT_ENOUGH_DATA]
    return f"{name} passes {_of(passed)}. Too little data for {', '.join(left)}: nothing speaks against it."


def _worst_segment(failed: Sequence[CheckResult], currency: str) -> str:
    """Return where it is worst, if a failure of all calls is told first."""
    rows = [row for one in failed[1:] for row in one.rows if row.segment and row.result is Result.FAIL]
    if not rows or not rows[0].baseline:
        return ""
    row = rows[0]
    where = ", ".join(f"{name} = {value}" for name, value in row.segment.items())
    before, after = (
        formats.value(one.value, row.unit, currency) for one in (row.baseline, row.candidate) if one
    )
    return f"; worst in {where}, {before} → {after}"


def _failure(check: CheckResult, currency: str) -> str:
    return row_words(check.rows[0], currency) if check.rows else check.why


def row_words(row: Row, currency: str = "USD") -> str:
    """Return what a row says: from what to what, the change with its interval, the limit."""
    after = formats.value(row.candidate.value, row.unit, currency)
    moved = f"{formats.value(row.baseline.value, row.unit, currency)} → {after}" if row.baseline else after
    where = f"{row.what} {moved}"
    if not row.unit and row.what.startswith(("PSI", "KS", "Wasserstein")):
        where = f"{row.what} is {formats.decimal(row.candidate.value, 2)}"
    return f"{where} ({row.limit}; {formats.count(row.n_candidate)} {row.per})"


def _wait(waiting: Sequence[CheckResult]) -> str:
    needs = [(row.needs or 0, row.per) for one in waiting for row in one.rows if row.needs]
    if not needs:
        return waiting[0].why.rstrip(".")
    most, per = max(needs)
    return f"about {formats.count(most)} more {per} would settle it"


def _listed(waiting: Sequence[CheckResult]) -> str:
    names = [lowered(one.title) for one in waiting]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _of(passed: int) -> str:
    return f"{passed} checks" if passed > 1 else "the one check that could be decided"


def _shown(row: Row | None, outcome: Outcome, currency: str) -> tuple[str, ...]:
    """Return the change behind the sentence, with its interval and the test of any change at all."""
    if row is None or row.difference is None:
        return ()
    change = formats.difference(row.difference, row.difference.unit, currency=currency)
    pairs = "paired " if row.paired else ""
    chance = f", {pairs}{formats.p_value(row.p_change)} of any change" if row.p_change is not None else ""
    before = f"{row_words(row, currency)}: " if outcome is Outcome.PASS else ""
    return (f"{before}{change}{chance}",)


def _details(results: Sequence[CheckResult], policy: Policy) -> tuple[str, ...]:
    absent = [one.title for one in results if one.result is Result.NOT_APPLICABLE]
    looked = sum(one.looked_at for one in results)
    look = "intervals hold at every look" if policy.general.peeking else "intervals are for this one look"
    return (
        f"{formats.count(looked)} numbers looked at, corrected: at most {formats.share(policy.general.false_fail)} "
        "of harmless candidates fail",
        look,
        *([f"not applicable: {', '.join(lowered(one) for one in absent)}"] if absent else []),
        f"policy: {policy.source}",
    )
