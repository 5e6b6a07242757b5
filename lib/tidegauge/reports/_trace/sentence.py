"""What happened in a trace, in one sentence, by fixed rules from statuses and durations."""

from collections.abc import Sequence

from tidegauge.formats import count, duration
from tidegauge.reports._trace.facts import length_of
from tidegauge.reports._trace.spans import Step
from tidegauge.reports._traces.text import asked_line, first_line

MOST_FAILURES = 3


def sentence(steps: Sequence[Step], input_text: str | None) -> str:
    """Return the sentence. With no status and no duration recorded it is the input's first line, in quotes.

    >>> from datetime import datetime
    >>> at = datetime(2026, 11, 17, 14, 31)
    >>> call = Step("a", None, "generate", "model", at, 1410.0, False, "ok")
    >>> check = Step("b", None, "check_json", "check", at, 6.0, True, "error", "decimal comma")
    >>> sentence([call, check], None)
    'The model answered in 1.4 s; check_json rejected it (decimal comma).'
    """
    clauses = _clauses(steps)
    if not clauses:
        line = asked_line(input_text)
        return (
            f"“{line}”"
            if line
            else f"{count(len(steps))} {'span' if len(steps) == 1 else 'spans'}, without a status."
        )
    text = "; ".join(clauses)
    return text[0].upper() + text[1:] + "."


def failures(steps: Sequence[Step]) -> list[Step]:
    """Return the failed spans below which nothing else failed: a root only repeats what its children met."""
    above = {step.parent_id for step in steps if step.failed and step.parent_id is not None}
    return [step for step in steps if step.failed and step.span_id not in above] or [
        s for s in steps if s.failed
    ]


def _clauses(steps: Sequence[Step]) -> list[str]:
    failed = failures(steps)
    calls = [step for step in steps if step.kind == "model" and step.status is not None]
    if not failed:
        return _calm(steps, calls)
    first = [f"the model answered{_in(calls[0])}"] if calls and not calls[0].failed else []
    return [*first, *_failures(failed), *_recovery(failed, calls)]


def _calm(steps: Sequence[Step], calls: Sequence[Step]) -> list[str]:
    if not any(step.status for step in steps):
        return []
    if len(steps) == 1 and not calls:
        return [f"{first_line(steps[0].name, 60)} ended{_in(steps[0])}"]
    rest = f"none of {count(len(steps))} spans failed"
    if not calls:
        length = length_of(steps)
        return [rest + (f" in {duration(length)}" if length is not None else "")]
    if len(calls) == 1:
        answered = f"the model answered{_in(calls[0])}"
        return [answered] if len(steps) == 1 else [answered, rest]
    known = [step.duration_ms for step in calls if step.duration_ms is not None]
    together = f", {duration(sum(known))} in all" if known else ""
    return [f"the model answered {count(len(calls))} times{together}", rest]


def _failures(failed: Sequence[Step]) -> list[str]:
    alike: dict[tuple[str, str | None], list[Step]] = {}
    for step in failed:
        alike.setdefault((step.kind, step.error_type), []).append(step)
    clauses = [_failure(steps) for steps in list(alike.values())[:MOST_FAILURES]]
    more = sum(len(steps) for steps in list(alike.values())[MOST_FAILURES:])
    return [*clauses, f"{count(more)} more {'span' if more == 1 else 'spans'} failed"] if more else clauses


def _failure(alike: Sequence[Step]) -> str:
    step, again = alike[0], len(alike) - 1
    why = f" ({first_line(step.error_type, 60)})" if step.error_type else ""
    name = first_line(step.name, 60)
    if step.kind == "check":
        clause = f"{name} rejected it{why}"
    else:
        clause = f"{'the model' if step.kind == 'model' else name} failed{_after(step)}{why}"
    if not again:
        return clause
    return f"{clause} and {'one retry' if again == 1 else f'{count(again)} retries'} failed the same way"


def _recovery(failed: Sequence[Step], calls: Sequence[Step]) -> list[str]:
    later = [step for step in calls if not step.failed and step.at > failed[-1].at]
    return [f"a later call answered{_in(later[-1])}"] if later else []


def _in(step: Step) -> str:
    return f" in {duration(step.duration_ms)}" if step.duration_ms is not None else ""


def _after(step: Step) -> str:
    return f" after {duration(step.duration_ms)}" if step.duration_ms is not None else ""
