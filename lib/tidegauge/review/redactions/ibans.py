"""International bank account numbers, by their countries' structure and check digits."""

import re
from collections.abc import Iterator, Sequence

from stdnum import iban

from tidegauge.review.redactions._rule import Rule, Span

_RUN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,12}(?![^\W_])")
_END = re.compile(r"[A-Za-z0-9](?=[ -]|\Z)")


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        # A word behind it looks like one more group of it.
        ends = [one.end() for one in _END.finditer(run.group())]
        good = next(
            (end for end in reversed(ends) if iban.is_valid(run.group()[:end], check_country=False)), None
        )
        if good:
            yield run.start(), run.start() + good


RULE = Rule("Bank account numbers (IBAN)", "IBAN", _find)
