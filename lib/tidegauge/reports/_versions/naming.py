"""Whether a model's name is pinned to one version, or an alias that its provider may move."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from tidegauge.reports._versions.records import Naming

_DATED = re.compile(
    r"(?<!\d)(?:20\d{2}-?(?:0[1-9]|1[0-2])(?:-?(?:0[1-9]|[12]\d|3[01]))?|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
"""A date in a name: 2024-08-06, 20241022, 2026-05, 0613."""
_NUMBERED = re.compile(r"(?:-|@|:)(?:v?\d{3}|v\d+(?::\d+)?)$")
"""A build at the end: gemini-1.5-pro-002, anthropic.claude-v2:1."""
_MOVING = re.compile(r"(?:^|[-@:/.])(?:latest|preview|stable|default|auto|current)$", re.IGNORECASE)


def naming(
    requested: str, answered: Sequence[str], pinned: Sequence[str] = (), aliases: Sequence[str] = ()
) -> tuple[Naming, str]:
    """Return whether a requested name is pinned, and why. `answered` are the versions that answered to it.

    `pinned` and `aliases` are patterns of the settings, and beat the form of the name.

    >>> naming("gpt-4-0613", ["gpt-4-0613"])[0].value, naming("gpt-4o", ["gpt-4o-2024-08-06"])[0].value
    ('pinned', 'alias')
    >>> naming("gemini-pro-latest", [])[1], naming("my-model", ["my-model"])[0].value
    ('its name says that it moves', 'unsure')
    """
    for patterns, told in ((aliases, Naming.ALIAS), (pinned, Naming.PINNED)):
        if any(fnmatchcase(requested, one) for one in patterns):
            return told, "the settings say so"
    others = [one for one in dict.fromkeys(answered) if one != requested]
    if len(others) > 1 or (others and requested in answered):
        return Naming.ALIAS, f"{len(set(answered))} versions answered to it"
    return _by_form(requested, others)


def _by_form(requested: str, others: Sequence[str]) -> tuple[Naming, str]:
    if _MOVING.search(requested):
        return Naming.ALIAS, "its name says that it moves"
    if _DATED.search(requested) or _NUMBERED.search(requested):
        return Naming.PINNED, "its name has a date or a build"
    if others:
        return Naming.ALIAS, f"{others[0]} answers to it"
    return Naming.UNSURE, "its name has no date, and the answers name no other version"
