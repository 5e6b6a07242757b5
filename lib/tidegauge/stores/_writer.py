"""What every store that Tidegauge writes can do: take rows, remember how far a copy has come, publish all at once."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Protocol, Self

import polars as pl

from tidegauge.stores.lake.manifest import ImportRecord


class QuarantineWriter(Protocol):
    """Where the rows go that cannot be used."""

    def append(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Append rows: {file, row, line, column, value, rule, record}."""
        ...


class Writer(ABC):
    """Writes into one store. A context manager: leaving it without `commit` publishes nothing."""

    quarantine: QuarantineWriter

    @abstractmethod
    def __enter__(self) -> Self:
        """Take hold of the store.

        Raises:
            StoreError: the store does not answer, cannot be written to, or another process is writing.
        """

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the store; what was not committed is dropped."""

    @property
    @abstractmethod
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was committed before, oldest first."""

    @property
    @abstractmethod
    def marks(self) -> Mapping[str, int]:
        """How far copies of other stores have come, by name: committed together with the rows."""

    @abstractmethod
    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to `table`. Columns beyond the canonical ones become attributes.

        A row whose key the store already holds is dropped and counted as a duplicate.

        Raises:
            StoreError: an unknown table, or a required column without a value.
        """

    @abstractmethod
    def replace(self, table: str, frame: pl.DataFrame, gone: pl.DataFrame | None = None) -> None:
        """Add rows in place of those with the same key; take away the rows whose keys are in `gone`.

        `gone` has the columns of the table's key and its time column.
        """

    @abstractmethod
    def alias(self, names: Mapping[str, str]) -> None:
        """Remember the names {at the origin: canonical field} that columns were imported under."""

    @abstractmethod
    def mark(self, name: str, place: int) -> None:
        """Remember with the next commit how far the copy called `name` has come."""

    @abstractmethod
    def commit(self, record: ImportRecord) -> ImportRecord:
        """Publish everything since the last commit; return `record` with the counts of what was kept and dropped.

        A record with the batch of an earlier one is added to that one.
        """
