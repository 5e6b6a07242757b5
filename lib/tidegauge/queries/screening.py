"""Filter chips one at a time: those that the store understands, and a sentence for each of the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidegauge.errors import FilterError
from tidegauge.filters import parse_condition
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows


@dataclass(frozen=True)
class Screened:
    """The chips that can be asked, and what is wrong with the rest."""

    kept: tuple[str, ...]
    complaints: tuple[str, ...]


def screen(rows: Rows, chips: Iterable[str]) -> Screened:
    """Return which chips can be asked of `rows`. A link with one bad chip still shows the rest."""
    kept: list[str] = []
    complaints: list[str] = []
    for chip in chips:
        try:
            condition(rows, parse_condition(chip))
        except FilterError as error:
            complaints.append(f"{error} It is ignored.")
        else:
            kept.append(chip)
    return Screened(tuple(kept), tuple(complaints))
