"""What every kind of probe offers."""

from collections.abc import Callable
from dataclasses import dataclass

from tidegauge.judging.endpoint import Reply
from tidegauge.probes.case import ProbeCase


@dataclass(frozen=True)
class ProbeKind:
    """One member of the family: what is probed, in words, and the category of an answer; None where nobody can tell.

    `missing` says what a case lacks that this kind needs, and is empty where it lacks nothing.
    """

    about: str
    outcome: Callable[[ProbeCase, Reply], str | None]
    missing: Callable[[ProbeCase], str] = lambda _case: ""
