"""One run of a sync, and runs that follow a source until they are told to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from tidegauge.errors import StoreError
from tidegauge.stores import open_origin, open_store, open_writer
from tidegauge.stores.copying import Copied, Copying, Progress
from tidegauge.stores.origin import OriginStore
from tidegauge.stores.reconciling import reconcile
from tidegauge.stores.record_source import record_source
from tidegauge.sync.count_check import TableCheck, checked
from tidegauge.sync.places import check_apart, shown
from tidegauge.sync.shared_projects import shared_projects


@dataclass(frozen=True)
class Plan:
    """What is copied: the addresses of both stores, and the day from which on."""

    source: str
    into: str
    since: date | None = None


@dataclass(frozen=True)
class Synced:
    """What a run did. `checks` is empty where it was stopped.

    `record_source` is what the copied calls say they came from; `shared_projects` are the projects of theirs whose
    names calls of another source have as well.
    """

    source: str
    product: str
    into: str
    copied: Copied
    checks: tuple[TableCheck, ...]
    stopped: bool = False
    record_source: str = ""
    shared_projects: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the copy is another one than before."""
        copied = self.copied
        return any((copied.added, copied.replaced, copied.removed, copied.quarantined))


class Sync:
    """A sync of one source into one store."""

    def __init__(self, plan: Plan, report: Callable[[Progress], None], stop: threading.Event) -> None:
        """Open the source; nothing is read yet.

        Raises:
            StoreError: the source is no store, or both are the same.
        """
        check_apart(plan.source, plan.into)
        self.plan = plan
        self._source: OriginStore = open_origin(plan.source)
        self._report = report
        self._stop = stop

    def run(self, *, full: bool = False) -> Synced:
        """Copy what was written since the last run, or everything; then count.

        Raises:
            StoreError: a store does not answer, cannot be read, or cannot be written to.
        """
        origin = self._source.look()
        with open_writer(self.plan.into) as writer:
            source, marks = record_source(origin, writer.imports, writer.marks)
            copying = Copying(
                origin,
                writer,
                since=self.plan.since,
                report=self._report,
                stop=self._stop,
                source=source,
            )
            for name, place in marks.items():
                writer.mark(name, place)
            copied = copying.run(full=full)
            target = open_store(self.plan.into)
            if full and not self._stop.is_set():
                reconcile(origin, copying, writer, target)
            stopped = self._stop.is_set()
            checks = () if stopped else checked(origin, copying.names, writer, target, self._since)
            alone = all(copying.names.is_of(record) for record in writer.imports)
            shared = () if stopped or alone else shared_projects(target, source)
        into = shown(self.plan.into)
        return Synced(origin.name, origin.product, into, copied, checks, stopped, source, shared)

    def follow(
        self,
        every: float,
        done: Callable[[Synced], None],
        trouble: Callable[[StoreError], None],
        returned: Callable[[], None] = lambda: None,
        *,
        full: bool,
    ) -> None:
        """Run until `stop` is set. A store that goes away is asked again: `trouble` is told once, and `returned` when
        it is back."""
        seen, away = None, False
        while not self._stop.is_set():
            try:
                mark = self._source.mark()
                if mark != seen or away:
                    done(self.run(full=full))
                    full = False
                if away:
                    returned()
                seen, away = mark, False
            except StoreError as error:
                if not away:
                    trouble(error)
                away = True
            self._stop.wait(every)

    @property
    def _since(self) -> datetime | None:
        return datetime.combine(self.plan.since, time()) if self.plan.since else None
