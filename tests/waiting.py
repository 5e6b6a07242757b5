"""Wait for what another thread or process does."""

import time
from collections.abc import Callable


def wait_for(done: Callable[[], bool], seconds: int = 40) -> None:
    for _ in range(10 * seconds):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError(f"it did not happen within {seconds} s")
