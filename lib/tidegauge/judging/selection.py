"""Which calls are judged, and with what chance each was to be: rules that always hold, rates by segment, the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, parse_condition
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.settings_judge import JudgeTable
from tidegauge.stats.drawn import drawn


@dataclass(frozen=True)
class Subject:
    """A call that was chosen. `probability` is the chance with which it was, None for an anchor; `rule` says by what."""

    trace_id: str
    span_id: str
    start_time: datetime
    probability: float | None
    rule: str
    done: int = 0

    @property
    def place(self) -> float:
        """Where it stands in the order: u / p.

        Of a run that ends early the first k calls are a draw of the same shape at a lower rate: every chance shrinks
        by the same factor.
        """
        return drawn(self.trace_id) / (self.probability or 1.0)


@dataclass(frozen=True)
class Rule:
    """Calls that meet every chip of `where` are judged with this probability."""

    where: tuple[Condition, ...]
    probability: float

    @property
    def words(self) -> str:
        """The rule as people read it."""
        return " and ".join(map(str, self.where)) or "all other calls"


def rules_of(table: JudgeTable, rows: Rows) -> tuple[Rule, ...]:
    """Return the rules in the order in which they are tried; the last one takes every call.

    A rule of the defaults that names what the store does not record is left out.

    Raises:
        FilterError: a chip of the settings cannot be read, or names an attribute that the store does not have.
    """
    always = [Rule((parse_condition(chip),), 1.0) for chip in table.always]
    if table.always == JudgeTable().always:
        always = [rule for rule in always if _is_known(rule, rows)]
    strata = [Rule(tuple(map(parse_condition, one.where)), one.rate) for one in table.rates]
    for rule in (*always, *strata):
        for chip in rule.where:
            condition(rows, chip)
    return (*always, *strata, Rule((), table.rate))


def chosen(frame: pl.DataFrame, rules: Sequence[Rule]) -> Iterable[Subject]:
    """Yield the calls of a page of `queries.unjudged` that meet a rule and that the draw chose."""
    for start, trace, span, place, done in frame.filter(pl.col("rule").is_not_null()).iter_rows():
        rule = rules[place]
        if rule.probability >= 1 or drawn(trace) < rule.probability:
            yield Subject(trace, span, start, rule.probability, rule.words, done)


def _is_known(rule: Rule, rows: Rows) -> bool:
    try:
        for chip in rule.where:
            rows.kind(chip.attribute)
    except FilterError:
        return False
    return True
