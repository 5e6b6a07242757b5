"""Answers to the questions of a rubric: what is kept, in words, and as scores."""

from datetime import datetime

import pytest

from tidegauge.filters import Window
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.workbench.answers import (
    AnswerScore,
    answer_scores,
    checked_answers,
    in_words,
    scores_of_label,
)
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, ReviewError
from tidegauge.workbench.rubric_file import read_rubric

RUBRIC = read_rubric("""
name = "all kinds"
[verdict]
question = "Good?"
label = "good"
[[questions]]
name = "wrong"
text = "What is wrong?"
kind = "categories"
many = true
free = true
options = ["format", "fact"]
[[questions]]
name = "language"
text = "Which language?"
kind = "categories"
options = ["en", "pt"]
[[questions]]
name = "correct"
text = "How correct?"
kind = "1 to 5"
[[questions]]
name = "polite"
text = "Polite?"
kind = "yes or no"
[[questions]]
name = "expected"
text = "What instead?"
kind = "text"
[[questions]]
name = "unsupported"
text = "Which words?"
kind = "span"
""")
SPANS = [{"start": 8, "end": 12, "text": "late"}, {"start": 0, "end": 2, "text": "It"}]
SAID = {
    "wrong": ["too long", "fact"],
    "language": "pt",
    "correct": 4,
    "polite": 0.0,
    "expected": " em trânsito\x00 ",
    "unsupported": SPANS,
}


def test_answers_are_kept_in_one_form() -> None:
    kept = checked_answers(RUBRIC, SAID)
    assert kept["wrong"] == ["fact", "too long"]  # as the rubric orders them, one's own last
    assert kept["expected"] == "em trânsito"
    assert [one["start"] for one in kept["unsupported"]] == [0, 8]
    assert checked_answers(RUBRIC, kept) == kept
    assert checked_answers(RUBRIC, {"wrong": [" ", ""], "expected": " ", "correct": None}) == {}


def test_answers_become_scores() -> None:
    assert answer_scores(RUBRIC, checked_answers(RUBRIC, SAID)) == [
        AnswerScore("wrong.format", 0.0, "not chosen"),
        AnswerScore("wrong.fact", 1.0, "chosen"),
        AnswerScore("wrong.too long", 1.0, "chosen"),
        AnswerScore("language", None, "pt"),
        AnswerScore("correct", 4.0),
        AnswerScore("polite", 0.0),
        AnswerScore("expected", None, "given", "em trânsito"),
        AnswerScore("unsupported", None, "0:2, 8:12", "It\nlate"),
    ]


def test_whoever_adjudicates_decides_on_the_answers_too() -> None:
    at = datetime(2026, 11, 21)
    of = Drawn("demo", "answer", Window(datetime(2026, 11, 20), at), (), "", "chosen", "a", 1, 1)
    batch = ReviewBatch(1, Asked("b", "Good?", "good"), of, "lead", at, ADJUDICATION)
    found = scores_of_label(batch, RUBRIC, (1.0, None, "read it"), checked_answers(RUBRIC, SAID))
    assert {score.label for score in found} == {ADJUDICATED}
    assert [score.name for score in found] == [
        "good",
        *(f"wrong.{c}" for c in ("format", "fact", "too long")),
        "correct",
        "polite",
    ]
    undecided = scores_of_label(batch, RUBRIC, (None, "cannot judge", "blurred"), {})
    assert undecided == [AnswerScore("good", None, ADJUDICATED, "blurred")]


def test_answers_in_words() -> None:
    words = in_words(RUBRIC, checked_answers(RUBRIC, SAID))
    assert words == "fact, too long · pt · 4 of 5 · polite: no · expected · 2 spans"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"rong": "x"}, "“rong” is not a known question. Did you mean wrong?"),
        ({"correct": 6}, "“6” does not answer “How correct?”"),
        ({"correct": "4"}, "does not answer"),
        ({"polite": 2}, "does not answer"),
        ({"language": "de"}, "“de” is not a known category. There are: en, pt."),
        ({"language": ["en", "pt"]}, "one answer is asked for, there are 2"),
        ({"wrong": [str(n) for n in range(101)]}, "at most 100 fit"),
        ({"unsupported": [{"start": 3, "end": 3, "text": ""}]}, "is no span"),
        ({"unsupported": "3:4"}, "is no span"),
    ],
)
def test_what_is_no_answer_is_refused(told: dict[str, object], said: str) -> None:
    with pytest.raises(ReviewError) as error:
        checked_answers(RUBRIC, told)
    assert said in str(error.value)


def test_hostile_tags_are_one_short_line() -> None:
    kept = checked_answers(RUBRIC, {"wrong": ["<b>\n\x00" + "x" * 100 + "\ud800"]})
    assert kept["wrong"] == ["<b> " + "x" * 56]
