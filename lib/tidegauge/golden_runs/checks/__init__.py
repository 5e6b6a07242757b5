"""What an answer of a golden run is held to: a file a check, found by listing."""

from collections.abc import Mapping
from functools import cache

from tidegauge.discovery import members
from tidegauge.golden_runs.checks._check import CheckKind
from tidegauge.golden_runs.checks._validated import validated
from tidegauge.judging.checks import validators


@cache
def check_kinds() -> Mapping[str, CheckKind]:
    """Return every check by its name: those of golden runs, and the validators that see nothing but the texts.

    >>> sorted(check_kinds())
    ['citation', 'contains', 'exact', 'forbidden', 'json_keys', 'json_schema', 'judge', 'language', 'length', 'pii', 'regex',
     'similarity', 'unlike']
    """
    own = members(__name__, "CHECK", CheckKind)
    others = {name: validated(one) for name, one in validators().items()}
    return {**own, **{name: one for name, one in others.items() if one is not None}}
