"""Make private parts of a text unreadable, by the rules that a rubric names."""

from collections.abc import Mapping, Sequence
from functools import cache

from tidegauge.discovery import members
from tidegauge.errors import unknown
from tidegauge.review.redactions._rule import Rule, Span
from tidegauge.workbench.review_batches import ReviewError


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its name: the files of `redactions`."""
    return members("tidegauge.review.redactions", "RULE", Rule)


def check_rules(named: Sequence[str], names: Sequence[str] = ()) -> None:
    """Refuse a rule that nobody knows, and the rule for names without any.

    Raises:
        ReviewError: a rule is unknown, or cannot work.
    """
    for name in named:
        if name not in rules():
            raise ReviewError(unknown("rule of redaction", name, rules()))
    if "names" in named and not any(name.strip() for name in names):
        raise ReviewError('The rule “names” needs a list: names = ["Marta Lima", "Jo"]')


def redact(text: str, rules_named: Sequence[str], names: Sequence[str] = ()) -> str:
    """Return a text with a word in square brackets in place of what the rules find.

    >>> redact("Write to ana@example.org, card 4111 1111 1111 1111.", ["emails", "cards"])
    'Write to [email], card [card].'

    Raises:
        ReviewError: a rule is unknown: a text that was to be made unreadable is not shown instead.
    """
    check_rules(rules_named, names)
    found: list[tuple[Span, str]] = []
    for name in dict.fromkeys(rules_named):
        rule = rules()[name]
        found += [(span, rule.word) for span in rule.find(text, names)]
    return _replaced(text, found)


def _replaced(text: str, found: Sequence[tuple[Span, str]]) -> str:
    parts, done = [], 0
    # Where two overlap, the one that begins first, and of two that begin together the longer one, covers both.
    for (start, end), word in sorted(found, key=lambda one: (one[0][0], -one[0][1])):
        if start >= done:
            parts += [text[done:start], f"[{word}]"]
        done = max(done, end)
    return "".join((*parts, text[done:]))
