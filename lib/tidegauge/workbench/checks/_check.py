"""What every check of a workbench offers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True)
class Check:
    """One thing that must hold: `title` says it, `find` yields a sentence for everything that does not keep to it."""

    title: str
    find: Callable[[sa.Connection], Iterator[str]]
