"""Pages, links and steps for each role: what a role does not include is not there, and does nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import signed_in, state
from app.components.review import steps as review_steps
from app.menu import MENU
from tests.app.app_run import html, open_page
from tests.app.conftest import END
from tidegauge.filters import Window
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.members import Role, add_member, change_role, remove_member
from tidegauge.workbench.review_batches import Asked, Drawn, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.sign_in import end_session, start_session

Run = Callable[..., AppTest]
REVIEW = "review/review.py"
# The authority is the design: “reviewer = Review section; viewer = all but Setup and write actions”, and that a
# reviewer sees no other one's batches, which Agreement and Golden sets would show.
HERS = {"Review"}


class Team:
    """A workbench with a batch for marta, one for jo, and one of each role signed in, one at a time."""

    def __init__(self, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine, self.secret = state.workbench(), ""
        monkeypatch.setattr(signed_in, "_secret", lambda: self.secret)
        window = Window(END - timedelta(days=30), END + timedelta(days=1))
        for name in ("for marta", "for jo"):
            of = Drawn(str(store), "session", window, (), "", "random", "a", 5, 5)
            items = [ReviewItem(n + 1, f"t{n}", f"s{n}", f"c{n}", 1.0) for n in range(5)]
            record_batch(self.engine, Asked(name, f"Good {name}?", "satisfied"), of, items, by="ana", at=END)
        people = (
            ("ana", Role.ADMIN),
            ("lea", Role.LEAD),
            ("vic", Role.VIEWER),
            ("marta", Role.REVIEWER),
            ("jo", Role.REVIEWER),
        )
        self.keys = {name: add_member(self.engine, name, role, by="ana", at=END) for name, role in people}
        ask_reviewers(self.engine, 1, ["marta"], by="ana", at=END)
        ask_reviewers(self.engine, 2, ["jo"], by="ana", at=END)

    def sign_in(self, name: str) -> None:
        started = start_session(self.engine, self.keys[name], state.now())
        assert started is not None
        self.secret = started.secret


@pytest.fixture
def opened(
    run: Run, rows: Callable[..., pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[AppTest, Team]]:
    """Open a page as somebody of the team."""
    monkeypatch.setattr(review_steps, "SEEN", 0.0)
    monkeypatch.setattr(review_steps, "STREAM", 0.0)

    def as_somebody(who: str, page: str, **query: Any) -> tuple[AppTest, Team]:
        names = [f"c{number}" for number in range(60)]
        run(rows(60, session_id=names, input_text="why?", output_text="because"))
        team = Team(tmp_path / "lake", monkeypatch)
        if who:
            team.sign_in(who)
        return open_page(page, **query), team

    return as_somebody


def _said(app: AppTest) -> str:
    return " ".join([str(one.value) for one in (*app.error, *app.caption, *app.code)] + [html(app)])


def _buttons(app: AppTest) -> str:
    return " ".join(str(one.label) for one in app.button)


def test_who_has_not_signed_in_sees_the_form_alone(opened: Callable[..., tuple[AppTest, Team]]) -> None:
    app, _ = opened("", "respond/traces.py")
    assert "Sign in with your key" in _said(app)
    assert 'action="/api/sign-in"' in _said(app)
    assert "because" not in _said(app)
    assert not app.button
    assert not app.dataframe


@pytest.mark.parametrize("entry", [one for one in MENU if one.title not in HERS], ids=lambda one: one.title)
def test_a_page_that_a_reviewer_s_role_does_not_include(
    opened: Callable[..., tuple[AppTest, Team]], entry: Any
) -> None:
    app, _ = opened("marta", entry.path)
    assert not app.exception
    if entry.url is None:
        assert "Good for marta?" in _said(app)  # the start page of reviewers
        return
    assert f"Your role (reviewer) does not include {entry.title}." in _said(app)
    assert "because" not in _said(app)
    assert _buttons(app) == "Sign out"
    assert not app.dataframe


def test_a_reviewer_sees_her_own_batch_and_no_other(opened: Callable[..., tuple[AppTest, Team]]) -> None:
    app, _ = opened("marta", REVIEW)
    assert "Good for marta?" in _said(app)
    assert "for jo" not in _said(app)
    assert "New batch" not in _buttons(app)


def test_a_link_to_another_one_s_batch_shows_nothing_of_it(
    opened: Callable[..., tuple[AppTest, Team]],
) -> None:
    app, team = opened("marta", REVIEW, batch="2", reviewer="jo")
    # Whether there is a batch 2 at all is not told.
    assert app.error[0].value.replace("\\", "") == "There is no batch 2 for you. Yours is 1."
    assert "because" not in _said(app)
    assert "for jo" not in _said(app)
    assert labels_of_batch(team.engine, 2) == ()


def test_the_end_of_a_batch_leads_to_no_page_that_a_reviewer_may_not_open(
    opened: Callable[..., tuple[AppTest, Team]],
) -> None:
    app, team = opened("marta", REVIEW, batch="1")
    ask_reviewers(team.engine, 1, ["ana"], by="ana", at=END)
    led: dict[str, list[str]] = {}
    for who in ("marta", "ana"):
        team.sign_in(who)
        app = open_page(REVIEW, batch="1")
        while passes := [one for one in app.button if str(one.key).startswith("v1_")]:
            passes[0].click().run()
        assert "labels are there" in _said(app)
        led[who] = [str(one.proto.label) for one in app.get("page_link")]
    assert led == {"marta": [], "ana": ["Feedback", "Judge"]}


def test_a_reviewer_signs_with_her_own_name(opened: Callable[..., tuple[AppTest, Team]]) -> None:
    app, team = opened("marta", REVIEW, batch="1", reviewer="jo")
    next(one for one in app.button if str(one.key).startswith("v1_")).click().run()
    assert [label.reviewer for label in labels_of_batch(team.engine, 1)] == ["marta"]


@pytest.mark.parametrize("end", ["signed out", "removed", "viewer now"])
def test_a_key_pressed_after_the_end_labels_nothing(
    opened: Callable[..., tuple[AppTest, Team]], end: str
) -> None:
    app, team = opened("marta", REVIEW, batch="1")
    passes = next(one for one in app.button if str(one.key).startswith("v1_"))
    if end == "signed out":
        end_session(team.engine, team.secret, END)
    elif end == "removed":
        remove_member(team.engine, "marta", by="ana", at=END)
    else:
        change_role(team.engine, "marta", Role.VIEWER, by="ana", at=END)
    passes.click().run()
    assert labels_of_batch(team.engine, 1) == ()
    assert "because" not in _said(app)


@pytest.mark.parametrize(
    "page", ["watch/feedback.py", "watch/control.py", "respond/traces.py", "review/golden.py"]
)
def test_a_viewer_reads_and_changes_nothing(opened: Callable[..., tuple[AppTest, Team]], page: str) -> None:
    app, _ = opened("vic", page)
    assert not app.exception
    assert "does not include" not in _said(app)
    for word in ("Review", "Draw", "Re-base", "Freeze", "New batch", "Add to review"):
        assert word not in _buttons(app)


@pytest.mark.parametrize("page", [REVIEW, "setup/connections.py", "setup/health.py"])
def test_a_viewer_has_no_review_and_no_setup(opened: Callable[..., tuple[AppTest, Team]], page: str) -> None:
    app, _ = opened("vic", page)
    assert "Your role (viewer) does not include" in _said(app)


def test_a_lead_draws_and_has_no_connections(opened: Callable[..., tuple[AppTest, Team]]) -> None:
    app, team = opened("lea", REVIEW)
    assert "New batch" in _buttons(app)
    assert {"Good for marta?", "Good for jo?"} <= {
        word for word in ("Good for marta?", "Good for jo?") if word in _said(app)
    }
    app.switch_page("views/setup/connections.py").run()
    assert "Your role (lead) does not include Connections." in _said(app)
    team.sign_in("ana")
    assert "does not include" not in _said(app.run())


def test_signing_out_ends_the_session(opened: Callable[..., tuple[AppTest, Team]]) -> None:
    app, _ = opened("marta", REVIEW)
    app.button(key="tg_sign_out").click().run()
    assert "Sign in with your key" in _said(app)
