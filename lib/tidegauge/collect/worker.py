"""The process that turns segments into rows: Python makes them, and the server must go on answering meanwhile."""

import asyncio
import gc
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from tidegauge.collect.flush import Flushing, Job, Stored, UnreadableSegmentError
from tidegauge.errors import TidegaugeError

_SPAWN = get_context("spawn")


@dataclass(frozen=True)
class Held:
    """Nothing was stored, and the segments stay. A later flush may do it."""

    reason: str


@dataclass(frozen=True)
class Unreadable:
    """Nothing was stored, and it would be the same again: the segments cannot be read."""

    reason: str


Outcome = Stored | Held | Unreadable


class Worker:
    """A process of its own for flushes, one at a time. It ends with the collector, however that one ends."""

    def __init__(self) -> None:
        """No process runs before `start` or the first job."""
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def start(self) -> None:
        """Start the process: it is a second or two until it can write."""
        self._open()

    async def run(self, job: Job) -> Outcome:
        """Return what became of a job."""
        return await asyncio.to_thread(self._run, job)

    def stop(self) -> None:
        """End the process."""
        if self._process and self._line:
            self._line.close()
            self._process.join()
        self._process = self._line = None

    def kill(self) -> None:
        """End the process at once; the job that it is at is held."""
        if self._process:
            self._process.kill()

    def _run(self, job: Job) -> Outcome:
        line = self._line or self._open()
        try:
            line.send(job)
            outcome: Outcome = line.recv()
        except (EOFError, OSError):
            self.stop()
            return Held("The process that writes into the store ended unexpectedly. It is started again.")
        return outcome

    def _open(self) -> Connection:
        self._line, far = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=_serve, args=(far,), name="tidegauge-collect-writer", daemon=True
        )
        self._process.start()
        # Only the worker keeps its end: when the collector is killed, the worker reads the end of the line and ends.
        far.close()
        return self._line


def _serve(line: Connection) -> None:
    # Ctrl+C goes to every process of the terminal; the collector decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.freeze()
    flushing = Flushing()
    with suppress(EOFError, OSError):
        while True:
            job: Job = line.recv()
            line.send(_outcome(job, flushing))
    # Past the interpreter's own end, where bindings of databases tell of what they leak on standard error.
    os._exit(0)


def _outcome(job: Job, flushing: Flushing) -> Outcome:
    # Rows are many small objects without cycles: walking them again and again costs a fifth of the time.
    gc.disable()
    try:
        return flushing.flush(job)
    except UnreadableSegmentError as error:
        return Unreadable(str(error))
    except TidegaugeError as error:
        return Held(str(error))
    except OSError as error:
        return Held(f"The store could not be written: {error.strerror or error}.")
    except Exception as error:  # whatever a driver raises, the journal holds and the next try may succeed
        return Held(f"The store could not be written: {type(error).__name__}.")
    finally:
        gc.enable()
        gc.collect()
