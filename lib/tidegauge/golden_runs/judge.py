"""The check that asks a judge: each answer once, however often it was given, and under the cap of the run."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from tidegauge.errors import JudgeError
from tidegauge.golden_runs.book import Kept
from tidegauge.golden_runs.checks.judge import JudgeOptions
from tidegauge.golden_runs.ideal import Held
from tidegauge.golden_runs.question import Question
from tidegauge.golden_runs.rules import Rule
from tidegauge.golden_runs.targets._target import PaidRefusalError
from tidegauge.golden_runs.task import Task
from tidegauge.judging.endpoint import Endpoint, LaterError, RefusedError, Reply
from tidegauge.judging.material import shortened
from tidegauge.judging.prompt import WORDING, Prompt, marking
from tidegauge.judging.rubric import Rubric, Scale, load_rubric
from tidegauge.judging.validators._validator import Found, passed
from tidegauge.judging.verdict import Mark, Marking, UnparsableError, schema_of
from tidegauge.workbench.golden_candidates import GoldenError


@dataclass(frozen=True)
class TwoTries:
    """A prompt whose answer may be asked for a second time, more strictly: it may cost as much as both."""

    prompt: Prompt

    @property
    def messages(self) -> list[dict[str, str]]:
        """Those of the first try."""
        return self.prompt.messages

    @property
    def size(self) -> int:
        """Bytes of both tries."""
        return self.prompt.size + self.prompt.strict.size


class RubricJudge:
    """A judge under one rule. `longest` is how many characters of a text it is shown.

    `recipe` is the SHA-256 of all that its verdicts depend on beside the answer.
    """

    def __init__(
        self, rule: Rule, model: str, address: str, longest: int, temperature: float | None = None
    ) -> None:
        """Read the rubric.

        Raises:
            JudgeError: there is no such rubric, or it breaks a rule.
            GoldenError: the rule names a dimension that the rubric does not have.
        """
        assert isinstance(rule.options, JudgeOptions)  # noqa: S101  the one check that asks
        self.rule, self._options, self._longest = rule, rule.options, longest
        self.rubric: Rubric = load_rubric(self._options.rubric)
        names = [one.name for one in self.rubric.dimensions]
        if strange := next((name for name in self._options.marks if name not in names), None):
            there = ", ".join(names)
            raise GoldenError(
                f"Check {rule.name}, marks: the rubric {self.rubric.name} has no “{strange}”. It has: {there}."
            )
        told = f"judge {address} {model} {self.rubric.version(WORDING)} {temperature} {longest}"
        self.recipe = hashlib.sha256(told.encode()).hexdigest()
        self._read = Marking(self.rubric)

    def task(self, of: Held, answer: str) -> Task:
        """Return what asks for the marks of an answer."""
        told = {"input": of.item.input, "output": answer}
        told |= {"reference": of.reference} if of.reference else {}
        short = {name: shortened(text, self._longest) for name, text in told.items()}
        question = Question(of.item, TwoTries(marking(self.rubric, short)))
        return Task(self.recipe, self.key(of, answer), 1, question)

    def key(self, of: Held, answer: str) -> str:
        """Return what an answer to an item is known by: the same text is judged once."""
        return hashlib.sha256(f"{of.item.hash}\n{answer}".encode("utf-8", "replace")).hexdigest()

    async def ask(self, endpoint: Endpoint, question: Question) -> Reply:
        """Return the judge's verdict; of one that cannot be read, that of a second, stricter try.

        Raises:
            LaterError: it may be asked again. Once the first try is answered it is billed, whatever became of the second.
            PaidRefusalError: the second try is refused; a first one raises what `Endpoint.ask` does.
        """
        tries, schema = question.turns, schema_of(self.rubric)
        assert isinstance(tries, TwoTries)  # noqa: S101  made above
        first = await endpoint.ask(tries.prompt, schema)
        try:
            self._read(first.text)
        except UnparsableError:
            second = await _second(endpoint, tries, schema)
            return Reply(
                second.text,
                _sum(first.input_tokens, second.input_tokens),
                _sum(first.output_tokens, second.output_tokens),
            )
        return first

    def found(self, kept: Mapping[tuple[str, int], Kept], of: Held, answer: str) -> Found:
        """Return whether the marks of an answer are high enough. What nobody could read, or refused to judge, does not pass."""
        said = kept[self.key(of, answer), 1]
        if said.refused:
            return passed(False, f"The judge gave no verdict: {said.refused[:200]}")
        try:
            marks = self._read(said.text)
        except UnparsableError as error:
            return passed(False, f"The judge's verdict cannot be read: {str(error)[:200]}")
        return self._found(marks)

    def _found(self, marks: tuple[Mark, ...]) -> Found:
        fives = {one.name for one in self.rubric.dimensions if one.scale is Scale.FIVE}
        values = [mark.value for mark in marks if mark.name in fives]
        mean = fmean(values) if values else 1.0
        wanted = self._options.marks
        low = next((mark for mark in marks if mark.value < wanted.get(mark.name, float("-inf"))), None)
        if low is not None:
            return Found(mean, False, f"{low.name} is {low.label or f'{low.value:g}'}: {low.reason[:200]}")
        if values and mean < self._options.least:
            worst = min((mark for mark in marks if mark.name in fives), key=lambda mark: mark.value)
            return Found(mean, False, f"The mean mark is {mean:.2g}; {worst.name}: {worst.reason[:200]}")
        return Found(mean, True)


async def _second(endpoint: Endpoint, tries: TwoTries, schema: Mapping[str, Any]) -> Reply:
    # The first try is paid for: whatever becomes of this one, the money of both must not come back.
    try:
        return await endpoint.ask(tries.prompt.strict, schema)
    except RefusedError as error:
        raise PaidRefusalError(str(error)) from None
    except LaterError as error:
        raise LaterError(str(error), error.wait, billed=True) from None
    except JudgeError as error:  # the first try of the next time ends the run
        raise LaterError(str(error), None, billed=True) from None


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
