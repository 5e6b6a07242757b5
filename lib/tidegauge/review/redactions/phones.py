"""Telephone numbers: valid ones, written as numbers for calling are."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import phonenumbers

from tidegauge.review.redactions._rule import Rule, Span

REGIONS = ("US", "GB", "DE", "FR", "BR", "IN", "ES", "IT", "MX", "NL", "PL", "AU", "JP", "ZA")
"""Where a number without + may be from: there it must be written in the usual groups, or begin with 0."""
_RUN = re.compile(
    r"(?<![\w.,/=-])(?:\+\s?)?(?:\(\+?\d{1,5}\)|\d)(?:[ ().\u00a0/\u2011-]{0,3}\d){5,16}(?!\w)(?![.,-]\d)"
)
_DATE = re.compile(
    r"(?:19|20)\d\d[./ -](?:0?[1-9]|1[0-2])[./ -](?:0?[1-9]|[12]\d|3[01])(?!\d).*"
    r"|[0-3]?\d([./-])[0-3]?\d\1(?:19|20)?\d\d(?:\s\d{1,2})?|(?:19|20)\d\d\s?-\s?(?:19|20)\d\d"
)
_INTERNET = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_CALLED = re.compile(
    r"(?:tel(?:efone|éfono|efon|ephone)?|phone|mobile|cell(?:ular)?|celular|call|ring|text|sms|whats\s?app|fax|handy|ligue)"
    r"\W{0,3}(?:(?:me|us|him|her|number|no|nr|at|on|is|para|unter|nummer)\W{1,3}){0,3}\Z",
    re.IGNORECASE,
)


def _find(text: str, _names: Sequence[str]) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        shown = run.group()
        if _DATE.fullmatch(shown) or _INTERNET.fullmatch(shown):
            continue
        called = bool(_CALLED.search(text[max(0, run.start() - 40) : run.start()]))
        if _is_phone(shown, called=called):
            yield run.span()


@lru_cache(maxsize=4_096)
def _is_phone(shown: str, *, called: bool) -> bool:
    groups = re.findall(r"\d+", shown)
    if sum(len(group) == 1 for group in groups) > 2:
        return False  # a row of a table
    if shown.startswith(("+", "00")):
        return _valid("+" + re.sub(r"\D", "", shown).removeprefix("00"), None) is not None
    for region in REGIONS:
        number = _valid(shown, region)
        if number is None:
            continue
        if called or (shown[0] == "0" and len(groups) > 1):
            return True
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        if len(groups) > 1 and groups == re.findall(r"\d+", national):
            return True
    return False


def _valid(shown: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(shown, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


RULE = Rule("Telephone numbers", "phone", _find)
