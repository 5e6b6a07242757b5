"""A rule as somebody writes it on the page: the keys of `tidegauge.toml`, and in plain words what is wrong with them."""

import re
from collections.abc import Mapping

from pydantic import ValidationError

from tidegauge.errors import SettingsError
from tidegauge.settings_alerts import RuleTable


def written(values: Mapping[str, object]) -> RuleTable:
    """Return the rule that these keys make. What is None is left out.

    >>> written({"metric": "error_rate", "window": "1 h", "owner": None}).window
    datetime.timedelta(seconds=3600)
    >>> written({"window": "soon"})
    Traceback (most recent call last):
        ...
    tidegauge.errors.SettingsError: The window: “soon” cannot be used. It must be a length of time such as 15 min, 4 h or 2 days.

    Raises:
        SettingsError: a value cannot be used; the first such is named, with its rule.
    """
    told = {name: value for name, value in values.items() if value is not None}
    try:
        return RuleTable.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = str(first["loc"][0]).replace("_", " ") if first["loc"] else "rule"
        rule = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise SettingsError(f"The {place}: “{first['input']}” cannot be used. {rule}.") from error


def heard(slots: Mapping[str, object]) -> RuleTable:
    """Return the rule that the slots of the page make: numbers are text there, and `often` is `3 of 5`.

    >>> heard({"metric": "error_rate", "often": "2 of 3", "minimum_n": "1,000", "above": "5%"}).above
    0.05

    Raises:
        SettingsError: a slot holds something that cannot be used.
    """
    told = {name: None if value in ("", ()) else value for name, value in slots.items()}
    often = told.pop("often", None)
    if often is not None:
        told["breaches"], told["of"] = breaches_of(str(often))
    for name, what in _WHOLE.items():
        if told.get(name) is not None:
            told[name] = whole(str(told[name]), what)
    for name, what in _AMOUNTS.items():
        if told.get(name) is not None:
            told[name] = amount(str(told[name]), what)
    return written(told)


_WHOLE = {"minimum_n": "calls", "resolve_after": "windows"}
_AMOUNTS = {"above": "limit", "below": "limit", "clear": "limit", "budget": "budget", "share": "share"}


def breaches_of(text: str) -> tuple[int, int]:
    """Return how many of the last windows: `3 of 5`.

    >>> breaches_of("3 of 5"), breaches_of(" 2of2 ")
    ((3, 5), (2, 2))

    Raises:
        SettingsError: it cannot be read, or asks for more windows than there are.
    """
    found = re.fullmatch(r"\s*(\d{1,2})\s*(?:of|/)\s*(\d{1,2})\s*", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= 50:
        raise SettingsError(f"“{text[:40]}” is no number of windows. Write for example 3 of 5; at most 50.")
    return int(found[1]), int(found[2])


def whole(text: str, what: str) -> int:
    """Return a whole number of at least 1; `what` says of what.

    >>> whole("1,200", "calls")
    1200

    Raises:
        SettingsError: it is no such number.
    """
    digits = re.sub(r"[\s,]", "", text)
    if not (digits.isdecimal() and 0 < int(digits) < 10**9):
        raise SettingsError(f"“{text[:40]}” is not a number of {what}. Write a whole number from 1 on.")
    return int(digits)


def amount(text: str, what: str) -> float:
    """Return a number; of a share `5%` is 0.05.

    >>> amount("5%", "limit"), amount("1,200", "limit")
    (0.05, 1200.0)

    Raises:
        SettingsError: it is no number.
    """
    told = text.strip().replace("−", "-").replace(",", "")
    found = re.fullmatch(r"\$?\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*(%?)", told)
    if found is None:
        raise SettingsError(f"“{text[:40]}” is no {what}. Write a number such as 2000, 0.05 or 5%.")
    return float(found[1]) / (100 if found[2] else 1)
