"""What every trace store can do: say what it holds, and answer a Select with a frame."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.schema.catalog import Catalog
from tidegauge.sources.peer import Peer
from tidegauge.stores.days.answers import DayAnswers
from tidegauge.stores.days.question import DayQuestion
from tidegauge.stores.lake.manifest import ImportRecord


@dataclass(frozen=True)
class Held:
    """Rows to be grouped several times, and `read`, which answers a Select over them from one state of the store."""

    rows: sa.FromClause
    read: Callable[[sa.Select[Any]], pl.DataFrame]

    @property
    def is_copy(self) -> bool:
        """Whether the rows are copied: where they are not, every question asks the store for all columns of them."""
        return isinstance(self.rows, sa.TableClause)


class Store(ABC):
    """A trace store, opened for reading: no method writes. Safe to share between threads.

    A statement that takes long is run within `stores.cancelling.stopped_by`, so that a page can stop it.
    """

    url: str
    """The address, without a password."""

    @property
    @abstractmethod
    def product(self) -> str:
        """What kind of store it is, in the words that people know."""

    @property
    def peer(self) -> Peer | None:
        """The tool whose store it is, with what was detected; None where the tables are ours."""
        return None

    @property
    def reads_rows(self) -> bool:
        """Whether a question about one column takes as long as one about all: then a copy of them pays."""
        return False

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was imported into it, oldest first, where the store remembers it."""
        return ()

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """Tables of a store that Tidegauge made which are there no longer: their rows are on no page."""
        return ()

    def quarantined(self, batch: str, most: int) -> pl.DataFrame:  # noqa: ARG002  most stores have none
        """Return rows that the import `batch` could not use: file, row, line, column, value, rule."""
        return pl.DataFrame()

    @property
    def doing(self) -> str | None:
        """What it does that may take long, in words, while somebody waits for its first answer."""
        return None

    def refresh(self) -> None:  # noqa: B027  most stores look every time
        """Forget what the store was last seen to hold: the next question looks again."""

    @abstractmethod
    def catalog(self) -> Catalog:
        """Return the columns, score names, signal kinds and outcome names that the store has now."""

    @abstractmethod
    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query` as a frame.

        Raises:
            StoreError: the database does not answer, or refuses the statement.
        """

    @property
    def days(self) -> DayAnswers | None:
        """What keeps the answers of days now; None where asking the store takes no longer."""
        return None

    @property
    def keeps_days(self) -> bool:
        """Whether what was counted of whole days is kept, so that it pays to ask for each day apart."""
        return self.days is not None

    def read_days(self, question: DayQuestion, windows: Sequence[Window]) -> list[pl.DataFrame]:
        """Return for each window the rows of a question that adds up over days.

        Raises:
            StoreError: as `read`.
        """
        days = self.days
        if days is None:
            return [question.answer(window, self.read) for window in windows]
        return days.answer(question, windows)

    def read_kept(
        self,
        query: sa.Select[Any],
        windows: Sequence[Window] | None = None,
        read: Callable[[], pl.DataFrame] | None = None,
    ) -> pl.DataFrame:
        """Return the rows of a query that reads no spans outside of `windows`, or any; `read` has the same from a copy.

        A large store keeps them until a row of these windows, or of another table that the query reads, changes.

        Raises:
            StoreError: as `read`.
        """
        days = self.days
        if days is None:
            return read() if read else self.read(query)
        return days.whole(query, windows, read)

    def hold(self, query: sa.Select[Any]) -> AbstractContextManager[Held]:
        """Keep the rows of `query` at hand until the block ends; a store that cannot asks for them every time.

        Many rows are copied in parts along the first column, which is best the time.

        Raises:
            StoreError: the database does not answer, or refuses the statement.
        """
        return nullcontext(Held(query.subquery("calls"), self.read))

    @abstractmethod
    def version(self) -> str:
        """Return a text that changes whenever the data may have changed: the key of every cache."""
