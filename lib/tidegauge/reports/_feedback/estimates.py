"""How many sessions are satisfied: one answer an assumption, side by side."""

from math import nan

from tidegauge import formats
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.records import SatisfactionEstimate
from tidegauge.reports._feedback.reviews import Headline
from tidegauge.stats import proportion
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.explained import Explained
from tidegauge.stats.feedback.bounds import bounds
from tidegauge.stats.feedback.doubly_robust import doubly_robust
from tidegauge.stats.feedback.inverse_probability import inverse_probability

CORRECTED, NAIVE, REWEIGHTED, MODELLED, BOUNDS = "corrected", "naive", "reweighted", "modelled", "bounds"

_SIGNALS = "Sensitivity only. Assumes that the signals explain who rates"


def estimates(cells: Cells, found: Headline, *, unlike: bool) -> tuple[SatisfactionEstimate, ...]:
    """Return the estimates, the headline first where there is one. `unlike`: raters were measured to be different."""
    answers = [_naive(cells, unlike=unlike), *_reweighted(cells), _bounds(cells)]
    if not cells.total(cells.rated):
        answers = [_bounds(cells)]
    first = _corrected(found)
    return tuple(one for one in (first, *answers) if one is not None)


def _corrected(found: Headline) -> SatisfactionEstimate | None:
    label = "Corrected with random reviews"
    if found.estimate is None:
        # Where nothing was reviewed there is nothing to strike: the finding says what to do.
        if not found.seen:
            return None
        return SatisfactionEstimate(CORRECTED, label, nan, nan, nan, found.m, "", refused=found.refused)
    value, low, high = numbers(found.estimate)
    text = f"Assumes nothing about who rates: {formats.count(found.m)} sessions were drawn at random."
    if found.unclear:
        text += f" Those that reviewers could not judge ({formats.count(found.unclear)}) count as the others."
    return SatisfactionEstimate(CORRECTED, label, value, low, high, found.m, text, headline=True)


def _naive(cells: Cells, *, unlike: bool) -> SatisfactionEstimate:
    up, rated = cells.total(cells.up), cells.total(cells.rated)
    value, low, high = numbers(proportion.estimate(up, rated))
    more = " Here they are not." if unlike else ""
    return SatisfactionEstimate(
        NAIVE,
        "Thumbs-up among those who rated",
        value,
        low,
        high,
        rated,
        f"Assumes people who rate are like those who do not.{more}",
    )


def _reweighted(cells: Cells) -> list[SatisfactionEstimate]:
    rated = cells.rated
    if not cells.total(rated) or cells.total(rated) == cells.sessions:
        return []
    # Calls with a thumb down are judged more often than others: that one was judged would give its thumb away.
    asked = (cells.features(judge=cells.all_judged), rated, cells.up, cells.counts)
    return [
        _sensitivity(REWEIGHTED, "Reweighted to all sessions", f"{_SIGNALS}.", inverse_probability(*asked)),
        _sensitivity(
            MODELLED,
            "Reweighted and modelled",
            f"{_SIGNALS}, or what they would say.",
            doubly_robust(*asked),
        ),
    ]


def _sensitivity(name: str, label: str, assumes: str, found: Explained) -> SatisfactionEstimate:
    value, low, high = numbers(found)
    return SatisfactionEstimate(
        name, label, value, low, high, int(found.n), assumes, refused=found.refusal or ""
    )


def numbers(found: Estimate) -> tuple[float, float, float]:
    """Return value, low and high of an estimate of one number."""
    return float(found.value), float(found.low), float(found.high)


def _bounds(cells: Cells) -> SatisfactionEstimate:
    found = bounds(cells.total(cells.up), cells.total(cells.rated), cells.sessions)
    return SatisfactionEstimate(
        BOUNDS,
        "Best and worst case",
        nan,
        float(found.low),
        float(found.high),
        cells.sessions,
        "Assumes nothing: all that thumbs alone can say.",
    )
