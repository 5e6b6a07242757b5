"""A command of one's own: an item as JSON on its input, the answer on its output; no shell in between."""

import asyncio
import json
import os
import shlex
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from tidegauge.golden_runs.question import Question
from tidegauge.golden_runs.targets._target import PaidRefusalError
from tidegauge.judging.endpoint import LaterError, Reply
from tidegauge.judging.purse import Tariff
from tidegauge.judging.spending import NANO
from tidegauge.workbench.golden_candidates import GoldenError

LONGEST = 4_000_000
"""Bytes of an answer: a command that writes on and on is ended."""
_SAID = 300
_TRY_AGAIN = 75
"""The exit status of sendmail's EX_TEMPFAIL: it may work another time."""


@dataclass(frozen=True)
class CallPrice:
    """What one call costs, whatever it reads and writes, in US dollars."""

    dollars: float

    def nanos(self, input_tokens: float, output_tokens: float) -> int:  # noqa: ARG002  a call costs what it costs
        """Return it in billionths of a dollar."""
        return round(self.dollars * NANO)


def arguments(command: str) -> tuple[str, ...]:
    """Return the words of a command line; its first names a program that is there.

    >>> arguments("env LANG=C 'a b'")
    ('env', 'LANG=C', 'a b')

    Raises:
        GoldenError: it is empty, a quotation mark is missing, or there is no such program.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise GoldenError(f"--command “{command[:200]}” cannot be read: {error}.") from None
    if not words:
        raise GoldenError("--command is empty. Name a program: --command './answer.py --prompt v7'")
    if shutil.which(words[0]) is None:
        raise GoldenError(
            f"--command: there is no program “{words[0][:200]}”, or it may not be run. It is started as it is, without a shell."
        )
    return tuple(words)


class CommandTarget:
    """A command that is started once a question. `call_price` is in US dollars, None where nobody says."""

    def __init__(
        self, words: Sequence[str], timeout: float, call_price: float | None = None, prompt: str = ""
    ) -> None:
        """Keep the words of the command; nothing is started yet."""
        self._words, self._timeout, self._prompt = tuple(words), timeout, prompt
        self.price: Tariff | None = None if call_price is None else CallPrice(call_price)
        self.temperature: float | None = None
        self.output_tokens = 0

    @property
    def words(self) -> str:
        """The command."""
        return f"command {shlex.join(self._words)}"

    @property
    def told(self) -> Mapping[str, Any]:
        """The command and the prompt."""
        return {"command": list(self._words), "prompt": self._prompt}

    async def ask(self, question: Question) -> Reply:
        """Return what the command writes, without white space at its end.

        Raises:
            LaterError: it took too long, or exits with 75 (try again).
            PaidRefusalError: it fails, or writes too much.
        """
        transport, exchange = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Exchange(_told(question)), *self._words, start_new_session=True
        )
        try:
            async with asyncio.timeout(self._timeout):
                await exchange.over
        except TimeoutError:
            _kill(transport)  # it may be over, and what it has started still hold the pipes
            raise LaterError(f"no answer within {self._timeout:g} s", None, billed=True) from None
        finally:
            if transport.get_returncode() is None:
                _kill(transport)
            # Whoever else holds its pipes may do so for ever: they are not waited for.
            transport.close()
            await exchange.exited
        return _reply(transport.get_returncode(), bytes(exchange.said), bytes(exchange.trouble))

    async def close(self) -> None:
        """Do nothing: every call is over when its answer is there."""


def _told(question: Question) -> bytes:
    # Never what should be answered: a candidate must not read it.
    item = question.item
    told = {
        "id": item.span_id,
        "input": item.input,
        "messages": question.turns.messages,
        "group": item.group.value,
        "facts": dict(item.facts),
    }
    return json.dumps(told, ensure_ascii=True).encode() + b"\n"


class _Exchange(asyncio.SubprocessProtocol):
    """What a command is told and says. `over` is done once it has exited and nobody can write to its pipes any more."""

    def __init__(self, told: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.said, self.trouble = bytearray(), bytearray()
        self.over, self.exited = loop.create_future(), loop.create_future()
        self._told = told

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        process = cast("asyncio.SubprocessTransport", transport)
        question = cast("asyncio.WriteTransport", process.get_pipe_transport(0))
        # It need not read its question: a pipe that it closed is no error.
        question.write(self._told)
        question.close()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        written = self.said if fd == 1 else self.trouble
        written += data
        if len(written) > LONGEST and not self.over.done():  # it is ended at once: it might write on for ever
            self.over.set_exception(PaidRefusalError(f"the answer has more than {LONGEST:,} bytes"))

    def process_exited(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


def _kill(process: asyncio.SubprocessTransport) -> None:
    """End the command with everything that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.get_pid(), signal.SIGKILL)


def _reply(status: int | None, said: bytes, trouble: bytes) -> Reply:
    if status:
        last = trouble.decode("utf-8", "replace").strip().rpartition("\n")[2][:_SAID]
        why = f"exit status {status}{f': {last}' if last else ''}"
        if status == _TRY_AGAIN:
            raise LaterError(why, None, billed=True)
        raise PaidRefusalError(why)
    return Reply(said.decode("utf-8", "replace").rstrip(), None, None)
