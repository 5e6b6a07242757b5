"""What a judge is asked about one call: its marks, or whether it is better than another answer."""

from dataclasses import dataclass

from tidegauge.judging.selection import Subject


@dataclass(frozen=True)
class Task:
    """One question to the judge. `key` names it in the journal; `source` is what its scores are marked with.

    `other` is the span that is compared with, and `second` says that the candidate stands in the second place.
    """

    key: str
    subject: Subject
    source: str = "judge"
    other: str | None = None
    second: bool = False


def marks_tasks(subject: Subject, times: int, run: str = "") -> list[Task]:
    """Return what is left to ask for `times` judgements of a call. `run` tells a repeated question from the first.

    >>> from datetime import datetime
    >>> [task.key for task in marks_tasks(Subject("t", "s", datetime(2026, 11, 1), 1.0, "", done=1), 3)]
    ['marks s 1', 'marks s 2']
    """
    numbers = range(subject.done, times)
    return [Task(f"marks {subject.span_id} {number}{run and f' {run}'}", subject) for number in numbers]


def anchor_task(subject: Subject, day: str) -> Task:
    """Return the question about an anchor on a UTC day."""
    return Task(f"anchor {subject.span_id} {day}", subject, "anchor")


def pair_tasks(subject: Subject, other: str, run: str = "") -> list[Task]:
    """Return the question which of two answers is better, in both orders. `run` tells a repeated question from the first."""
    keys = {False: "first", True: "second"}
    return [
        Task(
            f"pair {subject.span_id} {other} {place}{run and f' {run}'}", subject, other=other, second=second
        )
        for second, place in keys.items()
    ]
