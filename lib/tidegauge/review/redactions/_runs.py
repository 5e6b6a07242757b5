"""The longest stretch of neighbouring groups that is what is looked for."""

from collections.abc import Callable, Iterator, Sequence

from tidegauge.review.redactions._rule import Span


def stretches(groups: Sequence[Span], fits: Callable[[int, int], bool]) -> Iterator[Span]:
    """Yield spans from a group's start to the same or a later one's end that fit, the longest first, none twice.

    >>> list(stretches([(0, 1), (2, 3), (4, 5)], lambda start, end: (start, end) == (2, 5)))
    [(2, 5)]
    """
    first = 0
    while first < len(groups):
        last = next(
            (
                last
                for last in range(len(groups) - 1, first - 1, -1)
                if fits(groups[first][0], groups[last][1])
            ),
            None,
        )
        if last is None:
            first += 1
        else:
            yield groups[first][0], groups[last][1]
            first = last + 1
