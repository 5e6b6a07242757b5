"""The items of a run, each with the median of its repeats."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from tidegauge.reports._golden_run.records import ItemResult
from tidegauge.stats.estimate import Floats
from tidegauge.stats.repeats import Repeated, repeated
from tidegauge.workbench.golden_runs import GoldenAnswer

Answers = Mapping[int, Sequence[GoldenAnswer]]
"""The answers of each item, by its place."""


def by_item(answers: Sequence[GoldenAnswer]) -> Answers:
    """Return the answers of each item; they come by item already."""
    return {place: tuple(some) for place, some in groupby(answers, attrgetter("place"))}


def passed_table(answers: Answers, repeats: int) -> Floats:
    """Return 1, 0 or nan of each item and repeat, shape (items, repeats)."""
    table = np.full((len(answers), repeats), np.nan)
    for row, some in enumerate(answers.values()):
        for one in some:
            table[row, one.repeat - 1] = one.passed
    return table


def check_tables(answers: Answers, repeats: int) -> dict[str, Floats]:
    """Return such a table for each check, in the order in which checks are met: nan where it said nothing."""
    tables: dict[str, Floats] = {}
    for row, some in enumerate(answers.values()):
        for one in some:
            for check in one.checks:
                table = tables.setdefault(check.name, np.full((len(answers), repeats), np.nan))
                table[row, one.repeat - 1] = check.passed
    return tables


def items_of_run(answers: Answers, repeats: int) -> tuple[tuple[ItemResult, ...], Repeated]:
    """Return each item with its verdict, and the same as arrays."""
    found = repeated(passed_table(answers, repeats))
    results = (
        _result(some, passed=bool(passed), flips=bool(flips))
        for some, passed, flips in zip(answers.values(), found.passes == 1, found.flips, strict=True)
    )
    return tuple(results), found


def _result(some: Sequence[GoldenAnswer], *, passed: bool, flips: bool) -> ItemResult:
    item, first = some[0].item, next((one for one in some if not one.passed), None)
    return ItemResult(
        place=some[0].place,
        hash=item.hash,
        group=item.group,
        span_id=item.span_id,
        input=item.input,
        repeats=len(some),
        passes=sum(one.passed for one in some),
        passed=passed,
        flips=flips,
        identical=_identical(some),
        why=_why(first) if first else "",
    )


def _identical(some: Sequence[GoldenAnswer]) -> bool | None:
    texts = [one.text.strip() for one in some if not one.refused]
    return len(set(texts)) == 1 if len(texts) > 1 else None


def _why(one: GoldenAnswer) -> str:
    if one.refused:
        return f"no answer: {one.refused}"
    broken = next((check for check in one.checks if not check.passed), None)
    return f"{broken.name}: {broken.why}" if broken else ""
