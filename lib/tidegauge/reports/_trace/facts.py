"""The one fact worth showing beside a span, and the grey line of facts about a whole trace."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tidegauge.formats import count, duration, moment, money
from tidegauge.reports._trace.spans import Step
from tidegauge.reports._traces.text import first_line


def fact_of(step: Step) -> str:
    """Return why it failed, or how much it read: `decimal comma`, `5 documents`, `1,904 tokens`."""
    if step.failed:
        return first_line(step.error_type, 60) or "failed"
    documents = None if step.kind == "model" else number_of_documents(step.documents)
    if documents is not None:
        return f"{count(documents)} {'document' if documents == 1 else 'documents'}"
    return f"{count(step.tokens)} tokens" if step.tokens is not None else ""


def number_of_documents(recorded: object) -> int | None:
    """Return how many documents an attribute tells of: a number, or a JSON list of them.

    >>> number_of_documents(5), number_of_documents('["a", "b"]'), number_of_documents("no list")
    (5, 2, None)
    """
    if isinstance(recorded, int | float):
        return int(recorded)
    try:
        found = json.loads(recorded) if isinstance(recorded, str) else None
    except ValueError:
        return None
    if isinstance(found, int | float):
        return int(found)
    return len(found) if isinstance(found, list) else None


LONGEST_MS = 1e14
"""A duration of 3,000 years is a broken clock, and more than a time can carry."""


def length_of(steps: Sequence[Step]) -> float | None:
    """Return milliseconds from the first span's begin to the last end; None when no span has a duration."""
    known = [(step.at, step.duration_ms) for step in steps if step.duration_ms is not None]
    ends = [at + timedelta(milliseconds=length) for at, length in known if abs(length) < LONGEST_MS]
    return (max(ends) - steps[0].at).total_seconds() * 1000 if ends else None


def facts(steps: Sequence[Step], zone: str, now: datetime | None) -> tuple[str, ...]:
    """Return the grey line: when, what of the product, how many spans, how long, tokens, cost."""
    calls = [step for step in steps if step.kind == "model"] or steps
    tokens, cost = _total(step.tokens for step in calls), _total(step.cost_usd for step in calls)
    prompt = _first(step.prompt_version for step in steps)
    found = (
        moment(steps[0].at, zone, now),
        _first(step.feature for step in steps),
        _first(step.geo for step in steps),
        _first(step.device for step in steps),
        f"prompt {prompt}" if prompt else None,
        _first(step.model for step in calls),
        f"{count(len(steps))} {'span' if len(steps) == 1 else 'spans'}",
        duration(length_of(steps)) if length_of(steps) is not None else None,
        f"{count(tokens)} tokens" if tokens is not None else None,
        money(cost) if cost is not None else None,
    )
    return tuple(first_line(fact, 60) or "" for fact in found if fact)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _total(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
