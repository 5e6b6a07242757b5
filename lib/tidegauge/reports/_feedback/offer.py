"""What further random reviews would bring: how many, and to what half width."""

from tidegauge import formats
from tidegauge.queries.sessions import NONE
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.records import ReviewOffer
from tidegauge.reports._feedback.reviews import Headline
from tidegauge.stats.feedback.review_size import half_width, reviews_needed

FIRST = 0.07
"""The half width that a first batch aims at: seven points."""
MORE = 300
"""The reviews that a next batch has."""


def offer(cells: Cells, found: Headline) -> ReviewOffer | None:
    """Return the batch to draw next; None where every session was reviewed."""
    left = cells.total((cells.column("review") == NONE).astype(float))
    if not left:
        return None
    return _next(found, left) if found.estimate is not None else _first(left)


def _first(left: int) -> ReviewOffer:
    more = min(reviews_needed(FIRST), left)
    reach = half_width(more)
    sentence = f"{formats.count(more)} random reviews would narrow it to {plus_minus(reach)}."
    button = f"Review {formats.count(more)} at random: {plus_minus(reach)}"
    return ReviewOffer(more, reach, has_headline=False, sentence=sentence, button=button)


def _next(found: Headline, left: int) -> ReviewOffer:
    assert found.estimate is not None  # noqa: S101  asked above
    more = min(MORE, left)
    share = min(max(float(found.estimate.value), 0.05), 0.95)
    now = float(found.estimate.high - found.estimate.low) / 2
    # How much narrower the signals make it than the reviews alone would be: that goes on with more of them.
    shrink = min(now / half_width(found.m, share), 1.0)
    reach = half_width(found.m + more, share, shrink)
    sentence = f"{formats.count(more)} more random reviews would narrow it to {plus_minus(reach)}."
    button = f"Review {formats.count(more)} more at random: {plus_minus(reach)}"
    return ReviewOffer(more, reach, has_headline=True, sentence=sentence, button=button)


def plus_minus(share: float) -> str:
    """Return a half width in points.

    >>> plus_minus(0.0699), plus_minus(0.0312), plus_minus(0.004)
    ('±7 pt', '±3 pt', '±0.4 pt')
    """
    return f"±{share * 100:.{0 if share >= 0.0095 else 1}f} pt"
