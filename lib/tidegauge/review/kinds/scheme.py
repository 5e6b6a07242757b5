"""The published deterministic scheme: all errors and flagged calls, and 1 to 5% of the nominal ones by their trace id."""

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.formats import count, share
from tidegauge.queries.conditions import condition
from tidegauge.queries.review_units import ANSWER
from tidegauge.reports.review_frame import read_frame, stratum_sizes
from tidegauge.reports.source import Source
from tidegauge.review.kinds._flagged import FLAG_CHIP, has_flags
from tidegauge.review.kinds._items import Picked, Row, checked, current, items, of_all, rows_of
from tidegauge.review.kinds._kind import Chosen, Kind, Wanted
from tidegauge.stats.drawn import drawn
from tidegauge.workbench.review_batches import ReviewError
from tidegauge.workbench.review_designs import ALL_OTHERS, Design, Rule

METHOD = "published scheme: the first eight bytes of SHA-256 of the trace id, over 2^64, below the rate of the call's rule"


def drawn_by_scheme(source: Source, question: TraceFilter, wanted: Wanted) -> Chosen:
    """Take every answer that meets one of `wanted.always`, and `wanted.rate` of the others, as their trace ids decide.

    It needs no seed: the same ids are taken everywhere, and those of a lower rate are among those of a higher one. With
    `n` the first ones in the order of u / rate: a draw of the same shape at lower rates, whose chances are on record.

    Raises:
        ReviewError: the rate is none, nothing was taken, or it is more than a batch holds.
        FilterError: a chip cannot be read.
    """
    if not 0 < wanted.rate <= 1:
        raise ReviewError(
            f"The share of nominal traffic is {wanted.rate:g}: it must be above 0 and at most 1."
        )
    asked = current(question)
    design = Design(rules=_rules(source, asked, wanted))
    sizes = stratum_sizes(source, asked, ANSWER, design)
    found = [row for row in rows_of(read_frame(source, asked, ANSWER, design)) if _place(row, design) < 1]
    if not found:
        raise ReviewError(
            "The scheme takes no answer of these: none failed or was flagged, and the rate is low."
        )
    found.sort(key=lambda row: (_place(row, design), row["span_id"]))
    n = checked(wanted.n, len(found))
    design = Design(rules=design.rules, threshold=_place(found[n], design) if n < len(found) else 1.0)
    made = items(_picked(row, design) for row in found[:n])
    population = sum(sizes.values())
    words = _words(n, len(found), population, sizes, wanted)
    return Chosen(made, population, METHOD, ANSWER, "", words, design)


def _picked(row: Row, design: Design) -> Picked:
    stratum = row["stratum"]
    return Picked(row, min(design.rate(stratum) * design.threshold, 1.0), {"stratum": stratum})


def _place(row: Row, design: Design) -> float:
    return drawn(row["trace_id"]) / design.rate(row["stratum"])


def _rules(source: Source, asked: TraceFilter, wanted: Wanted) -> tuple[Rule, ...]:
    """Return the rules whose attributes the store has, the one of all others last."""
    chips = [*wanted.always, *([FLAG_CHIP] if has_flags(source) else [])]
    kept = [chip for chip in dict.fromkeys(chips) if _is_known(source, asked, chip)]
    return (*(Rule((chip,), 1.0) for chip in kept), Rule((), wanted.rate))


def _is_known(source: Source, asked: TraceFilter, chip: str) -> bool:
    parsed, rows = parse_condition(chip), source.rows(asked)
    try:
        rows.kind(parsed.attribute)
    except FilterError:
        return False
    condition(rows, parsed)
    return True


def _words(taken: int, found: int, population: int, sizes: dict[str, int], wanted: Wanted) -> str:
    whole = population - sizes.get(ALL_OTHERS, 0)
    how = f"all {count(whole)} that failed or were flagged and {share(wanted.rate, 0)} of the others, by their trace ids"
    if taken < found:
        how = f"the first of {count(found)}: {how}"
    return of_all(taken, population, "answer", how)


KIND = Kind(
    "scheme",
    "Published scheme",
    "All errors and flagged answers, and 1 to 5% of the nominal ones: the trace id decides, the same everywhere.",
    drawn_by_scheme,
    speaks=True,
    options=("rate",),
)
