"""A metric's value, written as its unit asks."""

from tidegauge.formats.numbers import MISSING, count, decimal, is_missing, money, share
from tidegauge.formats.times import duration


def value(number: float | None, unit: str, currency: str = "USD") -> str:
    """Return a value in a metric's unit: share, ms, usd, tokens, score, count or none.

    >>> value(0.024, "share"), value(2900, "ms"), value(2514, "usd"), value(412.3, "tokens"), value(4.21, "score")
    ('2.4%', '2.9 s', '$2,514', '412', '4.21')
    >>> value(float("nan"), "share"), value(0.5, "")
    ('–', '0.50')
    """
    if number is None or is_missing(number):
        return MISSING
    match unit:
        case "share":
            return share(number)
        case "ms":
            return duration(number)
        case "usd":
            return money(number, currency)
        case "tokens" | "count":
            return count(number)
        case _:
            return count(number) if abs(number) >= 100 else decimal(number, 2)
