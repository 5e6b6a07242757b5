"""Differences of the searched metric in words: points, money, milliseconds."""

from tidegauge import formats
from tidegauge.findings import Effect
from tidegauge.reports._records import Measure
from tidegauge.reports._scope.records import MetricShown, ScopeRow

LEAST = 1e-6
"""Beside a whole difference, parts smaller than this are rounding."""


def size(number: float, shown: MetricShown, currency: str, digits: int = 1) -> str:
    """Return the size of a difference without its sign: `1.5 points`, `$36`.

    >>> size(-0.0151, MetricShown("e", "Errors", "share", "lower", "rate", "share"), "USD")
    '1.5 points'
    """
    if shown.searched_unit == "share":
        text = formats.decimal(abs(number) * 100, digits)
        return f"{text} {'point' if text == '1.0' else 'points'}"
    unit = shown.searched_unit
    return f"{formats.value(abs(number), unit, currency)}{' tokens' if unit == 'tokens' else ''}"


def signed(number: float, shown: MetricShown, currency: str, of: float = 0.0) -> str:
    """Return a difference with its sign, as a table shows it; what is nothing beside `of` is 0.

    >>> signed(0.0155, MetricShown("e", "Errors", "share", "lower", "rate", "share"), "USD")
    '+1.55 pt'
    """
    if abs(number) < LEAST * abs(of):
        number = 0.0
    if shown.searched_unit == "share":
        return formats.points(number, 2)
    text = formats.value(number, shown.searched_unit, currency)
    return f"+{text}" if number > 0 and text.strip("0.$€£¥−") else text


def split(row: ScopeRow, shown: MetricShown, currency: str, of: float = 0.0) -> tuple[str, str]:
    """Return what a row did by itself, and what came of its traffic; of a total, more calls and dearer calls are one."""
    if shown.kind == "total":
        return formats.MISSING, formats.MISSING
    itself, traffic = row.rate_part + row.interaction, row.mix_part
    return signed(itself, shown, currency, of), signed(traffic, shown, currency, of)


def value(number: float, shown: MetricShown, currency: str) -> str:
    """Return a value of the searched metric."""
    return formats.value(number, shown.searched_unit, currency)


def before_now(before: Measure, now: Measure, shown: MetricShown, currency: str) -> str:
    """Return both values: `0.9% → 71%`."""
    return f"{value(before.value, shown, currency)} → {value(now.value, shown, currency)}"


def interval(now: Measure, shown: MetricShown, currency: str) -> str:
    """Return a value's interval in brackets; of a share each end has its sign, as the value beside it does."""
    return formats.interval(now.low, now.high, shown.searched_unit, currency, of=now.value)


def effect(found: Effect, shown: MetricShown, currency: str) -> str:
    """Return a difference with its interval."""
    return formats.difference(found, shown.searched_unit, currency=currency)
