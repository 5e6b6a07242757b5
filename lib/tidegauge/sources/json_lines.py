"""JSON lines: one object a line, its fields become columns."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tidegauge.sources.chunk import Chunk
from tidegauge.sources.json_rows import lots
from tidegauge.sources.records import flat_record, frame_of
from tidegauge.sources.text_file import open_text


class JsonLinesSource:
    """A file of JSON objects, one a line."""

    format = "JSON lines"
    typed = True
    canonical = False

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when chunks are read."""
        self.path = path
        self.notes: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in file order. A field that only later rows have appears in later chunks only."""
        names: set[str] = set()
        with open_text(self.path) as text:
            for lot in lots(text):
                yield Chunk(
                    frame_of([flat_record(record) for record in lot.records], names),
                    pl.Series(lot.rows, dtype=pl.Int64),
                    tuple(lot.bad),
                    lines=pl.Series(lot.lines, dtype=pl.Int64),
                    done=text.done,
                )
