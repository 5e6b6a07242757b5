"""A question whose answer over a window is that of its days and of the hours of cut days put together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Grain, Window

Shape = Callable[[pl.DataFrame], pl.DataFrame]
"""Makes of the rows what is kept of them."""


@dataclass(frozen=True)
class DayQuestion:
    """`ask` returns the Select about a window. Its rows have a column `day`, the UTC days since 1970 of what they count.

    A day at the end of a window may have rows of several of its parts: they are added up as those of two days are.
    Apart from the window it must say the same each time. `shape` makes of the rows what is kept of them. `read` answers it
    about a window from elsewhere, such as a copy, with the same rows. `of` says which rows it asks about, where more
    will be asked of the same windows: None promises nothing.
    """

    ask: Callable[[Window], sa.Select[Any]]
    shape: Shape | None = None
    read: Callable[[Window], pl.DataFrame] | None = None
    of: Grain | None = None
    merge: Shape | None = None

    def answer(self, window: Window, read: Callable[[sa.Select[Any]], pl.DataFrame]) -> pl.DataFrame:
        """Return the rows about a window in their shape; `read` asks the store."""
        return self.shaped(self.read(window) if self.read else read(self.ask(window)))

    def near(self, window: Window, read: Callable[[sa.Select[Any]], pl.DataFrame]) -> pl.DataFrame:
        """Return the same from what is nearer than any copy."""
        return self.shaped(read(self.ask(window)))

    def shaped(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return what is kept of the rows."""
        return frame if self.shape is None else self.shape(frame)
