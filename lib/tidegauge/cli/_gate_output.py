"""What a gate says as lines of text."""

from tidegauge import formats
from tidegauge.cli.show._text import aligned, inert
from tidegauge.gate.records import GateReport, Result
from tidegauge.gate.table import HEAD, lines

LONGEST = 60


def gate_lines(report: GateReport, currency: str = "USD") -> list[str]:
    """Return the outcome with its sentence, the table with failures first, golden runs, and the exit code."""
    found = report.findings[0]
    rows = [
        [_cut(cell) for cell in one]
        for one in lines(report, currency)
        if one[2] != Result.NOT_APPLICABLE.words
    ]
    said = [f"{report.outcome.badge}: {inert(found.sentence)}", *(f"  {inert(one)}" for one in found.details)]
    said += ["", *aligned([list(HEAD), *rows])] if rows else []
    absent = [one for one in report.checks if one.result is Result.NOT_APPLICABLE]
    said += ["", *(f"Not applicable: {inert(one.title)}. {inert(one.why)}" for one in absent)]
    return [*said, *_golden(report), "", f"Exit code {report.exit_code}."]


def _golden(report: GateReport) -> list[str]:
    part = report.golden
    if part is None:
        return []
    lines = ["", f"Golden set {inert(part.golden_set)} v{part.version}, median of {part.repeats} repeats:"]
    for one in part.groups:
        rate = one.candidate
        ends = formats.interval(rate.low, rate.high, "share")
        lines.append(
            f"  {inert(one.group)}: {formats.share(rate.value)} {ends}, {formats.count(rate.n)} items"
        )
    flips = len(part.flipping)
    return [*lines, f"  {formats.count(flips)} items flip between repeats, or against the baseline."]


def _cut(text: str) -> str:
    plain = inert(text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
