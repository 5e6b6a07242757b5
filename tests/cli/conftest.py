"""The demo's store alone: what people do in its workbench takes longer to write than its calls."""

import pytest

from tidegauge.cli import _demo_fill


@pytest.fixture
def without_the_demos_workbench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_demo_fill, "fill_workbench", lambda *_told: None)
