"""Parts of texts, spelled per dialect in `stores`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import FunctionElement


class Before(FunctionElement[str]):
    """What stands before the first occurrence of a text."""

    type = sa.Text()
    inherit_cache = True
    name = "before"


def before(text: sa.ColumnElement[Any], mark: str) -> Before:
    """Return what stands in `text` before the first `mark`; the empty text where there is no `mark`."""
    return Before(text, sa.literal(mark, sa.Text()))
