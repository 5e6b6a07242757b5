"""What is pushed, where to, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tidegauge.errors import TidegaugeError


class PushError(TidegaugeError):
    """Labels cannot be brought into another tool."""


@dataclass(frozen=True)
class Target:
    """Where labels are pushed: the address of the tool's API, its project, and who we are there. Keys stand in no text."""

    url: str
    project: str = "default"
    user: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return f"Target({self.url!r}, {self.project!r})"


@dataclass(frozen=True)
class PushedScore:
    """One score of a label. `id` is the same whenever it is pushed, from whatever copy of the workbench.

    `withdrawn`: the label was undone, and the tool must not have it.
    """

    id: str
    trace_id: str
    span_id: str
    name: str
    value: float | None
    label: str | None
    comment: str | None
    reviewer: str
    at: str
    batch: str
    withdrawn: bool = False


@dataclass(frozen=True)
class PushResult:
    """What came of it: scores that the tool has got, that it had already, that were taken out, that it has no span of."""

    sent: int = 0
    there: int = 0
    gone: int = 0
    unknown: int = 0


Push = Callable[[Target, Sequence[PushedScore]], PushResult]


@dataclass(frozen=True)
class Pusher:
    """A tool: how it is called, the environment variables that hold its user and key, and how labels get there."""

    title: str
    user: str
    key: str
    push: Push
