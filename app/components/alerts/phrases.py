"""What a rule can watch, as the middle of the sentence “When … gets worse”."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegauge.alerts.conditions import conditions
from tidegauge.settings_alerts import RuleTable


@dataclass(frozen=True)
class Phrase:
    """Words for a condition: `subject` is what stands before them, metric or column, `keys` what the rule says with them.

    `bounds` are the limits that must be written, `of_calls` that they are shares of calls.
    """

    words: str
    condition: str
    subject: str = "metric"
    keys: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[str, ...] = ()
    of_calls: bool = False


_WORSE, _BETTER, _ANY = ({"direction": way} for way in ("worse", "better", "any"))
_PHRASES = (
    Phrase("gets worse", "change", keys=_WORSE),
    Phrase("gets better", "change", keys=_BETTER),
    Phrase("moves either way", "change", keys=_ANY),
    Phrase("is above", "threshold", bounds=("above",)),
    Phrase("is below", "threshold", bounds=("below",)),
    Phrase("is not between", "threshold", bounds=("below", "above")),
    Phrase("leaves its control chart, worse", "control", keys=_WORSE),
    Phrase("leaves its control chart, better", "control", keys=_BETTER),
    Phrase("leaves its control chart", "control", keys=_ANY),
    Phrase("drifts", "drift", "column"),
    Phrase("uses up its budget", "budget"),
    Phrase("no call came for", "freshness", ""),
    Phrase("is recorded on less than", "coverage", "column", bounds=("below",), of_calls=True),
    Phrase("has a value on less than", "coverage", bounds=("below",), of_calls=True),
    Phrase("is worse in the canary", "canary", keys=_WORSE),
    Phrase("is better in the canary", "canary", keys=_BETTER),
    Phrase("differs in the canary", "canary", keys=_ANY),
)


def phrases() -> dict[str, Phrase]:
    """Return every phrase by its words; a condition that has none of its own is called by its title."""
    there = conditions()
    known = [one for one in _PHRASES if one.condition in there]
    named = {one.condition for one in known}
    known += [Phrase(one.title, name, _subject(name)) for name, one in there.items() if name not in named]
    return {one.words: one for one in known}


def phrase_of(table: RuleTable) -> Phrase:
    """Return the phrase that a rule is told with."""
    mine = [one for one in phrases().values() if one.condition == table.condition]
    return max(mine, key=lambda one: _fit(one, table), default=Phrase(table.condition, table.condition))


def keys_of(condition: str) -> frozenset[str]:
    """Return the keys of a rule that a condition reads beyond those of every rule."""
    one = conditions().get(condition)
    return (
        frozenset(key for told in (*one.needs, *one.takes) for key in told.split(" or "))
        if one
        else frozenset()
    )


def _subject(condition: str) -> str:
    return next((name for name in ("metric", "column") if name in keys_of(condition)), "")


def _fit(one: Phrase, table: RuleTable) -> int:
    fits = all(getattr(table, name) == value for name, value in one.keys.items())
    limits = {name for name in ("above", "below") if getattr(table, name) is not None}
    about = one.subject != "column" or table.column is not None or table.metric is None
    return 4 * fits + 2 * (set(one.bounds) == limits) + about
