"""The gate itself: every check of the policy asked of both sides, and what follows from all of them."""

from collections.abc import Sequence

from tidegauge.errors import FilterError, MetricError
from tidegauge.filters import TraceFilter
from tidegauge.gate.checks import checks
from tidegauge.gate.checks._check import Check, NotApplicableError, NotEnoughError
from tidegauge.gate.decide import decide
from tidegauge.gate.policy import Policy
from tidegauge.gate.reading import Reading
from tidegauge.gate.records import CheckResult, GateReport, Outcome, Result
from tidegauge.gate.sentence import finding_of
from tidegauge.gate.sides import Versions, known_values
from tidegauge.gate.store_reading import StoreReading
from tidegauge.gate.trials import Trial
from tidegauge.reports._windows import windows
from tidegauge.reports.source import Source

_ORDER = (Result.FAIL, Result.NOT_ENOUGH_DATA, Result.PASS, Result.NOT_APPLICABLE)


def judged(reading: Reading, policy: Policy) -> tuple[CheckResult, ...]:
    """Return what every check says, failures first.

    The false-fail rate of the policy is divided evenly among the checks that have something to look at and decide.
    """
    found = {name: _trials(name, check, reading, policy) for name, check in checks().items()}
    deciding = [name for name, one in found.items() if isinstance(one, tuple) and policy.table(name).decides]
    alpha = policy.general.false_fail / max(len(deciding), 1)
    results = [
        one
        if isinstance(one, CheckResult)
        else decide(
            name,
            checks()[name],
            one,
            policy.general,
            alpha,
            policy.table(name),
        )
        for name, one in found.items()
    ]
    return tuple(sorted(results, key=lambda one: _ORDER.index(one.result)))


def _trials(name: str, check: Check, reading: Reading, policy: Policy) -> tuple[Trial, ...] | CheckResult:
    table = policy.table(name)

    def absent(result: Result, why: str, *, waits: bool = table.waits) -> CheckResult:
        return CheckResult(name, check.title, result, table.decides, waits, why=why)

    if not table.enabled:
        return absent(Result.NOT_APPLICABLE, f"Switched off in {policy.source}.")
    try:
        found = check.trials(reading, table, policy.general)
    except NotApplicableError as reason:
        return absent(Result.NOT_APPLICABLE, str(reason))
    except NotEnoughError as reason:
        return absent(Result.NOT_ENOUGH_DATA, str(reason))
    except (FilterError, MetricError) as problem:
        raise type(problem)(f"{policy.source}, key checks.{name}: {problem}") from None
    return found or absent(Result.NOT_APPLICABLE, "Nothing of it is recorded on both sides.")


def outcome_of(results: Sequence[CheckResult]) -> Outcome:
    """Return what follows from the checks that decide: a failure, what waits for data, or that something passed.

    Where nothing passed, nothing was shown.

    >>> outcome_of([]).badge
    'NOT ENOUGH DATA'
    """
    holding = {one.result for one in results if one.holds}
    if Result.FAIL in holding:
        return Outcome.FAIL
    passed = any(one.decides and one.result is Result.PASS for one in results)
    return Outcome.PASS if passed and not holding else Outcome.NOT_ENOUGH_DATA


def gate(
    source: Source,
    asked: TraceFilter,
    found: Versions,
    policy: Policy,
    reading: StoreReading,
    *,
    command: str = "",
    notes: Sequence[str] = (),
    currency: str = "USD",
) -> GateReport:
    """Return what the gate says of `asked`, whose current side is the candidate (see `sides`).

    Raises:
        FilterError: an attribute that the store does not have.
        MetricError: an expression of the policy that cannot be read.
    """
    n_baseline, n_candidate = reading.rows
    results = judged(reading, policy)
    outcome = outcome_of(results)
    missing = [
        (chips, known_values(source, asked, chips[0].attribute))
        for chips, n in ((found.candidate, n_candidate), (found.baseline, n_baseline))
        if not n
    ]
    return GateReport(
        outcome=outcome,
        exit_code=outcome.exit_code,
        candidate=found.names[0],
        baseline=found.names[1],
        windows=windows(source, asked, n_candidate, n_baseline),
        findings=(finding_of(outcome, results, found, policy, missing, notes, currency),),
        checks=results,
        golden=reading.golden.part if reading.golden else None,
        policy=policy.source,
        peeking=policy.general.peeking,
        false_fail=policy.general.false_fail,
        command=command,
        notes=tuple(notes),
    )
