"""Times as databases keep them and as we do, to the microsecond; spelled per dialect in `stores`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import FunctionElement


class Microseconds(FunctionElement[int]):
    """The microseconds from 1970 to a time in UTC."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "microseconds"


class Moment(FunctionElement[Any]):
    """The time that is so many microseconds after 1970."""

    type = sa.TIMESTAMP()
    inherit_cache = True
    name = "moment"


class UtcTime(FunctionElement[Any]):
    """A time as this database compares times."""

    type = sa.TIMESTAMP()
    inherit_cache = True
    name = "utc_time"


def microseconds(time: sa.ColumnElement[Any]) -> Microseconds:
    """Return the microseconds from 1970 to `time`, exactly."""
    return Microseconds(time)


def moment(count: sa.ColumnElement[Any]) -> Moment:
    """Return the time that is `count` microseconds after 1970, in UTC."""
    return Moment(count)


def utc_time(time: sa.ColumnElement[Any]) -> UtcTime:
    """Return `time` as this database compares times: SQLite has only texts, some with a fraction, some without."""
    return UtcTime(time)
