"""Feedback loop check: traffic that no model steered beside traffic that a model did."""

from dataclasses import replace

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, TraceFilter, parse_condition
from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.queries.business import CALLS
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._business.figures import Figure, decided, effect_of, measure_of, number, ratio_figure
from tidegauge.reports._business.measures import FLOOR, RatioOf
from tidegauge.reports._business.read import Ledger, both, counted
from tidegauge.reports._business.records import RandomSlice
from tidegauge.schema.tables import Kind
from tidegauge.stats.difference_in_differences import difference_in_differences
from tidegauge.stats.normal import critical

_OPPOSITE = {"=": "!=", "!=": "=", "~": "!~", "!~": "~"}


def random_slice(ledger: Ledger, final: TraceFilter, measure: RatioOf) -> tuple[RandomSlice | None, str]:
    """Return the comparison of the two kinds of traffic, or None and why there is none."""
    chip = ledger.table.random
    try:
        condition = parse_condition(chip)
        frames = _read(ledger, final, condition)
    except FilterError as error:
        return None, f"[business] random: {error}"
    if frames is None:
        return None, f"[business] random: “{chip}” has no opposite. Write it with =, != or ~."
    slice_, steered = frames
    if not counted(slice_, CURRENT, CALLS) or not counted(steered, CURRENT, CALLS):
        return (
            None,
            f"No calls with {chip} in this window: traffic that no model steers would show whether the model feeds on itself.",
        )
    compared = final.reference is not None
    figures = [ratio_figure(measure, *both(one, measure), compared=compared) for one in (slice_, steered)]
    return _compared(str(condition), measure, figures[0], figures[1]), ""


def _read(ledger: Ledger, final: TraceFilter, chip: Condition) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    if chip.operator not in _OPPOSITE:
        return None
    if chip.operator == "=" and ledger.source.rows(final).kind(chip.attribute) is Kind.TEXT:
        # One look divides both, and other looks at the same attribute find it again.
        frame = ledger.totals(final, (chip.attribute,))
        inside = pl.col("d0").is_in(list(chip.values)).fill_null(value=False)
        return frame.filter(inside), frame.filter(~inside)
    rest = replace(chip, operator=_OPPOSITE[chip.operator])
    return ledger.totals(final.narrowed(chip)), ledger.totals(final.narrowed(rest))


def _compared(chip: str, measure: RatioOf, slice_: Figure, steered: Figure) -> RandomSlice:
    change, one = None, None
    if slice_.difference is not None and steered.difference is not None and slice_.reference is not None:
        change = difference_in_differences(slice_.difference, steered.difference)
        floor = FLOOR * abs(number(slice_.reference.value))
        figure = replace(steered, difference=change, floor=floor, events=min(slice_.events, steered.events))
        one = decided([figure])[0]
    verdict = one.verdict if one else Verdict.CANNOT_TELL
    direction = one.direction if one else Direction.NEUTRAL
    return RandomSlice(
        chip,
        measure.label,
        measure.unit,
        measure_of(slice_.current),
        None if slice_.reference is None else measure_of(slice_.reference),
        measure_of(steered.current),
        None if steered.reference is None else measure_of(steered.reference),
        _advantage(slice_, steered, measure.unit),
        effect_of(change, measure.unit) if change is not None else None,
        verdict,
        direction,
        one.p_value if one else None,
        _sentence(measure, verdict, direction),
    )


def _advantage(slice_: Figure, steered: Figure, unit: str) -> Effect:
    """Return the steered traffic's figure less that of the random slice, both of the current window."""
    z = critical(0.95)
    value = number(steered.current.value) - number(slice_.current.value)
    errors = [(number(one.current.high) - number(one.current.low)) / (2 * z) for one in (slice_, steered)]
    half = z * (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    return Effect(value, value - half, value + half, unit)


def _sentence(measure: RatioOf, verdict: Verdict, direction: Direction) -> str:
    if verdict is Verdict.NOT_MATERIAL:
        return "Steered and random traffic moved alike: what moved did so for everybody, or nothing did."
    if verdict is not Verdict.CHANGED:
        return "Too few random calls to tell whether steered traffic moved otherwise."
    if direction is Direction.WORSE:
        return f"{measure.label} of steered traffic got worse against random traffic: look at the model, not at the market."
    if direction is Direction.BETTER:
        return f"{measure.label} of steered traffic gained on random traffic: the model earned it, or it picks what it is measured by."
    return f"{measure.label} of steered traffic moved otherwise than that of random traffic."
