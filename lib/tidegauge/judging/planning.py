"""What is left to ask: the anchor of the day first, then the calls that were drawn, or pairs of answers."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from tidegauge.filters import TraceFilter
from tidegauge.judging.calls import Calls, Shared, Totals, pairs_judged
from tidegauge.judging.owner import own
from tidegauge.judging.selection import Subject
from tidegauge.judging.spending import today
from tidegauge.judging.task import Task, anchor_task, marks_tasks, pair_tasks
from tidegauge.judging.wish import Wish
from tidegauge.queries.unjudged import Judged


@dataclass(frozen=True)
class Planned:
    """What a run is about to ask. `rules` counts the drawn calls by (rule, chance), `anchors` those of the anchor.

    `shared` is what there is to compare, where pairs are judged. `waiting` are questions of an earlier run whose answers
    are kept and only have to be written into the store.
    """

    asked: TraceFilter
    totals: Totals
    subjects: Sequence[Subject]
    tasks: Sequence[Task]
    rules: Mapping[tuple[str, float], int]
    anchors: int = 0
    shared: Shared | None = None
    waiting: int = 0

    def without(self, kept: Container[str]) -> "Planned":
        """Return the plan without the questions whose answers are kept, by their keys."""
        left = [one for one in self.tasks if one.key not in kept]
        return replace(self, tasks=left, waiting=len(self.tasks) - len(left))


def planned(calls: Calls, wish: Wish, evaluator: str, anchors: Sequence[str]) -> Planned:
    """Return what `evaluator` has left to ask; `anchors` are span ids.

    Raises:
        FilterError: a chip cannot be read, or names what the store does not have.
        StoreError: the store does not answer.
    """
    if wish.pairs:
        return _pairs(calls, wish, evaluator)
    judged = Judged(evaluator, times=wish.times, again=wish.again)
    subjects = calls.chosen(judged)[: wish.limit]
    tasks = [task for one in subjects for task in marks_tasks(one, wish.times, _run(wish))]
    # First, as what the cap cuts off must not be the ruler.
    anchored = _anchored(calls, evaluator, anchors)
    return Planned(
        calls.asked, calls.totals(judged), subjects, (*anchored, *tasks), _rules(subjects), len(anchored)
    )


def _pairs(calls: Calls, wish: Wish, evaluator: str) -> Planned:
    assert wish.pairs  # noqa: S101  the caller has looked
    judged = pairs_judged(evaluator, again=wish.again)
    found = calls.pairs(*wish.pairs, judged)[: wish.limit]
    tasks = [task for one, other in found for task in pair_tasks(one, other, _run(wish))]
    subjects = [one for one, _ in found]
    shared = calls.shared(*wish.pairs)
    return Planned(calls.asked, calls.totals(judged), subjects, tasks, _rules(subjects), shared=shared)


def _run(wish: Wish) -> str:
    """Return another key each time somebody asks again: in the journal the first question has its answer already."""
    return f"again {own()}" if wish.again else ""


def _anchored(calls: Calls, evaluator: str, anchors: Sequence[str]) -> list[Task]:
    day = today()
    found = calls.anchored(anchors, evaluator) if anchors else []
    return [anchor_task(replace(one, probability=None), day) for one in found]


def _rules(subjects: Sequence[Subject]) -> Mapping[tuple[str, float], int]:
    return Counter((one.rule, one.probability or 0.0) for one in subjects)
