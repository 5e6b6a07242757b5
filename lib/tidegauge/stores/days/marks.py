"""What a store says of its days, so that what was counted of them is kept for as long as it holds."""

from abc import ABC, abstractmethod
from datetime import datetime

from tidegauge.filters import Window
from tidegauge.stores.days.pieces import Piece


class DayMarks(ABC):
    """What tells whether the rows of a day are still those that an answer was made of, in one state of the store."""

    @abstractmethod
    def of(self, tables: frozenset[str], part: Piece) -> str | None:
        """Return a name, fit for a file, that is another one whenever what `tables` say of a day may have changed.

        Of a part of a day it may be that of the part alone. None where that cannot be told: then nothing of it is kept.
        """

    @abstractmethod
    def of_all(self, tables: frozenset[str]) -> str | None:
        """Return a name, fit for a file, that is another one whenever any row of `tables` may have changed."""

    def is_empty(self, part: Window) -> bool:  # noqa: ARG002  not known of most
        """Return whether it is known that a part of a day has no spans."""
        return False

    @property
    def newest(self) -> datetime | None:
        """The time of the newest span; None where no part of a day has a mark of its own."""
        return None

    @abstractmethod
    def layout(self, tables: frozenset[str]) -> str:
        """Return a text that is another one whenever a column of `tables` came, went or changed its kind."""
