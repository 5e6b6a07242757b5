"""Samples of an incident for people to review: a batch in one click, and how far it is."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import TidegaugeError
from tidegauge.filters import Condition, TraceFilter
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.records import Incident
from tidegauge.incidents.segment_chips import chips_of
from tidegauge.metrics.chips import counted
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports.source import Source
from tidegauge.review.asking import Ask, directly
from tidegauge.review.kinds import Wanted
from tidegauge.review.label_scale import on_their_scale
from tidegauge.review.making import NewBatch, made, proposed, usual_words
from tidegauge.review.progress import progress, wanted_labels
from tidegauge.settings import Settings
from tidegauge.workbench.incident_events import EventKind, IncidentError, append_event, in_turn
from tidegauge.workbench.review_batches import LONGEST, ReviewError, batch_of
from tidegauge.workbench.review_plans import ReviewPlan, plan_of

MOST = 20
"""Samples of a batch."""
KIND = "incident"


@dataclass(frozen=True)
class ReviewProgress:
    """How far the review of an incident's newest batch is: labels that are there, and labels that are wanted."""

    batch: int
    done: int
    wanted: int


def send_to_review(
    engine: sa.Engine,
    source: Source,
    settings: Settings,
    incident: Incident,
    *,
    by: str,
    at: datetime,
    ask: Ask = directly,
) -> Incident:
    """Make a review batch of up to 20 affected calls, and note it in the incident.

    Affected are those that the metric counts, where a filter can say which these are; else all calls of the segment.

    Raises:
        IncidentError: the incident knows no page, so nobody can say which calls it is of.
        ReviewError: there are no such calls.
        StoreError: the store does not answer.
    """
    question = affected(incident, source, settings)
    words = on_their_scale(source, usual_words(settings, KIND, ANSWER), ask)
    asked = replace(words, name=f"{incident.key}: {incident.title}"[:LONGEST])
    wanted = Wanted(n=MOST, unit=ANSWER)
    link = f"incident?id={incident.key}"
    new = NewBatch(KIND, wanted, asked, ReviewPlan(0.0), link=link, fresh=incident.key)
    chosen, of = proposed(engine, source, question, settings, new, ask)
    batch = made(engine, source, of, new, chosen, by=by, at=at, again=True)
    told = {"batch": batch.id, "n": len(chosen.items), "words": chosen.words}
    with in_turn(engine) as connection:
        append_event(connection, incident.id, EventKind.REVIEW, told, by=by, at=at)
        return incident_of(connection, incident.key)


def affected(incident: Incident, source: Source, settings: Settings) -> TraceFilter:
    """Return the filter of the calls that an incident is about.

    Raises:
        IncidentError: the incident knows no page.
    """
    page = incident.opening.page
    if page is None:
        raise IncidentError(
            f"{incident.key} was opened without a window, so which calls it is about is not known. "
            "Choose them on Traces, and press “Review these…” there."
        )
    asked = page.asked()
    more = [*chips_of(incident), *_counted(incident, source, settings)]
    return asked.narrowed(*(one for one in more if one not in asked.where))


def progress_of(engine: sa.Engine, incident: Incident) -> ReviewProgress | None:
    """Return how far the newest review of an incident is, None where nothing was sent to review."""
    if not incident.batches:
        return None
    try:
        batch = batch_of(engine, str(incident.batches[-1]))
    except ReviewError:
        return None  # the batch's row was lost: the incident is shown all the same
    found = progress(engine, batch.id, "", wanted_labels(engine, batch, plan_of(engine, batch.id)))
    return ReviewProgress(batch.id, found.done, found.wanted)


def _counted(incident: Incident, source: Source, settings: Settings) -> list[Condition]:
    if not incident.metric:
        return []
    try:
        (metric,) = chosen_metrics((incident.metric,), settings, source.store.catalog())
    except TidegaugeError:
        return []  # the metric is no longer declared
    chip = counted(metric)
    return [chip] if chip else []
