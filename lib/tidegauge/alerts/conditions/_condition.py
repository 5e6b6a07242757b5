"""What every condition offers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import RecordedBaseline


@dataclass(frozen=True)
class Asked:
    """A question to a condition: the rule, the ends of the windows (UTC, ascending, one rule's window apart), and how strict it is.

    `firings` is how many false firings the rule may make a window, over all its segments (see `alerts.strictness`).
    `baselines` are those on record: without one the first days of the store are what is usual. Nothing is learnt from what comes at
    or after `until` (UTC; None: the windows that a firing at the first end takes). Ends that are whole windows
    after 1970 are answered from days that the store has counted before.
    """

    source: Source
    settings: Settings
    rule: Rule
    ends: Sequence[datetime]
    firings: float
    baselines: Sequence[RecordedBaseline] = ()
    until: datetime | None = None

    @property
    def learns_until(self) -> datetime:
        """When the time ends that what is usual may be learnt from (UTC): before every window that a firing takes."""
        table = self.rule.table
        return self.until or self.ends[0] - table.window * max(table.of, table.breaches)


@dataclass(frozen=True)
class Condition:
    """A kind of rule: its title, the keys of a rule that it needs and may have, and what it says.

    `read` returns the readings of every segment in every window, by window, then segment. `sentence` says in plain
    words what a firing reading means since its onset, complete in itself, with the viewer's time zone; `link` is the
    page that shows it.
    """

    title: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    words: Callable[[Rule, Settings], str]
    read: Callable[[Asked], Iterable[Reading]]
    sentence: Callable[[Rule, Settings, Reading, datetime | None], str]
    link: Callable[[Rule, Settings, Reading, datetime | None], Link]
