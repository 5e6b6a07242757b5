"""What reviewers say to the questions of a rubric: checked, in words, and as the scores that it becomes.

In a label they stand by the question's name: marks, and yes or no, as numbers; one category as its name, any number of
them as a list; text as text; spans as a list of `{start, end, text}`, characters of the output as it was shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tidegauge.errors import unknown
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.review_batches import ReviewBatch, ReviewError
from tidegauge.workbench.rubric import Question, QuestionKind, Rubric
from tidegauge.workbench.texts import one_line, storable

LONGEST_TAG = 60
"""Characters of a category that a reviewer names."""
LONGEST = 5_000
"""Characters of a text, and of the words of one span."""
MOST = 100
"""Categories or spans of one answer."""
CHOSEN = ("not chosen", "chosen")
"""What 0 and 1 mean in the score of a category."""


@dataclass(frozen=True)
class AnswerScore:
    """A score that an answer becomes, without whose it is and of what."""

    name: str
    value: float | None
    label: str | None = None
    explanation: str | None = None


def checked_answers(rubric: Rubric, told: Mapping[str, object]) -> dict[str, Any]:
    """Return answers in the form in which they are kept, those that say nothing left out.

    Raises:
        ReviewError: there is no such question, or the answer does not fit it.
    """
    kept: dict[str, Any] = {}
    for name, said in told.items():
        question = rubric.question(name)
        if question is None:
            raise ReviewError(unknown("question", name, [one.name for one in rubric.questions]))
        if said not in (None, "", []):
            kept[name] = _checked(question, said)
    return {name: said for name, said in kept.items() if said not in ("", [])}


def scores_of_label(
    batch: ReviewBatch,
    rubric: Rubric,
    said: tuple[float | None, str | None, str | None],
    answers: Mapping[str, Any],
) -> list[AnswerScore]:
    """Return the scores that a label becomes: its verdict, `said` as (value, label, comment), then its answers.

    Whoever adjudicates decides on the answers too, and is no rater of them.
    """
    verdict, found = _verdict(batch, *said), answer_scores(rubric, answers)
    if batch.kind != ADJUDICATION:
        return [verdict, *found]
    return [verdict, *(replace(score, label=ADJUDICATED) for score in found if score.value is not None)]


def _verdict(batch: ReviewBatch, value: float | None, label: str | None, comment: str | None) -> AnswerScore:
    # Also where it was decided that nobody can judge: then the labels that it decides between are no truth either.
    final = ADJUDICATED if batch.kind == ADJUDICATION else label
    return AnswerScore(batch.asked.label, value, final, comment)


def answer_scores(rubric: Rubric, answers: Mapping[str, Any]) -> list[AnswerScore]:
    """Return the scores of a label beside its verdict.

    Each category of a question that allows many is a score of its own, NAME.CATEGORY: 1 where it was chosen, 0 where it
    was offered and not chosen. So its share can be estimated, and how far reviewers agree on it.
    """
    return [
        score for one in rubric.questions if one.name in answers for score in _scores(one, answers[one.name])
    ]


def in_words(rubric: Rubric, answers: Mapping[str, Any]) -> str:
    """Return answers in a few words: “format, wrong fact · 4 of 5 · 2 spans”."""
    parts = [_words(one, answers[one.name]) for one in rubric.questions if one.name in answers]
    return " · ".join(parts)


def tag(text: str) -> str:
    """Return a category as reviewers name it: one line, at most 60 characters.

    >>> tag("  wrong\\n currency ")
    'wrong currency'
    """
    return one_line(text)[:LONGEST_TAG]


def _checked(question: Question, said: object) -> object:
    kind = question.kind
    if kind in {QuestionKind.MARKS, QuestionKind.YES_NO}:
        allowed = (1.0, 2.0, 3.0, 4.0, 5.0) if kind is QuestionKind.MARKS else (0.0, 1.0)
        if said not in allowed:
            raise ReviewError(f"“{said}” does not answer “{question.text}”: it is “{kind}”.")
        return said
    if kind is QuestionKind.TEXT:
        return storable(str(said)).strip()[:LONGEST]
    many = said if isinstance(said, list | tuple) else [said]
    if len(many) > MOST:
        raise ReviewError(f"“{question.text}”: at most {MOST} fit, there are {len(many)}.")
    if kind is QuestionKind.SPAN:
        return sorted(map(_span, many), key=lambda one: (one["start"], one["end"]))
    return _categories(question, many)


def _categories(question: Question, said: Iterable[object]) -> object:
    offered = [one.name for one in question.options]
    chosen = list(dict.fromkeys(filter(None, (tag(str(one)) for one in said))))
    strange = next((one for one in chosen if one not in offered), None)
    if strange is not None and not question.free:
        raise ReviewError(unknown("category", strange, offered))
    if question.many:
        return [*(one for one in offered if one in chosen), *(one for one in chosen if one not in offered)]
    if len(chosen) > 1:
        raise ReviewError(f"“{question.text}”: one answer is asked for, there are {len(chosen)}.")
    return chosen[0] if chosen else ""


def _span(one: object) -> dict[str, Any]:
    found = one if isinstance(one, Mapping) else {}
    start, end, text = found.get("start"), found.get("end"), found.get("text")
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(text, str) and 0 <= start < end):
        raise ReviewError(
            f"“{one}” is no span: start and end are characters of the output, text is what is there."
        )
    return {"start": start, "end": end, "text": storable(text)[:LONGEST]}


def _scores(question: Question, said: Any) -> Iterator[AnswerScore]:
    kind, name = question.kind, question.name
    if kind in {QuestionKind.MARKS, QuestionKind.YES_NO}:
        yield AnswerScore(name, float(said))
    elif kind is QuestionKind.TEXT:
        yield AnswerScore(name, None, "given", said)
    elif kind is QuestionKind.SPAN:
        label = ", ".join(f"{one['start']}:{one['end']}" for one in said)
        yield AnswerScore(name, None, label, "\n".join(one["text"] for one in said))
    elif not question.many:
        yield AnswerScore(name, None, said)
    else:
        offered = [one.name for one in question.options]
        for category in [*offered, *(one for one in said if one not in offered)]:
            found = category in said
            yield AnswerScore(f"{name}.{category}", float(found), CHOSEN[found])


def _words(question: Question, said: Any) -> str:
    match question.kind:
        case QuestionKind.MARKS:
            return f"{said:g} of 5"
        case QuestionKind.YES_NO:
            return f"{question.name}: {'yes' if said else 'no'}"
        case QuestionKind.TEXT:
            return question.name
        case QuestionKind.SPAN:
            return "1 span" if len(said) == 1 else f"{len(said)} spans"
        case QuestionKind.CATEGORIES:
            return ", ".join(said) if question.many else str(said)
