"""Which score the Judge page is about, and what its settings say of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from tidegauge.errors import FilterError, unknown
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings

PREFERENCE = "preference"
"""The score of pairwise judging: 1 preferred, 0.5 tie, 0 not, with the answer's place in its label."""

_BAD = re.compile(r"hallucinat|toxic|unsafe|harm|violat|refus|invent|error|fail|flag", re.IGNORECASE)
"""What scores are called that are better the lower they are, where nobody declared which way is good."""


@dataclass(frozen=True)
class JudgeQuestion:
    """A score by name, the dimension that it is divided by, the judge that is asked for (or any), and what is known.

    `good` is the better end, higher or lower; `floor` the smallest change of its mean that matters; `passes` the
    lowest value that people would pass, by score; `cost_per_call` US dollars, None where nobody said; `paid` says that it
    is what was paid, and not what the settings say.
    """

    name: str
    by: str | None = None
    judge: str | None = None
    good: str = "higher"
    floor: float = 0.1
    passes: Mapping[str, float] = field(default_factory=dict)
    cost_per_call: float | None = None
    paid: bool = False

    def costing(self, paid: float | None) -> Self:
        """Return the question with what judged answers did cost, where the settings do not say what one costs."""
        if self.cost_per_call is not None or paid is None:
            return self
        return replace(self, cost_per_call=paid, paid=True)


def judge_question(
    settings: Settings,
    catalog: Catalog,
    name: str | None = None,
    by: str | None = None,
    judge: str | None = None,
) -> JudgeQuestion:
    """Return the question about the score `name`; without one about the settings' score, else the first that there is.

    Raises:
        FilterError: the store has scores, and none of this name.
    """
    names = score_names(settings, catalog)
    if name and catalog.scores and name not in catalog.scores:
        raise FilterError(unknown("score", name, names))
    chosen = name or (names[0] if names else settings.judge.score)
    good, floor = "none", 0.1
    if chosen in catalog.judged:
        (metric,) = chosen_metrics((f"score.{chosen}",), settings, catalog)
        good, floor = metric.direction, metric.floor
    if good == "none":
        good = "lower" if _BAD.search(chosen) else "higher"
    return JudgeQuestion(chosen, by, judge, good, floor, settings.judge.passes, settings.judge.cost_per_call)


def score_names(settings: Settings, catalog: Catalog) -> tuple[str, ...]:
    """Return the scores that the page offers, the settings' one first."""
    names = [name for name in catalog.scores if name != PREFERENCE]
    return tuple(
        sorted(names, key=lambda name: (name != settings.judge.score, name not in catalog.judged, name))
    )


def label_questions(settings: Settings, catalog: Catalog) -> dict[str, JudgeQuestion]:
    """Return what is known of every score of a store, by name."""
    return {name: judge_question(settings, catalog, name) for name in catalog.scores}
