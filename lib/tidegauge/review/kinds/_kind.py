"""What a kind of review batch offers: why it exists, and how its items are drawn or chosen."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tidegauge.filters import TraceFilter
from tidegauge.reports.source import Source
from tidegauge.workbench.review_designs import Design
from tidegauge.workbench.review_items import ReviewItem


@dataclass(frozen=True)
class Wanted:
    """What somebody asks of a draw. Each kind reads what it needs (`Kind.options`) and leaves the rest.

    `n` items; without it all that a kind finds. The same `seed` draws the same ones. `unit` is session (trace where the
    store records none) or answer, `taken` are units that an earlier part of the same draw has. `by` divides into strata,
    `equal` gives each as many items. `rate` is the share of nominal traffic, `always` are the chips of what is taken whole.
    `only` is a quick filter of the page Traces, `score` is a judge's, of which `passes` or more passes (`lower`: less; None: by its scale); `against` is what it is held to: rules, or a score by people
    such as human.satisfied. `candidate` and `baseline` are the chips of two versions.
    """

    n: int | None = None
    seed: str = ""
    unit: str = ""
    taken: frozenset[str] = frozenset()
    by: tuple[str, ...] = ()
    equal: bool = True
    rate: float = 0.02
    always: tuple[str, ...] = ()
    only: str = ""
    score: str = ""
    passes: float | None = None
    lower: bool = False
    against: str = "rules"
    candidate: tuple[str, ...] = ()
    baseline: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What a draw gave: `items` in the order of review, of how many (`population`), how, and by which seed.

    `words` say it to people: “300 of 2,140 sessions, at random”.
    """

    items: tuple[ReviewItem, ...]
    population: int
    method: str
    unit: str
    seed: str
    words: str
    design: Design = field(default_factory=Design)


Draw = Callable[[Source, TraceFilter, Wanted], Chosen]


@dataclass(frozen=True)
class Kind:
    """A reason for a review batch. `speaks` tells whether its labels stand for what nobody reviewed.

    `options` are the fields of `Wanted` that it reads beside n and seed. `draw` raises ReviewError where there is nothing.
    A kind that is not `offered` is made by a page of its own.
    """

    name: str
    title: str
    sentence: str
    draw: Draw
    speaks: bool = False
    options: tuple[str, ...] = ()
    offered: bool = True
