"""The parts of the sentence that only some conditions have: limits, what is compared with, budgets, ages, canaries."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.components.alerts.slots import Slots
from tidegauge.alerts.conditions._words import length_words
from tidegauge.settings_alerts import RuleTable

AGAINST = {
    "baseline": "the frozen baseline",
    "yesterday": "the same hours yesterday",
    "last week": "the same hours last week",
}
PER = ("day", "week", "month")
AGES = ("15 min", "30 min", "1 hour", "4 hours", "1 day")

Values = Mapping[str, object]


def limit_text(value: float | None, unit: str) -> str:
    """Return a limit as it is written: shares in percent.

    >>> limit_text(0.05, "share"), limit_text(2000.0, "ms"), limit_text(None, "ms")
    ('5%', '2000', '')
    """
    if value is None:
        return ""
    return f"{value * 100:.10g}%" if unit == "share" else f"{value:.10g}"


def bound(slots: Slots, table: RuleTable, name: str, unit: str) -> Values:
    """Ask for the limit `above` or `below`; the other one is left out."""
    found = slots.write(name, "limit", limit_text(getattr(table, name), unit), 92)
    if unit not in {"", "share", "count", "score"}:
        slots.words({"usd": "dollars"}.get(unit, unit))
    return {name: found}


def _against(slots: Slots, table: RuleTable) -> Values:
    slots.words("against")
    said = {words: name for name, words in AGAINST.items()}
    return {"against": said[slots.pick("against", "compared with", list(said), AGAINST[table.against], 210)]}


def _budget(slots: Slots, table: RuleTable) -> Values:
    slots.words("up to")
    share = slots.write("share", "share", limit_text(table.share, "share"), 74)
    slots.words("of")
    budget = slots.write("budget", "budget", limit_text(table.budget, ""), 92)
    slots.words("per")
    per = slots.pick("per", "period", PER, table.per, 100)
    return {"budget": budget, "per": per, "share": share}


def _age(slots: Slots, table: RuleTable) -> Values:
    current = length_words(table.older_than or timedelta(minutes=30))
    return {"older_than": slots.pick("older_than", "age", AGES, current, 112, free=True)}


def _canary(slots: Slots, table: RuleTable) -> Values:
    slots.words("candidate")
    candidate = slots.write("candidate", "prompt_version = v7", table.candidate or "", 190)
    slots.words("beside")
    control = slots.write("control", "prompt_version = v6", table.control or "", 190)
    return {"candidate": candidate.strip(), "control": control.strip()}


CLAUSES: Mapping[str, Callable[[Slots, RuleTable], Values]] = {
    "against": _against,
    "budget": _budget,
    "older_than": _age,
    "candidate": _canary,
}
"""{a key that a condition reads: the part of the sentence that asks for it}, in the order of the sentence."""
