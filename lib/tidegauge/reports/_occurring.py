"""Where a candidate is used at all: a prompt's v7 is held against the v6 of the same feature, not against every v6."""

from dataclasses import replace

from tidegauge.filters import Condition, TraceFilter
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.reports._gather import gather
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source

_PLACES = ("feature", "prompt_name")
MOST_PLACES = 20
"""A candidate that is used in more places than this is not of one of them."""


def occurring(source: Source, asked: TraceFilter) -> tuple[Condition, ...]:
    """Return the features and prompts that the current side is used in, where the reference is used in others too.

    Empty where `asked` compares no values, names the place itself, or has current calls whose place is not recorded.
    """
    if asked.reference is None or not asked.versus:
        return ()
    rows = source.rows(asked)
    chips: list[Condition] = []
    named = {chip.attribute for side in asked.sides for chip in side.where}
    for name in known_dimensions(source, asked, _PLACES):
        if name in named:
            continue
        own, other = (
            source.store.read(
                frequent_values(rows, [name], side.window, MOST_PLACES + 1, (*side.where, *chips))
                .subquery()
                .select()
            )
            for side in (asked.current, asked.reference)
        )
        values = own["value"].to_list()
        # A release replaces: where the reference has no calls beside it any more, those of before have other places too.
        apart = not set(other["value"].to_list()) <= set(values) or not other.height
        if 0 < len(values) <= MOST_PLACES and apart and own["n"].sum() == _current(source, asked):
            chips.append(Condition(name, "=", tuple(sorted(values))))
    return tuple(chips)


def counted(source: Source, asked: TraceFilter) -> tuple[int, int]:
    """Return the calls of both sides, the reference's first."""
    found = Sides(summarise(gather(source, asked, (), ()), (), ()))
    return int(found.n_reference.sum()), int(found.n_current.sum())


def _current(source: Source, asked: TraceFilter) -> int:
    return counted(source, replace(asked, reference=None))[1]
