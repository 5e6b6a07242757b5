"""Every error that Tidegauge raises on purpose: each names the value, the rule and the alternatives."""

from collections.abc import Iterable
from difflib import get_close_matches

ALTERNATIVES = 12
"""How many names an error lists: of hundreds, nobody reads more."""


class TidegaugeError(Exception):
    """Base of all errors whose text is meant for the person at the screen."""


class SettingsError(TidegaugeError):
    """A key or value in `tidegauge.toml`, the environment or a flag cannot be used."""


class FilterError(TidegaugeError):
    """A filter chip, a window or a comparison cannot be read."""


class MetricError(TidegaugeError):
    """A metric's expression cannot be parsed, or asks for a column that the store does not have."""


class StoreError(TidegaugeError):
    """A trace store cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class StoreCancelledError(StoreError):
    """Somebody stopped the query."""

    def __init__(self) -> None:
        super().__init__("The query was cancelled.")


class StoreTimeoutError(StoreError):
    """A query took longer than `statement_timeout` of the settings, in seconds.

    >>> str(StoreTimeoutError(30))
    'This took too long (30 s). Narrow the window or try again.'
    """

    def __init__(self, seconds: float | None) -> None:
        limit = "" if seconds is None else f" ({seconds:g} s)"
        super().__init__(f"This took too long{limit}. Narrow the window or try again.")


class JudgeError(TidegaugeError):
    """Answers cannot be judged: a rubric, a validator, a price or the judge's endpoint cannot be used."""


class ImportFileError(TidegaugeError):
    """A file cannot be imported as a whole. Single bad rows do not raise: they are quarantined."""


def unknown(what: str, value: str, known: Iterable[str]) -> str:
    """Return the sentence for a name nobody knows, with the nearest known one if one is close, else the alternatives.

    >>> unknown("attribute", "gep", ["geo", "device"])
    '“gep” is not a known attribute. Did you mean geo?'
    >>> unknown("table", "x", ["spans", "scores"])
    '“x” is not a known table. There are: scores, spans.'
    """
    names = sorted(set(known))
    # One wrong letter of three counts more than one of four.
    near = get_close_matches(value, names, n=1, cutoff=0.65 if len(value) < 4 else 0.7)
    if near:
        return f"“{value}” is not a known {what}. Did you mean {near[0]}?"
    shown = ", ".join(names[:ALTERNATIVES])
    if len(names) > ALTERNATIVES:
        return f"“{value}” is not a known {what}. There are {len(names):,}, such as {shown}."
    return f"“{value}” is not a known {what}. There are: {shown}."
