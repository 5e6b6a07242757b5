"""What is said of a comparison, with all that it stands on."""

from collections.abc import Iterable

from tidegauge.findings import Finding
from tidegauge.reports._records import Comparison


def comparison_finding(one: Comparison, kind: str, sentence: str, details: Iterable[str]) -> Finding:
    """Return a finding with the verdict, direction, effect, n and p-value of a comparison. Empty details are left out."""
    return Finding(
        one.verdict,
        kind,
        sentence,
        tuple(filter(None, details)),
        metric=one.metric,
        direction=one.direction,
        rising=one.rising,
        effect=one.difference,
        n_reference=one.reference.n if one.reference else None,
        n_current=one.current.n,
        p_value=one.p_value,
    )
