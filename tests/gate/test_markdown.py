"""The comment of a pull request: text from traces mentions and links nobody, however it is written."""

import pytest

from tidegauge.gate.markdown import escaped


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("@all", "@all"),
        # CommonMark 6.2: an entity is read as its letter, and `&commat;` is an @; a backslash before & stops it.
        ("&commat;all", " &commat;"),
        ("&#64;all", " &"),
        ("see #12 and !34", "#12"),
        ("see #12 and !34", "!34"),
        ("https://evil.example", "://evil"),
        ("group/project", "p/p"),
    ],
)
def test_no_mention_and_no_link_comes_of_it(text: str, never: str) -> None:
    assert never not in f" {escaped(text)}"


def test_a_number_sign_that_links_nothing_stays_as_it_is() -> None:
    assert escaped("97% of 12") == "97% of 12"
