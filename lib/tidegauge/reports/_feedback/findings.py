"""The Feedback page's sentences: whether the thumbs may be quoted, and what to quote instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from tidegauge import formats
from tidegauge.findings import Direction, Effect, Finding, Link, Verdict
from tidegauge.reports._feedback.estimates import BOUNDS
from tidegauge.reports._feedback.records import (
    Explicit,
    FeedbackSegment,
    ReviewOffer,
    Rule,
    SatisfactionEstimate,
    SurvivorshipWarning,
)
from tidegauge.reports._feedback.reviews import Headline
from tidegauge.reports._feedback.warnings import fires_in
from tidegauge.reports._records import Measure
from tidegauge.reports._sentences import measured, named

SURVIVORSHIP, SATISFACTION = "survivorship", "satisfaction"


@dataclass(frozen=True, eq=False)
class Told:
    """What the sentences are written from. `judged` counts the sessions with a judge's score."""

    explicit: Explicit
    estimates: Sequence[SatisfactionEstimate]
    warnings: Sequence[SurvivorshipWarning]
    segments: Sequence[FeedbackSegment]
    left: Measure
    offer: ReviewOffer | None
    by: str | None
    unit: str
    judged: int
    happier: bool | None
    review: Headline

    @property
    def headline(self) -> SatisfactionEstimate | None:
        """The corrected estimate, if there is one."""
        return next((one for one in self.estimates if one.headline), None)

    @property
    def refused(self) -> str:
        """Why reviews that there are give no headline."""
        return next((one.refused for one in self.estimates if one.name == "corrected"), "")


def findings_of(told: Told) -> tuple[Finding, ...]:
    """Return the page's finding, or one for each segment in which a rule fires."""
    places = fires_in(told.warnings)
    if {} in places:
        return (_whole(told),)
    return tuple(_segment(told, place) for place in places) or (_quiet(told),)


def _whole(told: Told) -> Finding:
    return Finding(
        Verdict.CHANGED,
        SURVIVORSHIP,
        _warned(told),
        (*_standing(told), _leaving(told), _rules(told, {})),
        direction=_direction(told),
        effect=_effect(told.headline),
        n_current=told.explicit.sessions,
    )


def _warned(told: Told) -> str:
    said, rated = formats.share(told.explicit.share.value), formats.share(told.explicit.coverage.value)
    first = told.headline
    if first is not None and first.low <= told.explicit.share.value <= first.high:
        return (
            f"Quote the {formats.share(first.value)} of the reviews. The thumbs say {said}, but the {rated} who rated are "
            "not like the others."
        )
    return f"Do not quote the {said}. It is the share of the {rated} who rated; {_truth(told)}."


def _truth(told: Told) -> str:
    first, many = told.headline, f"{told.unit}s"
    if first is not None:
        return f"of all {many} about {formats.share(first.value)} are satisfied"
    low, high = _ends(told)
    return f"of all {many} anywhere between {low} and {high} are satisfied"


def _segment(told: Told, place: Mapping[str, str]) -> Finding:
    row = next(one for one in told.segments if one.value == next(iter(place.values())))
    details = [] if row.satisfied is None else [f"satisfied {measured(row.satisfied, 'share', '')}"]
    details.append(f"{measured(row.left, 'share', '')} leave after the first answer")
    details.append(f"n {formats.count(row.sessions)}")
    details.append(_rules(told, place))
    return Finding(
        Verdict.CHANGED,
        SURVIVORSHIP,
        _warned_of(row, place, f"{told.unit}s"),
        tuple(details),
        segment=place,
        direction=_direction(told),
        n_current=row.sessions,
        link=Link("feedback", {"where": tuple(f"{name} = {value}" for name, value in place.items())}),
    )


