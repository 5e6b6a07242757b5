"""Card numbers: those of a card scheme whose check digit is right."""

import re
from collections.abc import Iterator, Sequence

from stdnum import luhn

from tidegauge.review.redactions._rule import Rule, Span
from tidegauge.review.redactions._runs import stretches

_RUN = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,30}(?!\w)(?!-\w)")
_GROUP = re.compile(r"\d+")
# The first digits of the schemes: Visa, Mastercard, Mir, American Express, Diners Club, JCB, Discover, UnionPay,
# RuPay, Maestro, Dankort, Troy, UATP. One number of ten has a right check digit by luck; few of them begin like a card as well.
_SCHEME = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|220[0-4]\d{12,15}"
    r"|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11,16}|35(?:2[89]|[3-8]\d)\d{12,15}|6(?:011|5\d\d|4[4-9]\d)\d{12,15}"
    r"|(?:62|81)\d{14,17}|(?:60|82|508)\d{13,14}|1\d{14}|(?:5018|5019|5020|5038|5[6-8]\d\d|6\d{3})\d{9,15}|9792\d{12}"
)


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        # Other numbers may stand before and after it: “2 × 4111 1111 1111 1111 12/27”.
        groups = [
            (run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run.group())
        ]
        yield from stretches(groups, lambda start, end: 13 <= end - start <= 25 and _is_card(text[start:end]))


def _is_card(text: str) -> bool:
    groups = _GROUP.findall(text)
    if min(map(len, groups[:-1]), default=4) < 3:
        return False  # a row of a table
    digits = "".join(sign for sign in text if sign.isdigit())
    return bool(_SCHEME.fullmatch(digits)) and len(set(digits)) > 1 and luhn.is_valid(digits)


RULE = Rule("Card numbers", "card", _find)
