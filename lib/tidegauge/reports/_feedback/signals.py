"""The implicit signals: what they are called, whether they are good news, and how each is derived."""

from dataclasses import dataclass

from tidegauge.settings_feedback import FeedbackTable


@dataclass(frozen=True)
class SignalKind:
    """A signal: its kind in the store, the column of the sessions, its label, and the rule it is derived by."""

    kind: str
    column: str
    label: str
    rule: str


KINDS = (
    SignalKind("abandoned", "left", "left after first answer", "one turn, and nothing for {quiet} minutes"),
    SignalKind("retry", "retried", "asked again", "the same question in two turns of a session"),
    SignalKind("correction", "corrected", "corrected the answer", "a later turn that says {correction}"),
    SignalKind("escalation", "escalated", "asked for a person", "a turn that says {escalation}"),
    SignalKind("follow_up", "followed_up", "followed up", "more than one turn"),
)


def rule_of(kind: SignalKind, rules: FeedbackTable) -> str:
    """Return the rule that a signal is derived by, in words.

    >>> rule_of(KINDS[0], FeedbackTable())
    'one turn, and nothing for 30 minutes'
    """
    return kind.rule.format(
        quiet=rules.quiet_minutes,
        correction=_phrases(rules.correction_phrases),
        escalation=_phrases(rules.escalation_phrases),
    )


def _phrases(phrases: tuple[str, ...]) -> str:
    if not phrases:
        return "nothing, as no phrase is set"
    more = f" or {len(phrases) - 2} others" if len(phrases) > 2 else ""
    return " or ".join(f"“{phrase}”" for phrase in phrases[:2]) + more
