"""A model at an OpenAI-compatible endpoint, under a system prompt."""

import hashlib
from collections.abc import Mapping
from typing import Any

from tidegauge.golden_runs.question import Question
from tidegauge.judging.endpoint import Endpoint, EndpointOptions, Reply
from tidegauge.judging.purse import Tariff


class EndpointTarget:
    """An endpoint; `prompt` is in its questions already, and told here because answers depend on it."""

    def __init__(self, options: EndpointOptions, price: Tariff | None, prompt: str = "") -> None:
        """Keep how it is reached; the client, which wants a key, is made with the first question."""
        self._options, self._prompt, self.price = options, prompt, price
        self._endpoint: Endpoint | None = None

    @property
    def words(self) -> str:
        """The model, where it is, and which prompt."""
        under = f", prompt {_digest(self._prompt)[:8]}" if self._prompt else ""
        return f"{self._options.model} at {self._options.address}{under}"

    @property
    def told(self) -> Mapping[str, Any]:
        """Address, model, prompt and how it is asked; never the key."""
        options = self._options
        return {
            "address": options.address,
            "model": options.model,
            "prompt": self._prompt,
            "temperature": options.temperature,
            "max_output_tokens": options.max_output_tokens,
        }

    @property
    def temperature(self) -> float | None:
        """As it is asked for."""
        return self._options.temperature

    @property
    def output_tokens(self) -> int:
        """The most tokens of an answer."""
        return self._options.max_output_tokens

    async def ask(self, question: Question) -> Reply:
        """Return the model's answer, as `Endpoint.ask` does."""
        if self._endpoint is None:
            self._endpoint = Endpoint(self._options)
        return await self._endpoint.ask(question.turns, None)

    async def close(self) -> None:
        """Close the connections."""
        if self._endpoint is not None:
            await self._endpoint.close()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
