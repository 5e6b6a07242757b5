"""The control page: links decide what is drawn, and a re-base is signed and kept."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html
from tests.control_calls import calls
from tidegauge.workbench.baselines import list_baselines

Run = Callable[..., AppTest]
PAGE = "watch/control.py"


def stepped(run: Run, **query: str) -> AppTest:
    app = run(calls(60, lambda number: 0.02 if number < 40 else 0.05, a_day=300), PAGE, **query)
    assert not app.exception
    assert not [error.value for error in app.error]
    return app


def test_the_finding_and_the_baseline_are_said(run: Run) -> None:
    shown = html(stepped(run, window="all data"))
    assert "Error rate has left its baseline" in shown
    assert "baseline 1 Sep to 21 Sep 2026 (21 days, the first recorded)" in shown
    assert "one false signal in about" in shown


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"chart": "calls"}, "Calls stay"),
        ({"method": "EWMA"}, "EWMA chart"),
        ({"split": "geo"}, "By geo"),
        ({"where": "geo = ZZ"}, "No calls match geo = ZZ"),
    ],
)
def test_the_link_decides(run: Run, query: dict[str, str], words: str) -> None:
    assert words in html(stepped(run, window="all data", **query))


def test_a_metric_nobody_knows_is_one_sentence(run: Run) -> None:
    app = run(calls(30, lambda _: 0.02), PAGE, chart="eror_rate")
    assert next(error.value for error in app.error).endswith("Did you mean error\\_rate?")


def test_a_re_base_is_not_to_be_had_unsigned(run: Run) -> None:
    app = stepped(run, window="all data")
    app.button(key="rebase_open").click().run()
    assert "No signal would vanish." in [block.value for block in app.text]
    assert next(button for button in app.button if button.label == "Re-base").disabled
    assert list_baselines(state.workbench()) == ()
