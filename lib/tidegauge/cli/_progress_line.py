"""Progress on stderr: one line that changes on a terminal, a line now and then of what takes long elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

import click

_OFTEN = 0.2
"""Seconds between two states of the line that changes on a terminal."""


class _Progress(Protocol):
    @property
    def seconds(self) -> float: ...


Progress = TypeVar("Progress", bound=_Progress)


class ProgressLine(Generic[Progress]):
    """Says progress as `told` words it. Where there is no terminal, `every` seconds lie between two lines."""

    def __init__(self, told: Callable[[Progress], str], every: float) -> None:
        self._told = told
        self._terminal = sys.stderr.isatty()
        self._every = _OFTEN if self._terminal else every
        self._shown = float("-inf")

    def __call__(self, progress: Progress) -> None:
        """Show how far it is, unless it has begun just now or was shown just now."""
        now = time.monotonic()
        if progress.seconds < self._every or now - self._shown < self._every:
            return
        self._shown = now
        said = self._told(progress)
        click.echo(f"\r\x1b[K{said}" if self._terminal else said, nl=not self._terminal, err=True)

    def clear(self) -> None:
        """Take the line away: what it tells of is over."""
        if self._terminal:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def reporting(told: Callable[[Progress], str], every: float) -> Iterator[ProgressLine[Progress]]:
    """Yield what shows progress; its line is taken away in the end."""
    line = ProgressLine(told, every)
    try:
        yield line
    finally:
        line.clear()
