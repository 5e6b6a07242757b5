"""Labels made in other tools: one file a tool, found by listing."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.errors import ImportFileError, unknown
from tidegauge.imports.elsewhere._foreign import ForeignLabel, Reader, Where

__all__ = ["ForeignLabel", "Reader", "Where", "reader_of", "readers"]


@cache
def readers() -> dict[str, Reader]:
    """Return every reader by its name.

    >>> sorted(readers())
    ['argilla', 'csv', 'label-studio']
    """
    return {one.name: one for one in members(__name__, "READER", Reader).values()}


def reader_of(name: str) -> Reader:
    """Return the reader of a name.

    Raises:
        ImportFileError: there is none.
    """
    if name not in readers():
        raise ImportFileError(unknown("format of labels", name, readers()))
    return readers()[name]
