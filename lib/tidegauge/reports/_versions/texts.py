"""The text of a prompt, read from the calls that were made with it."""

import re
from collections import Counter
from collections.abc import Sequence

_BRACKETED = re.compile(r"\A\s*\[system\]\s*(.*?)(?=\n\s*\n\[[a-z]+\]|\Z)", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(
    r"\A\s*(?:system|developer):\s*(.*?)(?=\n(?:user|assistant|tool|human|developer|system):|\Z)",
    re.DOTALL | re.IGNORECASE,
)
SYSTEM, BEGINNING = "system message", "what the sampled inputs begin with"
FEWEST, SHORTEST = 5, 40
"""Inputs, and characters, that a common beginning needs: two questions may begin alike by chance."""


def system_of(text: str) -> str | None:
    """Return the system message that an input begins with.

    >>> system_of("[system] Be brief.\\n\\n[user] Hello"), system_of("system: Be brief.\\nuser: Hello"), system_of("Hello")
    ('Be brief.', 'Be brief.', None)
    """
    found = _BRACKETED.match(text) or _NAMED.match(text)
    return found[1].strip() or None if found else None


def prompt_text(inputs: Sequence[str], attribute: str | None = None) -> tuple[str, str, int] | None:
    """Return the text of a prompt, where it was read, and how many of the inputs had it; None where none can be told.

    `attribute` says that the inputs are values of one that holds the prompt itself.

    >>> prompt_text(["[system] Be brief.\\n\\n[user] Hello", "[system] Be brief.\\n\\n[user] Bye"])
    ('Be brief.', 'system message', 2)
    """
    if attribute is not None:
        return _commonest([one for one in inputs if one.strip()], attribute)
    systems = [system for one in inputs if (system := system_of(one))]
    if len(systems) * 2 >= len(inputs) and systems:
        return _commonest(systems, SYSTEM)
    beginning = _common(inputs)
    whole = beginning[: beginning.rfind(" ")] if " " in beginning else ""
    if len(set(inputs)) < FEWEST or len(whole.strip()) < SHORTEST:
        return None
    return whole.strip(), BEGINNING, len(inputs)


def _common(texts: Sequence[str]) -> str:
    """Return what all texts begin with.

    >>> _common(["the sea is", "the sand"])
    'the s'
    """
    first, last = min(texts, default=""), max(texts, default="")
    same = next(
        (place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None
    )
    return first if same is None else first[:same]


def _commonest(texts: Sequence[str], origin: str) -> tuple[str, str, int] | None:
    if not texts:
        return None
    text, n = Counter(texts).most_common(1)[0]
    return text, origin, n
