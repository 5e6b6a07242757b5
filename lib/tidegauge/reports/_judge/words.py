"""Judges' names, short enough for a chart: what tells one version from another."""

import re
from collections.abc import Sequence

from tidegauge.reports._judge.records import RulerChange

LONGEST = 26
UNNAMED = "judge without a name"


def short(name: str | None) -> str:
    """Return a judge's name, cut where it is long; control characters and line breaks are shown as blanks.

    >>> short("judge-lm rubric r4"), short(""), short("a" * 40)
    ('judge-lm rubric r4', 'judge without a name', 'aaaaaaaaaaaaaaaaaaaaaaaaa…')
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in (name or "").strip()[: 4 * LONGEST])
    return (plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…") or UNNAMED


def others_text(names: Sequence[str], most: int = 3) -> str:
    """Return judges in a sentence, the first few by name.

    >>> others_text(["r3", "r4", "m1", "m2"])
    'r3, r4, m1 and 1 more'
    """
    more = len(names) - most
    return ", ".join(map(short, names[:most])) + (f" and {more} more" if more > 0 else "")


def names_of(evaluators: Sequence[str]) -> list[str]:
    """Return short names, each once: of those that look alike the later ones are numbered.

    >>> names_of(["r3", "", "r3"])
    ['r3', 'judge without a name', 'r3 (2)']
    """
    found: list[str] = []
    for evaluator in evaluators:
        name, copies = short(evaluator), 1
        while (name if copies == 1 else f"{name} ({copies})") in found:
            copies += 1
        found.append(name if copies == 1 else f"{name} ({copies})")
    return found


def difference(before: str, after: str) -> tuple[str, str]:
    """Return what two names do not share, or the short names where that is most of them.

    >>> difference("judge-lm rubric r3", "judge-lm rubric r4"), difference("aster", "birch")
    (('r3', 'r4'), ('aster', 'birch'))
    """
    one, other = (re.findall(r"[^\s/:·,_-]+", name or "") for name in (before, after))
    apart = [" ".join(part for part in own if part not in rest) for own, rest in ((one, other), (other, one))]
    if all(apart) and sum(map(len, apart)) <= LONGEST:
        return short(apart[0]), short(apart[1])
    return short(before), short(after)


def change_label(change: RulerChange) -> str:
    """Return a change of judge for a chart's line: `judge r3 to r4`."""
    before, after = difference(change.before, change.after)
    text = f"judge {before} to {after}"
    return text if len(text) <= LONGEST + 8 else "judge changed"
