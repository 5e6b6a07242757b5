"""Pinned numbers as text: the same words on the page and in both files."""

from tidegauge import formats
from tidegauge.incidents.pins import PinnedNumber

HEADS = ("What", "Then", "Before", "Calls")


def cells(number: PinnedNumber, currency: str) -> tuple[str, str, str, str]:
    """Return what of, the value with its 95% interval, the value before, and the number of calls.

    >>> cells(PinnedNumber("geo = BR", "share", 0.71, 0.68, 0.74, 0.009, 848), "USD")
    ('geo = BR', '71% [68, 74]', '0.9%', '848')
    """
    value = formats.value(number.value, number.unit, currency)
    bounds = ""
    if number.low is not None and number.high is not None:
        bounds = formats.interval(number.low, number.high, number.unit, currency, of=number.value)
    before = formats.value(number.reference, number.unit, currency)
    return number.label, f"{value} {bounds}".strip(), before, formats.count(number.n)
