"""The keys of the review loop, as a reviewer presses them: each once its sample could be read."""

from typing import Any

from app.components.review.steps import SEEN
from tests.browser.conftest import IDLE

READABLE = 1000 * SEEN + 60
"""Milliseconds after which a verdict on a new sample counts."""
_SAMPLE = """() => { const one = document.querySelector('[class*="st-key-skip_"]');
    return one ? one.className.match(/st-key-skip_[0-9_]+/)[0] : null }"""


def place(page: Any) -> int | None:
    """Return the place in its batch of the sample that the keys are for; None at the end."""
    found = page.evaluate(_SAMPLE)
    return None if found is None else int(found.split("_")[-1])


def press(page: Any, key: str) -> None:
    """Press a key that leads to another sample or to the end, and wait for that."""
    press_each((page, key))


def press_each(*keys: tuple[Any, str]) -> None:
    """Press a key on each page at once, and wait on each for the next sample or the end."""
    before = [page.evaluate(_SAMPLE) for page, _ in keys]
    keys[0][0].wait_for_timeout(READABLE)
    for page, key in keys:
        page.keyboard.press(key)
    for (page, _), seen in zip(keys, before, strict=True):
        page.wait_for_function(f"before => ({_SAMPLE})() !== before", arg=seen)
        # The keys of the next sample are drawn before its note is: with them alone the page is not there yet.
        page.wait_for_selector(IDLE)
