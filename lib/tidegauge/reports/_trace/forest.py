"""Which span hangs below which, whatever the recorded parents are: missing, their own child, or in a circle."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.reports._trace.spans import Step


@dataclass(frozen=True)
class Forest:
    """Spans by what they hang below, each list in order of time. `children` is keyed by place in `steps`."""

    steps: Sequence[Step]
    tops: tuple[int, ...]
    children: dict[int, list[int]]

    @property
    def rootless(self) -> bool:
        """Whether no span is recorded as the root."""
        return not any(step.parent_id is None for step in self.steps)


def forest(steps: Sequence[Step]) -> Forest:
    """Return the tree of spans given in order of time. Every span is in it exactly once."""
    places = {step.span_id: place for place, step in reversed(list(enumerate(steps)))}
    parents = [None if step.parent_id is None else places.get(step.parent_id) for step in steps]
    _cut_circles(parents)
    children: defaultdict[int, list[int]] = defaultdict(list)
    for place, parent in enumerate(parents):
        if parent is not None:
            children[parent].append(place)
    return Forest(
        steps, tuple(place for place, parent in enumerate(parents) if parent is None), dict(children)
    )


def _cut_circles(parents: list[int | None]) -> None:
    safe: set[int] = set()
    for start in range(len(parents)):
        chain: set[int] = set()
        place: int | None = start
        while place is not None and place not in safe and place not in chain:
            chain.add(place)
            place = parents[place]
        if place is not None and place in chain:
            parents[place] = None
        safe |= chain
