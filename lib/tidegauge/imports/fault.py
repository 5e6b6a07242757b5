"""What validation finds: values that break a rule."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Fault:
    """Rows of a chunk in which `column` breaks `rule`. `mask` is True for them."""

    column: str
    rule: str
    mask: pl.Series


@dataclass(frozen=True)
class Converted:
    """A column as its kind demands; values that cannot be read are NULL and in `faults`."""

    values: pl.Series
    faults: tuple[Fault, ...] = ()


def faulty(column: str, rule: str, mask: pl.Series) -> tuple[Fault, ...]:
    """Return the fault if any row has it."""
    return (Fault(column, rule, mask),) if mask.any() else ()
