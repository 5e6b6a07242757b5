"""One request to an OpenAI-compatible endpoint, and what its failure means: wait, give up this call, or stop the run."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING, Any

from tidegauge.errors import JudgeError
from tidegauge.judging.prompt import Sendable

if TYPE_CHECKING:
    # The client is an extra, and takes a second to load: it is imported where it is used.
    import openai

_TRY_LATER = frozenset({408, 409, 425, 429})
_NEVER = frozenset({401, 403, 404})
_LONGEST_MESSAGE = 300
_MAY_LACK = ("response_format", "temperature", "max_completion_tokens")
"""Parameters that an endpoint may not know: it is asked without them once it has said so."""


@dataclass(frozen=True)
class EndpointOptions:
    """Where a model is asked, and how. `key` is a secret: it stands in no text that anybody reads.

    `purpose` and `advice` are what the error says of a key, a model or an address that is refused.
    """

    address: str
    model: str
    key: str
    timeout: float
    max_output_tokens: int
    temperature: float | None
    purpose: str = "judge with"
    advice: str = "Check [judge] endpoint and model, and the key in the environment."

    def __repr__(self) -> str:
        return f"EndpointOptions({self.address!r}, {self.model!r})"


@dataclass(frozen=True)
class Reply:
    """What the model said, and the tokens that it cost; None where the endpoint does not say.

    `model` is the one that answered, `fingerprint` the backend's own, `finish` why it stopped; `refused` that the endpoint
    marked the text as a refusal.
    """

    text: str
    input_tokens: int | None
    output_tokens: int | None
    model: str | None = None
    fingerprint: str | None = None
    finish: str | None = None
    refused: bool = False


class LaterError(Exception):
    """The endpoint did not answer, or was too busy. `wait` is what it asks for, in seconds.

    `billed` says that the request may have been worked on all the same.
    """

    def __init__(self, text: str, wait: float | None, *, billed: bool) -> None:
        super().__init__(text)
        self.wait, self.billed = wait, billed


class RefusedError(Exception):
    """The endpoint does not take this request; it may take others."""


class Endpoint:
    """An endpoint under a model's name. Close it with `close`."""

    def __init__(self, options: EndpointOptions) -> None:
        """Make the client; nothing is sent yet."""
        self._options = options
        self._lacks: set[str] = set()
        import openai  # noqa: PLC0415

        # Tried again by us: every attempt has its money set aside first.
        self._client = openai.AsyncOpenAI(
            api_key=options.key, base_url=options.address, timeout=options.timeout, max_retries=0
        )

    async def ask(self, prompt: Sendable, schema: Mapping[str, Any] | None) -> Reply:
        """Return the model's answer: in the form of a JSON schema, or as it likes.

        Raises:
            LaterError: it may be asked again.
            RefusedError: this request will never be answered.
            JudgeError: no request will: the key, the model or the address is wrong.
        """
        import openai  # noqa: PLC0415

        while True:
            try:
                # The client's types want literals; what is sent depends on what the endpoint knows.
                request = self._request(prompt, schema)
                # The client's own timeout is one for each read: an answer that drips would never end.
                async with asyncio.timeout(self._options.timeout):
                    return _reply(await self._client.chat.completions.create(**request))
            except openai.BadRequestError as error:
                if not self._learn(error):
                    raise RefusedError(self._said(error)) from None
            except openai.APIStatusError as error:
                raise self._failure(error) from None
            except (openai.APITimeoutError, TimeoutError):
                raise LaterError(f"no answer within {self._options.timeout:g} s", None, billed=True) from None
            except openai.APIConnectionError as error:
                cause = error.__cause__ or error
                raise LaterError(f"no connection: {type(cause).__name__}", None, billed=False) from None
            except (openai.OpenAIError, ValueError) as error:
                raise LaterError(f"no completion: {type(error).__name__}", None, billed=True) from None

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    def _request(self, prompt: Sendable, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        options = self._options
        request: dict[str, Any] = {"model": options.model, "messages": prompt.messages}
        limit = "max_tokens" if "max_completion_tokens" in self._lacks else "max_completion_tokens"
        request[limit] = options.max_output_tokens
        if options.temperature is not None and "temperature" not in self._lacks:
            request["temperature"] = options.temperature
        if schema is not None and "response_format" not in self._lacks:
            form = {"name": "verdict", "strict": True, "schema": dict(schema)}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
        return request

    def _learn(self, error: "openai.BadRequestError") -> bool:
        said = str(error.message).lower()
        named = [name for name in _MAY_LACK if name in said and name not in self._lacks]
        self._lacks |= set(named)
        return bool(named)

    def _failure(self, error: "openai.APIStatusError") -> Exception:
        code = error.status_code
        if code in _NEVER:
            return JudgeError(
                f"The endpoint {self._options.address} refuses to {self._options.purpose} “{self._options.model}”: "
                f"{self._said(error)}. {self._options.advice}"
            )
        if code in _TRY_LATER or code >= 500:
            return LaterError(self._said(error), _wait(error.response.headers), billed=False)
        return RefusedError(self._said(error))

    def _said(self, error: "openai.APIStatusError") -> str:
        body = error.body if isinstance(error.body, Mapping) else {}
        text = " ".join(str(body.get("message") or error.message).split())[:_LONGEST_MESSAGE]
        # Some endpoints repeat the key that they refuse.
        return f"{error.status_code} {text.replace(self._options.key, '…') if self._options.key else text}"


def _reply(answer: object) -> Reply:
    from openai.types.chat import ChatCompletion  # noqa: PLC0415

    if not isinstance(answer, ChatCompletion):
        raise ValueError(answer)  # noqa: TRY004  a page that answers 200 to everything
    message = answer.choices[0].message if answer.choices else None
    usage = answer.usage
    return Reply(
        (message.content or message.refusal or "") if message else "",
        usage.prompt_tokens if usage else None,
        usage.completion_tokens if usage else None,
        answer.model or None,
        answer.system_fingerprint or None,
        answer.choices[0].finish_reason if answer.choices else None,
        bool(message and message.refusal),
    )


def _wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait.

    >>> _wait({"retry-after": "3"}), _wait({"retry-after-ms": "250"}), _wait({"retry-after": "soon"})
    (3.0, 0.25, None)
    """
    try:
        if "retry-after-ms" in headers:
            return float(headers["retry-after-ms"]) / 1000
        if "retry-after" not in headers:
            return None
        said = headers["retry-after"]
        return (
            float(said)
            if said.strip().isdigit()
            else max(0.0, parsedate_to_datetime(said).timestamp() - time())
        )
    except ValueError:
        return None
