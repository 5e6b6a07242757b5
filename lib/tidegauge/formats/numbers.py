"""Counts, shares, money, bytes and p-values, with a real minus sign; what is not recorded is a dash."""

import math

MISSING = "–"
"""What stands where nothing was recorded. Zero is written 0."""

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def currency_sign(currency: str) -> str:
    """Return what stands before an amount of a currency.

    >>> currency_sign("EUR"), currency_sign("CHF")
    ('€', 'CHF ')
    """
    return _SYMBOLS.get(currency, f"{currency} ")


def is_missing(number: float | None) -> bool:
    """Whether there is no number to write: None, NaN or infinite."""
    return number is None or not math.isfinite(number)


def decimal(number: float | None, digits: int = 1) -> str:
    """Return a number with `digits` decimals, commas and a real minus; a rounded zero has no sign.

    >>> decimal(-1234.56), decimal(-0.001), decimal(None)
    ('−1,234.6', '0.0', '–')
    """
    if number is None or is_missing(number):
        return MISSING
    text = f"{abs(number):,.{digits}f}"
    return "−" + text if number < 0 and text.strip("0,.") else text


def signed(number: float | None, digits: int = 1) -> str:
    """Return a difference: as `decimal`, with a plus where it rose.

    >>> signed(1.5), signed(-0.4), signed(0.04)
    ('+1.5', '−0.4', '0.0')
    """
    text = decimal(number, digits)
    rose = number is not None and not is_missing(number) and number > 0 and text.strip("0,.")
    return "+" + text if rose else text


def count(number: float | None) -> str:
    """Return a count: exact below a million.

    >>> count(38412), count(1_240_000), count(4_650_000_000)
    ('38,412', '1.24 M', '4.65 B')
    """
    if number is None or is_missing(number):
        return MISSING
    for size, name in ((1e9, "B"), (1e6, "M")):
        if abs(number) >= size:
            return f"{decimal(number / size, 2)} {name}"
    return decimal(number, 0)


def share(number: float | None, digits: int | None = None) -> str:
    """Return a share in percent: one decimal under 10%, none from there, more only where rounding would lie.

    >>> share(0.024), share(0.71), share(0.402, 1), share(0.996), share(0.0004), share(0), share(1)
    ('2.4%', '71%', '40.2%', '99.6%', '0.04%', '0%', '100%')
    """
    if number is None or is_missing(number):
        return MISSING
    if digits is None and number in {0, 1}:
        return f"{number * 100:.0f}%"
    return decimal(number * 100, _share_digits(number) if digits is None else digits) + "%"


def _share_digits(number: float) -> int:
    distance = min(abs(number), abs(1 - number)) if 0 <= number <= 1 else abs(number)
    if distance < 0.0005:
        return 2
    return 1 if abs(number) < 0.0995 or 0.995 <= number < 1 else 0


def money(number: float | None, currency: str = "USD", digits: int | None = None) -> str:
    """Return an amount; without a price it is `unpriced`, never zero. `digits` are its decimals where rounding would lie.

    >>> money(2514.2), money(0.0649), money(4.321), money(-12, "EUR"), money(None), money(31, "CHF")
    ('$2,514', '$0.065', '$4.32', '−€12', 'unpriced', 'CHF 31')
    >>> money(13.827, digits=2)
    '$13.83'
    """
    if number is None or is_missing(number):
        return "unpriced"
    amount = decimal(abs(number), _money_digits(abs(number)) if digits is None else digits)
    symbol = currency_sign(currency)
    return f"{'−' if number < 0 and amount.strip('0.,') else ''}{symbol}{amount}"


def _money_digits(amount: float) -> int:
    if amount >= 9.995 or amount == 0:
        return 0
    return 2 if amount >= 0.995 else min(6, 1 - math.floor(math.log10(amount)))


def p_value(number: float | None) -> str:
    """Return a p-value.

    >>> p_value(0.0031), p_value(1e-9), p_value(0.42)
    ('p 0.003', 'p < 0.001', 'p 0.42')
    """
    if number is None or is_missing(number):
        return MISSING
    if number < 0.001:
        return "p < 0.001"
    return f"p {number:.3f}" if number < 0.1 else f"p {number:.2f}"


def byte_size(number: float) -> str:
    """Return a size in decimal units.

    >>> byte_size(812), byte_size(20_000), byte_size(1_200_000)
    ('812 B', '20 kB', '1.2 MB')
    """
    for size, name, digits in ((1e9, "GB", 1), (1e6, "MB", 1), (1e3, "kB", 0)):
        if number >= size:
            return f"{decimal(number / size, digits)} {name}"
    return f"{decimal(number, 0)} B"
