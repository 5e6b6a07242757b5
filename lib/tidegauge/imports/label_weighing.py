"""The chances of labels in a store, as they are once new answers are in: for these, and for those that stand there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Population, TraceFilter, parse_condition
from tidegauge.imports.label_chances import Answered, Draw, Member, chances, draws, unit_of_item
from tidegauge.parts import in_parts
from tidegauge.queries.review_units import units_among
from tidegauge.reports.named_spans import labels_of_spans
from tidegauge.reports.review_frame import judged_chances, read_frame
from tidegauge.reports.source import Source
from tidegauge.workbench.review_batches import ReviewBatch, list_batches
from tidegauge.workbench.review_items import items_of

_AT_ONCE = 1_000
_SAME = 1e-9


Told = Mapping[int, Collection[str]]
"""{batch: the spans that were answered as its items}."""


@dataclass(frozen=True)
class Weighed:
    """The chance of each drawn item's label by span, and the scores of the store that have another one: with the new one.

    What was chosen and not drawn is in neither: its label has no chance.
    """

    chances: Mapping[str, float]
    moved: pl.DataFrame


def weighed(source: Source, workbench: sa.Engine, batch: ReviewBatch, told: Told) -> Weighed:
    """Return the chances of all labels of a batch's score, over all batches of it together.

    A batch counts as far as it was answered: its items are in random order, and any first part is a draw of its own.
    Batches of the same sessions and seed are parts of one draw; others are independent of each other. `told` are the answers
    on their way into the store.

    Raises:
        FilterError: a batch was drawn by a dimension that the store does not have.
    """
    known = _Known(source, workbench, batch)
    found = known.chances(told)
    return Weighed(found, known.moved(found))


class _Known:
    """The batches whose answers become one score, and the labels of it that the store has."""

    def __init__(self, source: Source, workbench: sa.Engine, batch: ReviewBatch) -> None:
        self._source, self._name = source, batch.asked.label
        same = (self._name, batch.of.store, batch.of.unit)
        batches = [
            one for one in list_batches(workbench) if (one.asked.label, one.of.store, one.of.unit) == same
        ]
        self._items = {one.id: items_of(workbench, one.id) for one in batches}
        self._batches = {one.id: one for one in batches}
        self._standing = self._read()

    def chances(self, told: Told) -> Mapping[str, float]:
        """Return the chance of every item, by its span."""
        found = chances(draws(self._answered(told)), self._held)
        return {
            item.span_id: found[unit_of_item(self._batches[number], item)]
            for number, items in self._items.items()
            for item in items
            if item.inclusion_probability is not None
        }

    def moved(self, found: Mapping[str, float]) -> pl.DataFrame:
        """Return the scores that must be written again, as the table `scores` has them."""
        chance = pl.Series([found[span] for span in self._standing["span_id"]], dtype=pl.Float64)
        rows = self._standing.with_columns(inclusion_probability=chance)
        other = (chance - self._standing["inclusion_probability"]).abs() > _SAME
        return rows.filter(other & (chance > 0))

    def _answered(self, told: Told) -> list[Answered]:
        there = set(self._standing["span_id"])
        found = []
        for draw in draws(
            [Answered(batch, self._items[number], ()) for number, batch in self._batches.items()]
        ):
            mine = {part.batch.id for part in draw.parts}
            # An answer that another draw's batch may have asked for does not show how far this one was answered.
            others = {span for number in self._items.keys() - mine for span in self._drawn(number)}
            said = {span for number in mine for span in told.get(number, ())}
            found += [replace(part, spans=(there - others) | said) for part in draw.parts]
        return found

    def _drawn(self, number: int) -> list[str]:
        return [item.span_id for item in self._items[number] if item.inclusion_probability is not None]

    def _held(self, draw: Draw, units: Collection[str]) -> Mapping[str, Member]:
        of, wanted = draw.batch.of, sorted(units)
        asked = TraceFilter(Population(of.window, tuple(map(parse_condition, of.where))))
        found: dict[str, Member] = {}
        for some in in_parts(wanted, _AT_ONCE):
            found |= self._members(draw, asked, some)
        return found

    def _members(self, draw: Draw, asked: TraceFilter, some: Sequence[str]) -> dict[str, Member]:
        unit, design = draw.batch.of.unit, draw.design
        if design.simple:
            rows = self._source.rows(asked)
            there = self._source.store.read(units_among(rows, asked, unit, some))["unit"]
            return dict.fromkeys(there, Member())
        strata: dict[str, str] = {}
        for frame in read_frame(self._source, asked, unit, design, some):
            strata |= dict(frame.select("unit", "stratum").iter_rows())
        if not design.judged:
            return {one: Member(stratum) for one, stratum in strata.items()}
        judged = judged_chances(self._source, design.judged, list(strata))
        return {one: Member(strata[one], chance) for one, chance in judged.items() if chance is not None}

    def _read(self) -> pl.DataFrame:
        """Return the labels of the items that the store has with a chance, as scores."""
        spans = sorted({span for number in self._items for span in self._drawn(number)})
        every = labels_of_spans(self._source.store, self._name, spans)
        return every.filter(pl.col("inclusion_probability").is_not_null())
