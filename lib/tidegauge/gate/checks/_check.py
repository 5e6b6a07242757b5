"""What every check offers: its table in the policy, and the numbers that it holds against their limits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tidegauge.gate.policy_general import General
from tidegauge.gate.reading import Reading
from tidegauge.gate.settings import CheckTable
from tidegauge.gate.trials import Trial


class NotApplicableError(Exception):
    """A check has nothing to look at; the text says why, and what would change that."""


class NotEnoughError(Exception):
    """What a check should look at is not there yet; the text says what would bring it."""


@dataclass(frozen=True)
class Check:
    """One check. `trials` returns the numbers and their limits, or raises NotApplicableError.

    A check that is a `search` looks at many groups at once: it corrects by the share of false discoveries, and passes where groups
    with enough of the traffic do.
    """

    place: int
    title: str
    table: type[CheckTable]
    trials: Callable[[Reading, Any, General], tuple[Trial, ...]]
    advice: str
    search: bool = False
