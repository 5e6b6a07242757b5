"""The sentence of the report Golden sets."""

from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count, share
from tidegauge.reports._golden.rates import FEWEST
from tidegauge.reports._golden.records import GoldenReport

SEES = 0.15
"""A difference from all versions together that must be visible before nothing is said to have changed."""


def finding_of(report: GoldenReport) -> Finding:
    """Return what the rates say: a version outside of its limits, none, or too few answers to tell."""
    title = f"{report.golden_set} v{report.version}"
    details = (
        f"{count(report.answers)} answers to its inputs in this window, {count(report.scored)} of them scored",
        f"SHA-256 {report.hash[:12]}…",
    )
    if report.rate is None or not report.rates:
        why = (
            "asked one of its inputs, word for word"
            if not report.answers
            else f"scored on {FEWEST} answers or more"
        )
        return Finding(
            Verdict.CANNOT_TELL,
            "golden",
            f"No version was {why}: nothing tells how it does on {title}.",
            details,
        )
    out = [one for one in report.rates if one.out]
    seen = max(max(report.rate - one.low, one.high - report.rate) for one in report.rates)
    if not out and (seen > SEES or len(report.rates) < 2):
        text = f"Too few answers are scored to tell versions apart on {title}: {share(report.rate)} pass, all together."
        sees = f"sees ≥ {100 * seen:.0f} pt"
        return Finding(Verdict.CANNOT_TELL, "golden", text, (*details, sees), n_current=report.scored)
    if not out:
        text = f"{count(len(report.rates))} versions pass {title} alike: {share(report.rate)} together."
        return Finding(Verdict.NOT_MATERIAL, "golden", text, details, n_current=report.scored)
    one = out[0] if out[0].share.value < report.rate else out[-1]
    text = f"{one.version[:60]} passes {share(one.share.value)} of {title}; all versions together {share(report.rate)}."
    return Finding(Verdict.CHANGED, "golden", text, details, n_current=report.scored)