def _warned_of(row: FeedbackSegment, place: Mapping[str, str], many: str) -> str:
    said, rated, where = formats.share(row.thumbs_up.value), formats.share(row.rated.value), named(place)
    truth = row.satisfied
    if truth is None:
        left = f"what the others think is not known, and {formats.share(row.left.value)} left after the first answer"
        return f"Do not quote the {said} of {where}. It is the share of the {rated} who rated there; {left}."
    if truth.low <= row.thumbs_up.value <= truth.high:
        return (
            f"Of {where} quote the {formats.share(truth.value)} of the reviews. The thumbs say {said}, but the {rated} who "
            "rated there are not like the others."
        )
    found = f"of all its {many} about {formats.share(truth.value)} are satisfied"
    return f"Do not quote the {said} of {where}. It is the share of the {rated} who rated there; {found}."


def _quiet(told: Told) -> Finding:
    first = told.headline
    if first is None:
        return _unknown(told)
    many, explicit = f"{told.unit}s", told.explicit
    sentence = f"About {formats.share(first.value)} of all {many} are satisfied."
    if explicit.rated:
        thumbs, rated = formats.share(explicit.share.value), formats.share(explicit.coverage.value)
        sentence += f" The thumbs say {thumbs}, of the {rated} who rated."
    within = not explicit.rated or first.low <= explicit.share.value <= first.high
    return Finding(
        Verdict.NOT_MATERIAL if within else Verdict.CHANGED,
        SATISFACTION,
        sentence,
        (*_standing(told), _leaving(told), "no survivorship warning"),
        effect=_effect(first),
        n_current=explicit.sessions,
    )


_THUMBS = "thumbs are signals of kind thumbs_up and thumbs_down: tidegauge import FILE"
"""How feedback gets in, where there is none."""


def _unknown(told: Told) -> Finding:
    low, high = _ends(told)
    more = f" {told.offer.sentence}" if told.offer is not None else ""
    nobody = "" if told.explicit.rated else "Nobody rated. "
    sentence = f"{nobody}Not identified: satisfaction is anywhere between {low} and {high}.{more}"
    details = [told.explicit.sentence.rstrip("."), _leaving(told), told.refused.rstrip(".")]
    details += [] if told.explicit.rated else [_THUMBS]
    return Finding(
        Verdict.CANNOT_TELL,
        SATISFACTION,
        sentence,
        tuple(one for one in details if one),
        n_current=told.explicit.sessions,
    )


def _ends(told: Told) -> tuple[str, str]:
    ends = next((one for one in told.estimates if one.name == BOUNDS), None)
    return ("0%", "100%") if ends is None else (formats.share(ends.low, 0), formats.share(ends.high, 0))


def _standing(told: Told) -> tuple[str, ...]:
    first = told.headline
    if first is None:
        more = () if told.offer is None else (told.offer.sentence.rstrip("."),)
        return (
            told.explicit.sentence.rstrip("."),
            *more,
            *((told.refused.rstrip("."),) if told.refused else ()),
        )
    reviewed = f"from {formats.count(first.n)} {told.unit}s reviewed at random"
    judged = f" and {formats.count(told.judged)} judged" if told.judged else ""
    return (f"{formats.interval(first.low, first.high, 'share')}, {reviewed}{judged}",)


def _leaving(told: Told) -> str:
    if isnan(told.left.value):
        return ""
    return f"{measured(told.left, 'share', '')} leave after the first answer, n {formats.count(told.left.n)}"


def _rules(told: Told, place: Mapping[str, str]) -> str:
    rules = {one.rule for one in told.warnings if one.segment == place}
    words = "both rules fire" if len(rules) == len(Rule) else f"the {next(iter(rules)).value} rule fires"
    if not place:
        return f"survivorship warning: {words} here"
    others = len([one for one in fires_in(told.warnings) if one]) - 1
    also = (
        f"in no other {told.by}"
        if not others
        else f"in {others} other{'s' if others > 1 else ''} of {told.by}"
    )
    return f"survivorship warning: {words} in {named(place)} and {also}"


def _direction(told: Told) -> Direction:
    return Direction.NEUTRAL if told.happier is False else Direction.WORSE


def _effect(first: SatisfactionEstimate | None) -> Effect | None:
    return None if first is None else Effect(first.value, first.low, first.high, "share")
