"""Arrays as TOML and JSON have them, for records that are never changed."""

from typing import Any


def as_tuple(value: Any) -> Any:
    """Return a list as a tuple; anything else as it is, for the check that comes next to refuse.

    >>> as_tuple(["a", "b"]), as_tuple("a")
    (('a', 'b'), 'a')
    """
    return tuple(value) if isinstance(value, list) else value
