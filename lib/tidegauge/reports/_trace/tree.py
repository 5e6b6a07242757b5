"""The span tree as rows, depth first, with one fact a span; long runs of siblings of one name become one row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidegauge.formats import count, duration
from tidegauge.reports._trace.facts import fact_of
from tidegauge.reports._trace.forest import Forest, forest
from tidegauge.reports._trace.spans import Step
from tidegauge.reports._traces.text import first_line

COLLAPSE_ABOVE = 200
"""A trace with more spans than this shows siblings of one name as one row."""

FEWEST = 3
"""Siblings of one name that are worth a common row."""

ROOT_NOT_RECORDED = "root not recorded"


@dataclass(frozen=True)
class SpanRow:
    """One row of the tree; times are milliseconds from the trace's first span.

    `span_id` is None in the row that stands for a root that nobody recorded. `members` > 1 means that the row
    stands for that many siblings: it begins with the first of them, and `duration_ms` is their sum.
    """

    span_id: str | None
    name: str
    kind: str
    depth: int
    start_ms: float
    duration_ms: float | None
    status: str | None
    failed: bool
    fact: str
    members: int = 1


def tree(steps: Sequence[Step], expand: str | None = None) -> tuple[SpanRow, ...]:
    """Return the rows of spans given in order of time. Siblings called `expand` are all shown."""
    if not steps:
        return ()
    found = forest(steps)
    rows = tuple(_row(group, depth, steps[0]) for group, depth in _walk(found, expand))
    return (
        (SpanRow(None, ROOT_NOT_RECORDED, "other", 0, 0.0, None, None, False, ""), *rows)
        if found.rootless
        else rows
    )


def _walk(found: Forest, expand: str | None) -> Iterator[tuple[list[Step], int]]:
    # A stack and not recursion: a runaway agent nests its spans deeper than Python can call.
    waiting = [(group, _top_depth(found, group)) for group in reversed(_groups(found, found.tops, expand))]
    while waiting:
        group, depth = waiting.pop()
        yield [found.steps[place] for place in group], depth
        if len(group) == 1:
            below = _groups(found, found.children.get(group[0], ()), expand)
            waiting.extend((inner, depth + 1) for inner in reversed(below))


def _top_depth(found: Forest, group: Sequence[int]) -> int:
    return 0 if found.steps[group[0]].parent_id is None else 1


def _groups(found: Forest, siblings: Sequence[int], expand: str | None) -> list[list[int]]:
    singles = [[place] for place in siblings]
    if len(found.steps) <= COLLAPSE_ABOVE:
        return singles
    named: dict[str, list[int]] = {}
    for place in siblings:
        named.setdefault(found.steps[place].name, []).append(place)
    kept = {name for name, places in named.items() if len(places) >= FEWEST and name != expand}
    groups = [places for name, places in named.items() if name in kept]
    groups += [single for single in singles if found.steps[single[0]].name not in kept]
    return sorted(groups)


def _row(group: Sequence[Step], depth: int, first: Step) -> SpanRow:
    step, failed = group[0], sum(one.failed for one in group)
    lengths = [one.duration_ms for one in group if one.duration_ms is not None]
    start = (step.at - first.at).total_seconds() * 1000
    total = sum(lengths) if lengths else None
    name = first_line(step.name, 60) or step.kind
    if len(group) == 1:
        return SpanRow(
            step.span_id, name, step.kind, depth, start, total, step.status, step.failed, fact_of(step)
        )
    together = f"{name} ×{count(len(group))}, {duration(total)}"
    fact = f"{count(failed)} failed" if failed else ""
    status = "error" if failed else step.status
    return SpanRow(
        step.span_id, together, step.kind, depth, start, total, status, failed > 0, fact, len(group)
    )
