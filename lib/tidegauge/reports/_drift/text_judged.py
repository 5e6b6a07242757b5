"""The tests of texts in the correction of the whole table, and what comes out of it for their rows."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

from tidegauge.reports._drift.records import DriftRow
from tidegauge.reports._drift.samples import TEXT
from tidegauge.reports._drift.text import TextDrift
from tidegauge.stats.materiality import DISTRIBUTION, ColumnTest, Judged


def tests_of(texts: TextDrift) -> list[ColumnTest]:
    """Return the p-values of all rows as tests: the rows themselves know what of them is material."""
    return [
        ColumnTest(row.key, "text", p_value, nan, DISTRIBUTION, _unknown, row.n_reference, row.n_current)
        for row in texts.rows
        for p_value in row.p_values
    ]


def finished(texts: TextDrift, judged: Sequence[Judged]) -> list[DriftRow]:
    """Return the rows of the table, given the verdicts on `tests_of` in their order."""
    adjusted = iter(judged)
    rows = [row.finished([next(adjusted).adjusted for _ in row.p_values]) for row in texts.rows]
    return [replace(row, aspect=TEXT) for row in rows]


def _unknown(alpha: float) -> float:  # noqa: ARG001  as `ColumnTest.detectable`
    return nan
