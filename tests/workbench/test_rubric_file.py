"""Rubrics as TOML: what is read, and errors that name the place, the rule, and what would be right."""

import pytest

from tidegauge.review.redaction import check_rules
from tidegauge.workbench.review_batches import ReviewError, Scale
from tidegauge.workbench.rubric import (
    RESERVED,
    VERDICT_KEYS,
    JudgeShown,
    Option,
    QuestionKind,
    Required,
    Verdict,
    missing,
    with_verdict,
)
from tidegauge.workbench.rubric_file import read_rubric, shipped_rubrics

HEAD = 'name = "short"\n{}\n[verdict]\nquestion = "Good?"\nlabel = "good"\n{}\n'
QUESTION = '[[questions]]\nname = "wrong"\ntext = "What is wrong?"\n'


def text(more: str = "", top: str = "", verdict: str = "") -> str:
    return HEAD.format(top, verdict) + more


@pytest.mark.parametrize("name", sorted(shipped_rubrics()))
def test_what_comes_with_tidegauge_can_be_used(name: str) -> None:
    rubric = read_rubric(shipped_rubrics()[name].read_text(), name)
    assert rubric.name == name
    keys = [option.key for question in rubric.questions for option in question.options if option.key]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & (RESERVED | set(VERDICT_KEYS[rubric.verdict.scale]))
    check_rules(rubric.redact, rubric.names)


def test_everything_that_a_rubric_can_say() -> None:
    rubric = read_rubric(
        text(
            QUESTION
            + 'kind = "categories"\nmany = true\nfree = true\nrequired = "when it fails"\n'
            + 'options = [{ name = "format", key = "f" }, "tone"]\n'
            + '[[questions]]\nname = "correct"\ntext = "How correct?"\nkind = "1 to 5"\n',
            top='instruction = "  Be\\nstrict. "\norder = ["output", "tools"]\njudge = "never"\n'
            'redact = ["emails", "names"]\nnames = ["Marta"]',
        )
    )
    assert (rubric.instruction, rubric.order, rubric.judge) == (
        "Be strict.",
        ("output", "tools"),
        JudgeShown.NEVER,
    )
    assert (rubric.redact, rubric.names) == (("emails", "names"), ("Marta",))
    wrong, correct = rubric.questions
    assert (wrong.kind, wrong.many, wrong.free, wrong.required) == (
        QuestionKind.CATEGORIES,
        True,
        True,
        Required.FAILING,
    )
    assert wrong.options == (Option("format", "F"), Option("tone"))
    assert correct.options == tuple(Option(str(mark), str(mark)) for mark in range(1, 6))


def test_marks_get_the_digits_only_where_they_are_free() -> None:
    marks = '[[questions]]\nname = "{0}"\ntext = "{0}?"\nkind = "1 to 5"\n'
    rubric = read_rubric(text(marks.format("one") + marks.format("two")))
    assert [one.options[0].key for one in rubric.questions] == ["1", ""]
    rubric = read_rubric(text(marks.format("one"), verdict='scale = "1 to 5"'))
    assert rubric.questions[0].options[0].key == ""


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("name = ", "x.toml is not TOML"),
        ('name = "short"', "x.toml, verdict: a table [verdict] with question, label and scale is missing"),
        (text(top='instrucion = "no"'), "instrucion: “instrucion” is not a known key. Did you mean instruction?"),
        (text(verdict='scale = "1-5"'), "verdict.scale: “1-5” is not a known scale. There are: 1 to 5, which is better, yes or no."),
        (text(top='order = ["input"]'), "output must be among them"),
        (text(top='order = ["output", "tool"]'), "“tool” is not a known part of a sample. Did you mean tools?"),
        (text(top='judge = "later"'), "after the label, beside the sample, never"),
        (text(QUESTION), "questions 1.kind is missing. There are: yes or no, 1 to 5, categories, text, span."),
        (text(QUESTION.replace("wrong", "good") + 'kind = "text"'), "“good” is taken already"),
        (text(QUESTION.replace('"wrong"', '"1st"') + 'kind = "text"'), "“1st” is no name"),
        (text(QUESTION + 'kind = "categories"'), "options is missing. Name the categories"),
        (text(QUESTION + 'kind = "text"\nmany = true'), "only questions of the kind “categories” have it"),
        (text(QUESTION + 'kind = "text"\noptions = ["a"]'), "of the kind “text” has none"),
        (text(QUESTION + 'kind = "categories"\noptions = [{name = "a", key = "g"}]'), "the key “G” is taken. Free are: A D"),
        (text(QUESTION + 'kind = "categories"\noptions = [{name = "a", key = "C"}]'), "the key “C” is taken"),
        (text(QUESTION + 'kind = "categories"\noptions = [{name = "a", key = "F1"}]'), "“F1” is no letter or digit"),
        (text(QUESTION + 'kind = "categories"\noptions = ["a", "a"]'), "each name stands once"),
        (text(QUESTION + 'kind = "yes or no"\noptions = ["no", "yes"]'), "are yes, no, in this order"),
        (text(QUESTION + 'kind = "span"', verdict='scale = "which is better"'), "no words are marked. Ask for a text."),
        (text(QUESTION + 'kind = "span"\n' + QUESTION.replace("wrong", "w2") + 'kind = "span"'), "questions 2.kind: one question"),
        (text(QUESTION + 'kind = "text"\nrequired = true'), "There are: always, never, when it fails"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(toml: str, said: str) -> None:
    with pytest.raises(ReviewError) as error:
        read_rubric(toml, "x.toml")
    assert said in str(error.value)


def test_another_verdict_takes_its_keys() -> None:
    rubric = read_rubric(
        text(QUESTION + 'kind = "categories"\noptions = [{name = "a", key = "J"}, {name = "b", key = "F"}]')
    )
    other = with_verdict(rubric, Verdict("Which?", "better", Scale.PREFERENCE))
    assert other.questions[0].options == (Option("a"), Option("b", "F"))


@pytest.mark.parametrize(
    ("value", "answers", "lacking"),
    [(0.0, {}, ["wrong"]), (0.0, {"wrong": "x"}, []), (0.0, {"wrong": ""}, ["wrong"]), (1.0, {}, []), (None, {}, [])],
)  # fmt: skip
def test_what_a_verdict_needs(value: float | None, answers: dict[str, object], lacking: list[str]) -> None:
    rubric = read_rubric(text(QUESTION + 'kind = "text"\nrequired = "when it fails"'))
    assert [one.name for one in missing(rubric, value, answers)] == lacking
