"""Further cases of what a few cases show already: run by `make thorough`, before a release and after a change there."""

from collections.abc import Container, Iterable
from typing import Any

import pytest


def after(most: int, cases: Iterable[Any]) -> list[Any]:
    """Leave the first `most` cases to every run, and all others to the thorough one."""
    return [case if place < most else _thorough(case) for place, case in enumerate(cases)]


def besides(usual: Container[Any], cases: Iterable[Any]) -> list[Any]:
    """Leave the usual cases to every run, and all others to the thorough one."""
    return [case if case in usual else _thorough(case) for case in cases]


def _thorough(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.thorough)
