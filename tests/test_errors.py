"""Errors name the value, the nearest known name, or the alternatives."""

import pytest

from tidegauge import errors
from tidegauge.errors import ALTERNATIVES, TidegaugeError, unknown


@pytest.mark.parametrize(
    ("value", "known", "sentence"),
    [
        ("gep", ["geo", "device"], "“gep” is not a known attribute. Did you mean geo?"),
        ("zzz", ["geo", "device"], "“zzz” is not a known attribute. There are: device, geo."),
        ("", ["geo", "geo"], "“” is not a known attribute. There are: geo."),
        ("x", [], "“x” is not a known attribute. There are: ."),
    ],
)
def test_an_unknown_name_gets_the_nearest_or_the_list(value: str, known: list[str], sentence: str) -> None:
    assert unknown("attribute", value, known) == sentence


def test_a_long_list_is_cut_and_its_length_is_told() -> None:
    sentence = unknown("attribute", "x42y", (f"a{number:02}" for number in range(100)))
    assert sentence.startswith("“x42y” is not a known attribute. There are 100, such as a00, a01, ")
    assert sentence.count(",") == ALTERNATIVES


@pytest.mark.parametrize(("value", "name"), [("segment", "agent"), ("colour", "country"), ("os", "geo")])
def test_a_name_that_is_not_close_is_not_offered(value: str, name: str) -> None:
    assert "Did you mean" not in unknown("attribute", value, [name, "zzz"])


def test_every_error_of_ours_descends_from_one() -> None:
    own = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(own) > 5
    assert all(issubclass(one, TidegaugeError) and one.__doc__ for one in own)
