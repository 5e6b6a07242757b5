"""What an answer is asked with, and what it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tidegauge.findings import Link
from tidegauge.incidents.records import Incident
from tidegauge.reports.source import Source
from tidegauge.review.asking import Ask, directly
from tidegauge.settings import Settings


@dataclass(frozen=True)
class Asked:
    """Of which incident, read where, at which moment (UTC), in whose zone; `ask` may answer from memory.

    `source` is None while the store does not answer: what needs it is not answered then.
    """

    incident: Incident
    engine: sa.Engine = field(repr=False)
    settings: Settings = field(repr=False)
    source: Source | None
    now: datetime
    zone: str = "UTC"
    ask: Ask = field(default=directly, repr=False)


@dataclass(frozen=True)
class Answered:
    """One answer: a few words, the page that shows it, and whether it is worth a second look."""

    words: str
    link: Link | None = None
    odd: bool = False


@dataclass(frozen=True)
class Answer:
    """A kind of answer. `find` yields what there is to say, nothing where nothing is known."""

    title: str
    find: Callable[[Asked], Iterable[Answered]]
    needs_store: bool = False
