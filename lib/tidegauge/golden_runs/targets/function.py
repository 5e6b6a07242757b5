"""A function of this process: for the demo, and for tests."""

from collections.abc import Callable, Mapping
from typing import Any

from tidegauge.golden_runs.question import Question
from tidegauge.judging.endpoint import Reply
from tidegauge.judging.purse import Tariff


class FunctionTarget:
    """A function that answers. `words` says what it is: no model was asked."""

    def __init__(self, answer: Callable[[Question], str], words: str) -> None:
        """Keep the function."""
        self._answer, self.words = answer, words
        self.price: Tariff | None = None
        self.temperature: float | None = None
        self.output_tokens = 0

    @property
    def told(self) -> Mapping[str, Any]:
        """Its words."""
        return {"function": self.words}

    async def ask(self, question: Question) -> Reply:
        """Return what the function returns."""
        return Reply(self._answer(question), None, None)

    async def close(self) -> None:
        """Do nothing."""
