"""The Review page with a rubric: options, verdicts that wait for an answer, the judge after the label, two answers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import state
from app.components.review import steps as review_steps
from tests.app.conftest import END
from tidegauge.filters import Window
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import Asked, Drawn, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric_file import shipped_rubrics
from tidegauge.workbench.rubrics import record_rubric

Run = Callable[..., AppTest]
PAGE = "review/review.py"
HOSTILE = "<img src=x onerror=alert(1)> ![i](http://evil.test/?d) `x` :red[y]"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys count at once: nobody reads here."""
    monkeypatch.setattr(review_steps, "SEEN", 0.0)
    monkeypatch.setattr(review_steps, "STREAM", 0.0)


@pytest.fixture
def started(run: Run, rows: Callable[..., pl.DataFrame], tmp_path: Path) -> Callable[..., AppTest]:
    """Return started(rubric's text, kind, beside): the page on a batch of six with that rubric."""

    def start(
        text: str, kind: str = "random", beside: Callable[[int], dict[str, Any]] = lambda _: {}
    ) -> AppTest:
        names = [f"c{number}" for number in range(20)]
        texts = [f"answer {number}" for number in range(20)]
        app = run(rows(20, session_id=names, input_text="why?", output_text=pl.Series(texts)), PAGE)
        said = pl.DataFrame(
            {
                "span_id": ["s0"],
                "trace_id": "t0",
                "name": HOSTILE,
                "value": 4.0,
                "source": "judge",
                "created_at": END,
            }
        )
        write_frames(tmp_path / "lake", {"scores": said}, ImportRecord("judge", "judge", END))
        engine = state.workbench()
        rubric = record_rubric(engine, text, "ana", END)
        verdict = rubric.rubric.verdict
        window = Window(END - timedelta(days=30), END + timedelta(days=1))
        of = Drawn(str(tmp_path / "lake"), "session", window, (), "", "random", "a", 60, 6)
        items = [ReviewItem(n + 1, f"t{n}", f"s{n}", f"c{n}", 0.1, beside(n)) for n in range(6)]
        asked = Asked("one", verdict.question, verdict.label, verdict.scale)
        record_batch(engine, asked, of, items, by="ana", at=END, kind=kind, rubric=rubric.id)
        app.query_params["reviewer"], app.query_params["batch"] = "ann", "1"
        return app.run()

    return start


def shipped(name: str) -> str:
    return shipped_rubrics()[name].read_text()


def key(app: AppTest, beginning: str) -> Any:
    return next(one for one in app.button if str(one.key).startswith(beginning))


def words(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_options_are_chosen_and_the_verdict_commits_them(started: Callable[..., AppTest]) -> None:
    app = started(shipped("usable"))
    for option in ("o0_0_", "o0_1_", "o0_0_", "o1_3_"):  # format, wrong fact, format taken back, 4 of 5
        key(app, option).click().run()
    assert [key(app, f"o0_{n}_").icon for n in range(2)] == ["", ":material/check:"]
    assert key(app, "o1_3_").icon == ":material/radio_button_checked:"
    app.text_input[0].set_value("rude, too long")
    app.text_area[-1].set_value("because")
    key(app, "v0_").click().run()
    assert not app.exception
    (label,) = labels_of_batch(state.workbench(), 1)
    assert (label.value, label.comment) == (0.0, "because")
    assert label.answers == {"wrong": ["wrong fact", "rude", "too long"], "correct": 4.0}
    assert key(app, "o0_1_").icon == ""  # the next sample begins without answers
    key(app, "undo_").click().run()
    assert key(app, "o0_1_").icon == ":material/check:"
    assert (app.text_input[0].value, app.text_area[-1].value) == ("rude, too long", "because")


def test_a_verdict_waits_for_the_answer_that_it_needs(started: Callable[..., AppTest]) -> None:
    app = started(shipped("usable"))
    assert not [one for one in app.button if str(one.key).startswith("next_")]
    key(app, "v0_").click().run()
    assert labels_of_batch(state.workbench(), 1) == ()
    assert "“What is wrong?” comes first" in words(app)
    assert key(app, "v0_").icon == ":material/radio_button_checked:"
    key(app, "o1_3_").click().run()
    assert "“Fail” waits, and is no label yet. “What is wrong?” comes first." in words(app)
    key(app, "o0_0_").click().run()
    assert "“Fail” waits, and is no label yet. Press its key again, or Ctrl+Enter." in words(app)
    key(app, "next_").click().run()
    assert "waits, and is no label yet" not in words(app)
    assert [one.value for one in labels_of_batch(state.workbench(), 1)] == [0.0]
    assert key(app, "v0_").icon == ":material/close:"


def test_the_judge_is_told_of_what_is_labelled_and_as_text(started: Callable[..., AppTest]) -> None:
    app = started(shipped("usable"))
    assert "judge said" not in words(app)
    key(app, "v1_").click().run()
    assert "judge said &lt;img src=x onerror=alert(1)&gt;" in words(app)
    app = started(shipped("usable").replace("after the label", "never"))
    app.query_params["batch"] = "2"
    key(app.run(), "v1_").click().run()
    assert "judge said" not in words(app)


def test_two_answers_side_by_side_and_which_side_is_whose(started: Callable[..., AppTest]) -> None:
    other = {"trace_id": "t9", "span_id": "s9"}
    app = started(shipped("better"), "versions", lambda n: {"other": other, "swapped": n % 2 == 0})
    assert [one.value for one in app.code] == ["why?", "answer 9", "answer 0"]
    key(app, "v1_").click().run()  # B, the item's own
    assert "<b>B better</b>" in words(app)
    assert [one.value for one in app.code] == ["why?", "answer 1", "answer 9"]
    key(app, "v1_").click().run()  # A, the item's own
    assert "<b>A better</b>" in words(app)
    key(app, "v0.5_").click().run()
    assert [one.value for one in labels_of_batch(state.workbench(), 1)] == [1.0, 1.0, 0.5]
    assert "v7" not in words(app)


def test_parts_stand_in_the_order_of_the_rubric(started: Callable[..., AppTest]) -> None:
    text = shipped("usable").replace('judge = "', 'order = ["output", "input"]\njudge = "', 1)
    app = started(text)
    assert [one.value for one in app.code] == ["answer 0", "why?"]
    assert not app.expander


def test_an_option_with_hostile_words_is_a_plain_label(started: Callable[..., AppTest]) -> None:
    text = shipped("usable").replace('"wrong fact"', f"'{HOSTILE[:60]}'")
    app = started(text)
    assert "![" not in key(app, "o0_1_").label.replace("\\!\\[", "")
    key(app, "o0_1_").click().run()
    key(app, "v0_").click().run()
    assert not app.exception
    assert labels_of_batch(state.workbench(), 1)[0].answers == {"wrong": [HOSTILE[:60]]}


def test_a_rubric_that_cannot_redact_shows_no_sample(started: Callable[..., AppTest]) -> None:
    app = started(shipped("usable").replace('judge = "', 'redact = ["emials"]\njudge = "', 1))
    assert not app.exception
    assert "emials" in app.error[0].value
    assert not app.code
    assert not [one for one in app.button if str(one.key).startswith(("v1_", "v0_", "cannot_"))]


def test_the_versions_of_a_rubric_are_named(started: Callable[..., AppTest]) -> None:
    app = started(shipped("usable"))
    assert "Rubric usable r1. Usable means" in words(app)
