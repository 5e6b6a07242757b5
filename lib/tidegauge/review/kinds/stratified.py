"""A random sample in each part of the traffic: small segments get as many reviews as large ones, with chances on record."""

from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.reports.review_frame import REST, read_frame, stratum_sizes
from tidegauge.reports.source import Source
from tidegauge.review.kinds._items import Picked, Row, checked, current, items, of_all, rows_of
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.review.kinds._strata import capped, interleaved, proportional, sampled
from tidegauge.review.kinds.random import unit_of_draw
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.review_designs import Design

METHOD = "stratified random sample: in each stratum the smallest SHA-256 of seed:id"
MOST_STRATA = 40
"""Values that have a stratum of their own, the most frequent ones; the others share one."""


def drawn_by_strata(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Draw in each value of `wanted.by`: equally many, or in proportion to its size.

    A session's stratum is that of the call that is reviewed. Any first part of the items is such a sample as well.

    Raises:
        ReviewError: there is nothing to divide by or to draw from, or n is below the number of strata.
        FilterError: the store has no such attribute.
    """
    if not wanted.by:
        raise ReviewError("A stratified draw needs an attribute to divide by, such as feature.")
    asked, unit = current(question), unit_of_draw(source, wanted.unit)
    sizes = _pooled(stratum_sizes(source, asked, unit, Design(by=wanted.by)))
    design, population = Design(by=wanted.by, sizes=sizes), sum(sizes.values())
    n = checked(wanted.n, population)
    if n < len(sizes) or not sizes:
        raise ReviewError(
            f"{' · '.join(wanted.by)} has {len(sizes)} values here: ask for {len(sizes)} reviews or more."
            if sizes
            else f"There is no {unit} to draw from: the filter has no calls, or they name none."
        )
    weights = (
        dict.fromkeys(sizes, 1.0) if wanted.equal else {name: float(size) for name, size in sizes.items()}
    )
    parts = capped(proportional(weights, n), sizes)
    kept = sampled(rows_of(read_frame(source, asked, unit, design)), parts, wanted.seed)
    made = items(_picked(row, len(kept[row["stratum"]]), sizes) for row in interleaved(kept, wanted.seed))
    words = of_all(len(made), population, unit, f"at random within each of {_parts(wanted, sizes)}")
    return Chosen(made, population, METHOD, unit, wanted.seed, words, design)


def _picked(row: Row, taken: int, sizes: dict[str, int]) -> Picked:
    stratum = row["stratum"]
    return Picked(row, min(taken / sizes[stratum], 1.0), {"stratum": stratum})


def _pooled(sizes: dict[str, int]) -> dict[str, int]:
    names = [name for name in sizes if name != REST]
    if len(names) <= MOST_STRATA:
        return sizes
    kept = {name: sizes[name] for name in names[: MOST_STRATA - 1]}
    return {**kept, REST: sum(sizes.values()) - sum(kept.values())}


def _parts(wanted: Wanted, sizes: dict[str, int]) -> str:
    how = "equally many of each" if wanted.equal else "in proportion"
    return f"{count(len(sizes))} values of {' · '.join(wanted.by)}, {how}"


KIND = Kind(
    "stratified",
    "At random in each segment",
    "Rare segments, features or query categories get as many reviews as common ones. Each label counts with the "
    "chance that its segment had, so that rates still stand for all.",
    drawn_by_strata,
    speaks=True,
    options=("unit", "by", "equal"),
)
