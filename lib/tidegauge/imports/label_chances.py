"""With what chance a label came to be: over all batches whose draw could have brought it, as far as they were answered."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tidegauge.queries.review_units import ANSWER
from tidegauge.stats.drawn import drawn
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_designs import Design, read_design
from tidegauge.workbench.review_items import ReviewItem


@dataclass(frozen=True)
class Member:
    """A unit of a draw's population: its stratum, and the chance with which it got there (`judged`; 1 for all others)."""

    stratum: str = ""
    judged: float = 1.0


@dataclass(frozen=True)
class Answered:
    """A batch, its items in the order of the draw, and the spans of it that somebody answered.

    Items that were chosen and not drawn, such as those of a known answer, are no part of any draw.
    """

    batch: ReviewBatch
    items: Sequence[ReviewItem]
    spans: Collection[str]

    @cached_property
    def drawn(self) -> tuple[ReviewItem, ...]:
        """The items that were drawn."""
        return tuple(item for item in self.items if item.inclusion_probability is not None)

    @property
    def reach(self) -> int:
        """How many drawn items there are up to the last answered one: so many were reviewers asked for."""
        answered = [n for n, item in enumerate(self.drawn, start=1) if item.span_id in self.spans]
        return max(answered, default=0)

    @property
    def before(self) -> int:
        """How many the same draw had taken before: a draw that goes on counts them in its chance."""
        chance = self.drawn[0].inclusion_probability if self.drawn else 0.0
        return max(round((chance or 0.0) * self.batch.of.population) - len(self.drawn), 0)


@dataclass(frozen=True)
class Draw:
    """One random order of one population, with the batches that are parts of it."""

    parts: tuple[Answered, ...]

    @property
    def batch(self) -> ReviewBatch:
        """The newest batch: it knows best how many units there are."""
        return max((part.batch for part in self.parts), key=lambda one: one.id)

    @cached_property
    def design(self) -> Design:
        """How its population is divided."""
        return read_design(self.batch.of.design)

    @property
    def order(self) -> str:
        """Which random order it follows: draws of one order are not independent of each other."""
        return "trace id" if self.design.rules else f"{self.batch.of.seed} {self.batch.of.unit}"

    @cached_property
    def _reached(self) -> dict[str, int]:
        """How many units of each stratum were reached, by any part."""
        found: dict[str, int] = {}
        for part in self.parts:
            own: dict[str, int] = {}
            for item in part.drawn[: part.reach]:
                stratum = member(item).stratum
                own[stratum] = own.get(stratum, 0) + 1
            found |= {stratum: max(n, found.get(stratum, 0)) for stratum, n in own.items()}
        return found

    @cached_property
    def _simple(self) -> float:
        places = {part.before + place for part in self.parts for place in range(1, part.reach + 1)}
        return min(len(places) / self.batch.of.population, 1.0)

    @cached_property
    def _threshold(self) -> float:
        return max((_threshold(part) for part in self.parts), default=0.0)

    def chance(self, one: Member) -> float:
        """Return the chance of a unit of the population to have been reached."""
        if self.design.simple:
            return self._simple
        if self.design.rules:
            return min(self.design.rate(one.stratum) * self._threshold, 1.0)
        size = self.design.sizes.get(one.stratum, 0)
        return min(self._reached.get(one.stratum, 0) / size, 1.0) * one.judged if size else 0.0

    @cached_property
    def units(self) -> Mapping[str, Member]:
        """The sessions, traces or answers that are in any part."""
        return {unit_of_item(part.batch, item): member(item) for part in self.parts for item in part.drawn}


Held = Callable[[Draw, Collection[str]], Mapping[str, Member]]
"""Says which of some units are in a draw's population, drawn or not, and in what part of it."""


def draws(batches: Sequence[Answered]) -> tuple[Draw, ...]:
    """Return the batches by the draw that they are parts of: the same population, ordered by the same seed."""
    found: dict[tuple[object, ...], list[Answered]] = {}
    for one in batches:
        of, design = one.batch.of, read_design(one.batch.of.design)
        divided = (design.by, design.judged, design.step, tuple(design.sizes.items()), design.rules)
        found.setdefault((of.unit, of.window, of.where, of.method, of.seed, divided), []).append(one)
    return tuple(Draw(tuple(parts)) for parts in found.values() if any(part.drawn for part in parts))


def chances(every: Sequence[Draw], held: Held) -> Mapping[str, float]:
    """Return the chance of each unit that any draw has: of the draws that could have, at least one did.

    Draws of one order bring the same units first: of those the likeliest counts. Others are independent.
    """
    units = frozenset[str]().union(*(draw.units for draw in every))
    found: dict[str, dict[str, float]] = {unit: {} for unit in units}
    for draw in every:
        if not any(part.reach for part in draw.parts):
            continue
        for unit, one in {**held(draw, units - draw.units.keys()), **draw.units}.items():
            own = found[unit]
            own[draw.order] = max(own.get(draw.order, 0.0), draw.chance(one))
    return {unit: _any(own.values()) for unit, own in found.items()}


def member(item: ReviewItem) -> Member:
    """Return in what part of the population an item is."""
    judged = item.beside.get("judged")
    return Member(str(item.beside.get("stratum", "")), 1.0 if judged is None else float(judged))


def unit_of_item(batch: ReviewBatch, item: ReviewItem) -> str:
    """Return the session of an item, or its trace or span where traces or answers were drawn."""
    if batch.of.unit == ANSWER:
        return item.span_id
    return item.trace_id if batch.of.unit == "trace" else item.session_id or item.span_id


def _threshold(part: Answered) -> float:
    """Return below which u / rate a call of the published scheme was reached: where the first one stands that was not.

    References
    ----------
    Duffield, N., Lund, C. and Thorup, M. (2007). Priority sampling for estimation of arbitrary subset sums. JACM 54(6).
    """
    design = read_design(part.batch.of.design)
    if part.reach == 0:
        return 0.0
    if part.reach == len(part.drawn):
        return design.threshold
    after = part.drawn[part.reach]
    return drawn(after.trace_id) / design.rate(member(after).stratum)


def _any(chances: Collection[float]) -> float:
    found = 0.0
    for chance in chances:
        found += chance - found * chance
    return found
