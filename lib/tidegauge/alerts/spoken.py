"""A rule read aloud: one sentence of when it fires, and what it does else."""

from tidegauge import formats
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.conditions._words import length_words
from tidegauge.alerts.records import Rule
from tidegauge.settings import Settings
from tidegauge.settings_alerts import RuleTable

_MISSING = {
    "keep": "keeps its state",
    "ok": "is ok",
    "no data": "says that there is no data",
    "firing": "fires",
}


def spoken(rule: Rule, settings: Settings) -> tuple[str, str]:
    """Return when a rule fires, and the rest of what it says.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> rule = Rule("errors", RuleTable(metric="error_rate", for_each=("geo", "device"), mute_when=("outage",)))
    >>> print(*spoken(rule, Settings()), sep="\\n")
    When error rate is worse than in the frozen baseline, in 3 of 5 windows of 15 min with at least 200 calls, for each geo × device, after late data of 10 min.
    If there is no data it keeps its state. Muted when “outage” fires. Severity computed. Resolved after 5 clear windows; not told again for 4 hours.
    """
    table = rule.table
    return _fires(rule, settings), " ".join(
        (
            f"If there is no data it {_MISSING[table.no_data]}.",
            *([f"Muted when {_listed(table)} fires."] if table.mute_when else ()),
            f"Severity {table.severity}.",
            f"Resolved after {table.resolve_after} clear window{'' if table.resolve_after == 1 else 's'}; not told again for "
            f"{length_words(table.cooldown)}.",
            *([f"Runbook: {table.runbook}"] if table.runbook else ()),
        )
    )


def _fires(rule: Rule, settings: Settings) -> str:
    table, there = rule.table, conditions().get(rule.table.condition)
    words = there.words(rule, settings) if there else table.condition
    where = f" where {' and '.join(table.where)}" if table.where else ""
    each = f", for each {' × '.join(table.for_each)}" if table.for_each else ""
    # A name of somebody's own keeps its capitals; a label of ours begins a sentence.
    first = words[:1].lower() + words[1:] if words[1:2].islower() else words
    often = "a window" if table.of == 1 else f"{table.breaches} of {table.of} windows"
    return (
        f"When {first}, in {often} of {length_words(table.window)} with at least "
        f"{formats.count(table.minimum_n)} calls{each}{where}, after late data of {length_words(table.late_data)}."
    )


def _listed(table: RuleTable) -> str:
    return " or ".join(f"“{one}”" for one in table.mute_when)
