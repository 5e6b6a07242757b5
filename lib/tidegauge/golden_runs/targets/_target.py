"""What every target offers."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from tidegauge.golden_runs.question import Question
from tidegauge.judging.endpoint import RefusedError, Reply
from tidegauge.judging.purse import Tariff


class PaidRefusalError(RefusedError):
    """A question was refused, and cost as much as if it had been answered."""


class Target(Protocol):
    """A candidate that can be asked. `words` says what it is; `told` is all of it that an answer depends on.

    `price` is None where a request costs nothing that is known. `output_tokens` is the most that an answer can have.
    """

    @property
    def words(self) -> str:
        """What is asked, for people."""
        ...

    @property
    def told(self) -> Mapping[str, Any]:
        """What makes another answer, as JSON."""
        ...

    @property
    def temperature(self) -> float | None:
        """As it is asked for; None where nobody says."""
        ...

    @property
    def price(self) -> Tariff | None:
        """What a request costs."""
        ...

    @property
    def output_tokens(self) -> int:
        """The most tokens of an answer."""
        ...

    async def ask(self, question: Question) -> Reply:
        """Return the answer.

        Raises:
            LaterError: it may be asked again.
            RefusedError: this question will never be answered.
            JudgeError: no question will.
        """
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...


def recipe(label: str, target: Target) -> str:
    """Return the SHA-256 of a candidate's name and of all that its answers depend on: what was asked under it is kept."""
    said = json.dumps([label, dict(target.told)], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
