"""The present moment as every time here is written: UTC, without a zone."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC and without a zone.

    >>> now().tzinfo is None
    True
    """
    return datetime.now(UTC).replace(tzinfo=None)
