"""What reviewers are asked: a verdict, further questions, and what they see of a sample and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tidegauge.workbench.review_batches import Scale

PARTS = ("input", "output", "tools", "documents", "before", "attributes")
"""What a sample consists of, in the order that is used where a rubric sets none."""
RESERVED = frozenset("CRUSK")
"""Keys that no option may have: Streamlit's own two, and cannot judge, skip, the sheet of keys."""
VERDICT_KEYS: Mapping[Scale, Mapping[str, float]] = {
    Scale.YES_NO: {"G": 1.0, "B": 0.0},
    Scale.ONE_TO_FIVE: {str(mark): float(mark) for mark in range(1, 6)},
    Scale.PREFERENCE: {"J": 1.0, "T": 0.5, "L": 0.0},
}
"""The keys of each scale and the values that they stand for. Of two answers shown, J is the left one."""


def value_words(value: float, scale: Scale, *, swapped: bool = False) -> str:
    """Return a verdict in words. Of two answers A stands left: the item's own, unless they are `swapped`.

    >>> value_words(1.0, Scale.YES_NO), value_words(4.0, Scale.ONE_TO_FIVE), value_words(0.0, Scale.PREFERENCE)
    ('pass', '4 of 5', 'B better')
    """
    if scale is Scale.PREFERENCE:
        return "tie" if value == 0.5 else f"{'B' if (value == 1) is swapped else 'A'} better"
    words = {1.0: "pass", 0.0: "fail"} if scale is Scale.YES_NO else {}
    return words.get(value, f"{value:g} of 5")


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes or no"
    MARKS = "1 to 5"
    CATEGORIES = "categories"
    TEXT = "text"
    SPAN = "span"


class Required(StrEnum):
    """When a question must be answered before a verdict counts."""

    NEVER = "never"
    ALWAYS = "always"
    FAILING = "when it fails"


class JudgeShown(StrEnum):
    """When a reviewer sees what the judge said of a sample."""

    AFTER = "after the label"
    BESIDE = "beside the sample"
    NEVER = "never"


@dataclass(frozen=True)
class Verdict:
    """The question that every label answers, the score that answers become, and its scale."""

    question: str
    label: str
    scale: Scale = Scale.YES_NO


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, and its key: empty for none."""

    name: str
    key: str = ""


@dataclass(frozen=True)
class Question:
    """One further question. Its `name` is the score that its answers become.

    `many`: any number of categories may be chosen. `free`: reviewers may add categories of their own.
    """

    name: str
    text: str
    kind: QuestionKind
    options: tuple[Option, ...] = ()
    many: bool = False
    free: bool = False
    required: Required = Required.NEVER


@dataclass(frozen=True)
class Rubric:
    """One version of what reviewers are asked.

    `order` are the parts of a sample that are shown, first to last. `redact` are the rules by which texts are made
    unreadable before anybody sees them, and `names` what the rule for names looks for.
    """

    name: str
    instruction: str
    verdict: Verdict
    questions: tuple[Question, ...] = ()
    order: tuple[str, ...] = PARTS
    judge: JudgeShown = JudgeShown.AFTER
    redact: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def question(self, name: str) -> Question | None:
        """Return the question of a name, None where there is none."""
        return next((one for one in self.questions if one.name == name), None)


def with_verdict(rubric: Rubric, verdict: Verdict) -> Rubric:
    """Return a rubric with another verdict; options whose keys that one needs lose them."""
    taken = set(VERDICT_KEYS[verdict.scale])
    questions = tuple(
        replace(one, options=tuple(_without(option, taken) for option in one.options))
        for one in rubric.questions
    )
    return replace(rubric, verdict=verdict, questions=questions)


def missing(rubric: Rubric, value: float | None, answers: Mapping[str, object]) -> Sequence[Question]:
    """Return the questions that must be answered before a verdict counts; none for “cannot judge”.

    A verdict fails with the least value of its scale: a fail, a 1.
    """
    if value is None:
        return ()
    failing = value == min(VERDICT_KEYS[rubric.verdict.scale].values())
    needed = {Required.ALWAYS, Required.FAILING} if failing else {Required.ALWAYS}
    return [
        one for one in rubric.questions if one.required in needed and answers.get(one.name) in (None, "", [])
    ]


def _without(option: Option, taken: set[str]) -> Option:
    return replace(option, key="") if option.key in taken else option
