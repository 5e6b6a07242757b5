"""What every condition offers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


@dataclass(frozen=True)
class Asked:
    """A question to a condition: the rule, the ends of the windows (UTC, ascending, one rule's window apart), and how strict it is.

    `alpha` is how often one window of one segment may be breached by chance alone (see `alerts.strictness`).
    """

    source: Source
    settings: Settings
    rule: Rule
    ends: Sequence[datetime]
    alpha: float


@dataclass(frozen=True)
class Condition:
    """A kind of rule: its title, the keys of a rule that it needs and may have, and what it says.

    `read` returns the readings of every segment in every window, by window, then segment. `sentence` says in plain words what a firing
    reading means, complete in itself, with the viewer's time zone; `link` is the page that shows it.
    """

    title: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    words: Callable[[Rule, Settings], str]
    read: Callable[[Asked], Iterable[Reading]]
    sentence: Callable[[Rule, Settings, Reading], str]
    link: Callable[[Rule, Reading], Link]
