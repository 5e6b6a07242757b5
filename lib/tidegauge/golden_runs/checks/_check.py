"""What every check of the family offers, and what it sees."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tidegauge.golden_runs.ideal import Held
from tidegauge.judging.validators._validator import Found, Options

Check = Callable[[Held, str], Found | None]
"""Looks at an answer to an item. None where there is nothing to hold it to."""


@dataclass(frozen=True)
class CheckKind:
    """One member of the family: `make` turns its options into a check, and refuses ones that cannot be used.

    `applies` says, before anything is asked, whether a check of these options says anything of an item. `asks` is True of the one
    that asks a judge: its `make` is not called.
    """

    options: type[Options]
    make: Callable[[Any], Check]
    applies: Callable[[Any, Held], bool] = lambda _options, _held: True
    asks: bool = False
