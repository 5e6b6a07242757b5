"""The kinds of review batches: one file each, found by listing."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.errors import unknown
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.workbench.review_batches import ReviewError

__all__ = ["Chosen", "Kind", "Wanted", "kind_of", "kinds"]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its name.

    >>> kinds()["random"].title
    'At random'
    """
    return members(__name__, "KIND", Kind)


def kind_of(name: str) -> Kind:
    """Return the kind of a name.

    Raises:
        ReviewError: there is none.
    """
    if name not in kinds():
        raise ReviewError(unknown("kind of review batch", name, kinds()))
    return kinds()[name]
