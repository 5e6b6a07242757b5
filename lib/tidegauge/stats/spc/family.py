"""All control charts by name."""

from tidegauge.discovery import members
from tidegauge.errors import unknown
from tidegauge.stats.spc._records import BaselineError, Method

METHODS = members("tidegauge.stats.spc.methods", "METHOD", Method)


def method(name: str) -> Method:
    """Return the chart that is called so, such as a baseline's `method`.

    Raises:
        BaselineError: there is none of that name; the text lists those there are.

    >>> method("p_prime").label
    'p′ chart'
    """
    if name not in METHODS:
        raise BaselineError(unknown("control chart", name, METHODS))
    return METHODS[name]
