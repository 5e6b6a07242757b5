"""The family of checks. Authority: answers that were written to pass or fail each; jsonschema, ROUGE-L's paper."""

from typing import Any

import pytest

from tests.workbench.test_golden import item
from tidegauge.golden_runs.checks import check_kinds
from tidegauge.golden_runs.ideal import Held, held
from tidegauge.judging.validators._validator import Found

RIGHT = "A refund takes five days after we have the parcel back."


def of(**told: Any) -> Held:
    return held(item(1, **{"output": RIGHT, **told}))


def found(check: str, answer: str, to: Held | None = None, **options: Any) -> Found | None:
    kind = check_kinds()[check]
    return kind.make(kind.options.model_validate(options))(to or of(), answer)


def passes(check: str, answer: str, to: Held | None = None, **options: Any) -> bool | None:
    one = found(check, answer, to, **options)
    return None if one is None else one.passed


CASES = [
    (
        "contains",
        {"texts": ["five days", "parcel"]},
        "FIVE  days, once the Parcel is here",
        "fifty-five daysparcel",
    ),
    ("contains", {"texts": ["a", "b"], "any": True}, "only b", "neither"),
    ("contains", {"texts": ["退款"]}, "您的退款已到账", "您的订单"),
    ("contains", {"texts": ["$4.90"]}, "It is $4.90.", "It is $14.90"),
    ("forbidden", {"texts": ["free of charge"]}, "It costs $4.", "It is Free of  Charge!"),
    ("exact", {"text": "yes"}, " yes\n", "Yes"),
    ("exact", {"text": "yes", "loose": True}, "YES", "yes."),
    ("exact", {}, RIGHT, RIGHT[:-1]),
    ("regex", {"pattern": r"\d+ days"}, "5 days", "five days"),
    ("regex", {"pattern": "sorry", "absent": True}, "Done.", "so sorry"),
    ("json_schema", {"schema": {"required": ["id"]}}, '{"id": 1}', '{"no": 1}'),
    ("length", {"most": 3, "unit": "words"}, "one two three", "one two three four"),
    ("similarity", {"least": 0.8}, RIGHT, "I do not know."),
    ("similarity", {"least": 0.8, "method": "cosine"}, RIGHT, "I do not know."),
    ("pii", {}, "Write to us.", "Write to ana@example.org."),
]


@pytest.mark.parametrize(("check", "options", "good", "bad"), CASES)
def test_a_right_answer_passes_and_a_wrong_one_does_not(
    check: str, options: dict[str, Any], good: str, bad: str
) -> None:
    assert passes(check, good, **options) is True
    wrong = found(check, bad, **options)
    assert wrong is not None
    assert not wrong.passed
    assert wrong.why


def test_every_check_is_tried() -> None:
    others = {"json_keys", "unlike", "judge", "citation", "language"}
    assert {check for check, *_ in CASES} | others == set(check_kinds())


@pytest.mark.parametrize("check", sorted(set(check_kinds()) - {"judge", "forbidden", "regex"}))
@pytest.mark.parametrize(
    "answer", ["", "\x00", "🙂" * 20_000, "{" * 50_000, "a\ud83d", "\u202eevil", "1e999"]
)
def test_hostile_answers_are_held_to_it_as_any_other(check: str, answer: str) -> None:
    one = found(check, answer)
    assert one is None or isinstance(one.passed, bool)


def test_an_answer_in_json_has_the_same_keys() -> None:
    to = of(output='{"order": 7, "total": 2.5}')
    assert passes("json_keys", '```json\n{"total": 3, "order": 8}\n```', to) is True
    assert passes("json_keys", '{"total": 3, "order": 8}', to, values=True) is False
    assert found("json_keys", '{"total": 3}', to) == Found(0.0, False, "It lacks “order”.")
    assert found("json_keys", '{"order": 1, "total": 1, "x": 1}', to) == Found(
        0.0, False, "It has more keys: “x”."
    )
    assert passes("json_keys", "Order 7", to) is False
    assert passes("json_keys", "Order 7") is None


def test_only_the_failed_answer_is_known() -> None:
    to = of(value=0.0)
    assert to.reference is None
    assert passes("similarity", RIGHT, to) is None
    assert passes("exact", RIGHT, to) is None
    assert passes("unlike", RIGHT, to) is False
    assert passes("unlike", " ", to) is False
    assert passes("unlike", "It is on its way, and you have it on Monday.", to) is True
    assert passes("unlike", RIGHT) is None


def test_what_somebody_wrote_goes_before_the_answer() -> None:
    to = of(value=0.0, expected="five days")
    assert passes("contains", "It takes five days.", to) is True
    assert passes("contains", "It takes a week.", to) is False
    assert passes("contains", "x", of(expected="one two three four five six seven eight nine")) is None


# Lin (2004): "police the gunman" is common to both, 3 of 4 words on either side.
def test_similarity_is_rouge_l() -> None:
    to = of(output="police killed the gunman")
    one = found("similarity", "police kill the gunman", to)
    assert one is not None
    assert one.value == 0.75
    assert one.passed
