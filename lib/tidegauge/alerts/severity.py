"""How bad a firing is: P0 to P3, by the published rules, with the one that decided."""

from dataclasses import dataclass

from tidegauge import formats
from tidegauge.alerts.records import Reading, Severity
from tidegauge.settings_alerts import RuleTable, SeverityTable

_SILENT = {
    "budget": "a budget says nothing of quality",
    "coverage": "a column that is missing says nothing of quality",
    "freshness": "late data say nothing of quality",
}
"""Conditions that have no metric."""


@dataclass(frozen=True)
class Graded:
    """A severity, and the sentence of the rule that gave it."""

    severity: Severity
    sentence: str


def severity_of(reading: Reading, rule: RuleTable, table: SeverityTable) -> Graded:
    """Return how bad a reading is: what the rule says, or what the size of the damage makes it.

    * P0: more than `traffic_wrong` of all calls are wrong beyond what is usual.
    * P1: quality among the calls in question fell by more than `p1_fell`; P2: by more than `p2_fell`.
    * P3: all else, also where the metric tells nothing of quality.

    >>> from datetime import datetime
    >>> reading = Reading((("geo", "BR"),), datetime(2026, 11, 17), True, wrong=0.02, fell=0.7)
    >>> severity_of(reading, RuleTable(), SeverityTable()).sentence
    'P1: quality in the segment fell more than 20%'
    """
    if rule.severity != "computed":
        return Graded(Severity(rule.severity), f"{rule.severity}: the rule says so")
    place = "in the segment" if reading.segment else "of all calls in question"
    if reading.wrong is not None and reading.wrong > table.traffic_wrong:
        more = formats.share(table.traffic_wrong)
        return Graded(Severity.P0, f"P0: more than {more} of all calls are wrong beyond what is usual")
    for severity, least in ((Severity.P1, table.p1_fell), (Severity.P2, table.p2_fell)):
        if reading.fell is not None and reading.fell > least:
            return Graded(severity, f"{severity}: quality {place} fell more than {formats.share(least)}")
    if reading.fell is None:
        told = _SILENT.get(rule.condition, "the metric does not say how far quality fell")
        return Graded(Severity.P3, f"P3: {told}")
    return Graded(Severity.P3, f"P3: quality {place} fell no more than {formats.share(table.p2_fell)}")
