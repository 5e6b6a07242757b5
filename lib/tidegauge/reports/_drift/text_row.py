"""A row of texts or vectors before the table's correction, and the row of the table that it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

from tidegauge.findings import Direction, Verdict
from tidegauge.reports._drift.records import Contrast, DriftKind, DriftRow, DriftTest, SampleTrace
from tidegauge.reports._onset import Onset

ALPHA = 0.05
FEWEST = 30
"""Rows that each window must have."""


@dataclass(frozen=True)
class TextTest:
    """One statistic of a row. `effect` and `floor`, the smallest that matters, are in one unit.

    A test without a floor is shown and decides nothing: its p-value stays out of the correction. `sees` is the smallest
    effect that the rows could have shown, and `bound` the upper end of the effect's interval, where they are known.
    """

    shown: DriftTest
    effect: float = nan
    floor: float | None = None
    sees: float = nan
    bound: float = nan

    @property
    def decides(self) -> bool:
        """Whether its p-value belongs into the correction over the table."""
        return self.floor is not None and self.shown.p_value is not None

    @property
    def material(self) -> bool:
        """Whether the effect reaches the floor."""
        return self.floor is not None and self.effect >= self.floor

    @property
    def shows_nothing(self) -> bool:
        """Whether an effect of the floor's size would have been seen, and was not."""
        if self.floor is None or (isnan(self.sees) and isnan(self.bound)):
            return True
        return not self.material and (self.sees <= self.floor or self.bound < self.floor)


@dataclass(frozen=True)
class TextSentences:
    """What a row says under each verdict; each is complete in itself."""

    changed: str
    not_material: str
    cannot_tell: str


@dataclass(frozen=True)
class TextRow:
    """A candidate for a row of the table: everything but the verdict.

    `worse` says which way is bad, if any. `contrasts` and `samples` are for the panel beside the table.
    """

    kind: DriftKind
    column: str
    what: str
    key: str
    before: str
    now: str
    size: str
    sees: str
    rising: bool | None
    worse: bool | None
    coverage: float
    n_reference: int
    n_current: int
    tests: tuple[TextTest, ...]
    sentences: TextSentences
    onset: Onset | None = None
    contrasts: tuple[Contrast, ...] = ()
    samples: tuple[SampleTrace, ...] = ()

    @property
    def p_values(self) -> tuple[float, ...]:
        """The p-values that belong into the correction over the table, in the order that `finished` takes them."""
        return tuple(
            test.shown.p_value for test in self.tests if test.decides and test.shown.p_value is not None
        )

    def finished(self, adjusted: Sequence[float]) -> DriftRow:
        """Return the row of the table, given its `p_values` as adjusted over all of the table."""
        told = iter(adjusted)
        tests = tuple(_adjusted(test, next(told)) if test.decides else test for test in self.tests)
        verdict = self._verdict(tests)
        is_changed = verdict is Verdict.CHANGED
        counted = [test for test in tests if test.decides]
        return DriftRow(
            key=self.key,
            kind=self.kind,
            column=self.column,
            what=self.what,
            unit="",
            verdict=verdict,
            direction=self._direction() if is_changed else Direction.NEUTRAL,
            rising=self.rising,
            before=self.before,
            now=self.now,
            size=self.sees if verdict is Verdict.CANNOT_TELL else self.size,
            effect=max((test.effect / (test.floor or 1) for test in counted), default=0.0),
            onset=self.onset if is_changed else None,
            coverage=self.coverage,
            n_reference=self.n_reference,
            n_current=self.n_current,
            p_value=min(
                (test.shown.adjusted for test in counted if test.shown.adjusted is not None), default=None
            ),
            tests=tuple(test.shown for test in tests),
            sentence=self._sentence(verdict),
        )

    def _verdict(self, tests: Sequence[TextTest]) -> Verdict:
        if min(self.n_reference, self.n_current) < FEWEST:
            return Verdict.CANNOT_TELL
        if any(_is_changed(test) for test in tests):
            return Verdict.CHANGED
        counted = [test for test in tests if test.decides]
        steady = bool(counted) and all(test.shows_nothing for test in counted)
        return Verdict.NOT_MATERIAL if steady else Verdict.CANNOT_TELL

    def _direction(self) -> Direction:
        if self.worse is None or self.rising is None:
            return Direction.NEUTRAL
        return Direction.WORSE if self.rising == self.worse else Direction.BETTER

    def _sentence(self, verdict: Verdict) -> str:
        if verdict is Verdict.CHANGED:
            return self.sentences.changed
        is_known = verdict is Verdict.NOT_MATERIAL
        return self.sentences.not_material if is_known else self.sentences.cannot_tell


def _is_changed(test: TextTest) -> bool:
    adjusted = test.shown.adjusted
    return test.decides and test.material and adjusted is not None and adjusted < ALPHA


def _adjusted(test: TextTest, p_value: float) -> TextTest:
    return replace(test, shown=replace(test.shown, adjusted=p_value))
