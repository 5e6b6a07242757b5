"""Email addresses."""

import re
from collections.abc import Iterator, Sequence

from tidegauge.review.redactions._rule import Rule, Span

# From each @ outwards, and never further than an address may reach: so a megabyte of letters costs nothing.
_LOCAL = re.compile(r"""(?:"[^"\n]{1,62}"|[\w.!#$%&'*+/=?^`{|}~-]{1,64})\Z""")
_DOMAIN = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,60}\]|(?:[\w](?:[\w-]{0,61}[\w])?\.){1,8}[^\W\d_][\w-]{1,62})")


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        before = _LOCAL.search(text[max(0, at - 64) : at])
        after = _DOMAIN.match(text, at + 1)
        if before and after:
            yield at - len(before.group().lstrip(".")), after.end()
        at = text.find("@", at + 1)


RULE = Rule("Email addresses", "email", _find)
