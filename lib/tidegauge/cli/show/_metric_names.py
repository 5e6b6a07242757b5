"""Several metrics in one option: commas part them, but not those within brackets or quotation marks."""

import re

import click

_PIECES = re.compile(r'"(?:[^"]|"")*"|\'[^\']*\'|[(),]|[^"\'(),]+|["\']')


def split_metrics(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names and expressions of an option that may be repeated."""
    return tuple(name for value in values for name in parted(value))


def parted(text: str) -> tuple[str, ...]:
    """Return the names and expressions of a list.

    >>> parted("calls, rate(status = 'a,b', tokens > 1),p95(latency)")
    ('calls', "rate(status = 'a,b', tokens > 1)", 'p95(latency)')
    """
    found, depth = [""], 0
    for piece in _PIECES.findall(text):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += piece
    return tuple(name.strip() for name in found if name.strip())
