"""The names under which one table's attributes are stored, as frames of an import bring them."""

from collections.abc import Callable, Collection

import polars as pl

NewName = Callable[[str, Collection[str]], str]
"""(name at the origin, names that others have got already) -> the stored name."""


class AttributeNames:
    """One name for each attribute of an import. `valueless` are the stored names of those that came without a value."""

    def __init__(self, canonical: Collection[str], new: NewName) -> None:
        """Columns in `canonical` keep their names; `new` is asked once for each of the others."""
        self.valueless: set[str] = set()
        self._canonical = canonical
        self._new = new
        self._names: dict[str, str] = {}

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give attributes their stored names; a column without any value says nothing about its kind, so it goes."""
        raw = [name for name in frame.columns if name not in self._canonical]
        for name in raw:
            if name not in self._names:
                self._names[name] = self._new(name, self._names.values())
        empty = [name for name in raw if frame.schema[name] == pl.Null]
        self.valueless |= {self._names[name] for name in empty}
        return frame.drop(empty).rename({name: self._names[name] for name in raw if name not in empty})
