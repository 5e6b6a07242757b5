"""Signing in with a key in a real browser, through the real server: cookie, roles, downloads, signing out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import END, PATIENCE, Server
from tidegauge.filters import Window
from tidegauge.web.session_cookie import cookie_name
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.members import Role, add_member
from tidegauge.workbench.review_batches import Asked, Drawn, record_batch
from tidegauge.workbench.review_items import ReviewItem

READY = "#done"


class Team:
    """A server whose workbench has members, and a batch for each of two reviewers."""

    def __init__(self, server: Server, folder: Path, store: Path) -> None:
        self.server = server
        self.workbench = f"sqlite:///{folder / 'workbench.sqlite'}"
        self.engine = open_workbench(self.workbench)
        week = Window(END - timedelta(days=28), END + timedelta(days=1))
        for name in ("for marta", "for jo"):
            of = Drawn(str(store), "session", week, (), "", "random", "a", 4, 4)
            items = [ReviewItem(n + 1, f"t{n}", f"s{n}", None, 1.0) for n in range(4)]
            record_batch(self.engine, Asked(name, f"Good {name}?", "satisfied"), of, items, by="ana", at=END)
        people = (("ana", Role.ADMIN), ("vic", Role.VIEWER), ("marta", Role.REVIEWER), ("jo", Role.REVIEWER))
        self.keys = {name: add_member(self.engine, name, role, by="ana", at=END) for name, role in people}
        for batch, name in enumerate(("marta", "jo"), start=1):
            ask_reviewers(self.engine, batch, [name], by="ana", at=END)


@pytest.fixture(scope="module")
def team(
    lake: Path,
    tmp_path_factory: pytest.TempPathFactory,
    serving: Callable[[Path, Path | str], AbstractContextManager[Server]],
) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("team")
    with serving(folder, lake) as server:
        made = Team(server, folder, lake)
        yield made
        log = server.log.read_text()
        assert not [key for key in made.keys.values() if key in log]
        made.engine.dispose()


@pytest.fixture
def visit(browser: Any, team: Team) -> Iterator[Callable[..., Any]]:
    """Open a page in a browser of its own, signed in where a name is given."""
    contexts = []

    def open_page(path: str, name: str = "") -> Any:
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.goto(f"{team.server.url}/{path}")
        page.wait_for_selector(READY, state="attached")
        if name:
            _sign_in(page, team.keys[name])
        return page

    yield open_page
    for context in contexts:
        context.close()


def _sign_in(page: Any, key: str) -> None:
    page.fill("#tg-key", key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(READY, state="attached")


def test_without_a_key_nothing_is_shown_and_a_wrong_one_says_so(
    visit: Callable[..., Any], team: Team
) -> None:
    page = visit("drift?where=geo+%3D+BR")
    assert page.get_by_text("Sign in with your key.").is_visible()
    assert page.locator("[data-testid=stSidebarNav] a").count() == 0
    _sign_in(page, "tg_wrong")
    assert page.get_by_role("alert").get_by_text("This key is nobody's here").is_visible()
    assert "tg_wrong" not in page.url
    _sign_in(page, team.keys["ana"])
    page.get_by_role("link", name="Connections").wait_for()
    assert page.url.endswith("/drift?where=geo+%3D+BR")  # where the link led, without why the form came twice
    assert list_actions(team.engine, by="ana")[-1].action == "sign-in"


def test_the_session_is_out_of_reach_of_scripts(visit: Callable[..., Any], team: Team) -> None:
    page = visit("", "ana")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == cookie_name(team.workbench)]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["value"] not in page.evaluate("document.cookie")
    assert team.keys["ana"] not in page.content()


def test_a_reviewer_has_one_page_one_batch_and_no_link_past_them(
    visit: Callable[..., Any], team: Team
) -> None:
    page = visit("", "marta")
    page.get_by_text("Good for marta?").first.wait_for()
    assert page.get_by_text("for jo").count() == 0
    for path, title in (
        ("cost", ""),
        ("drift", "Drift"),
        ("agreement", "Agreement"),
        ("golden", "Golden sets"),
    ):
        page.goto(f"{team.server.url}/{path}")
        if title:
            page.get_by_text(f"Your role (reviewer) does not include {title}.").wait_for()
            assert page.locator("[data-testid=stDataFrame]").count() == 0
    page.goto(f"{team.server.url}/review?batch=2&reviewer=jo")
    page.get_by_text("There is no batch 2 for you. Yours is 1.").wait_for()
    assert labels_of_batch(team.engine, 2) == ()


def test_a_download_is_for_who_may_read(visit: Callable[..., Any], team: Team) -> None:
    page = visit("traces", "vic")
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_response(lambda answer: "/media/" in answer.url and ".csv" in answer.url) as found:
        page.get_by_role("button", name="CSV", exact=True).click()
    address = found.value.url
    assert page.request.get(address).status == 200
    other, nobody = visit("", "marta"), visit("")
    assert (other.request.get(address).status, nobody.request.get(address).status) == (403, 401)


def test_who_signs_out_in_one_window_labels_nothing_in_another(visit: Callable[..., Any], team: Team) -> None:
    page = visit("review?batch=1", "marta")
    page.get_by_role("button", name="Pass").wait_for()
    other = page.context.new_page()
    other.goto(f"{team.server.url}/review")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_text("Sign in with your key.").wait_for()
    page.wait_for_timeout(700)  # a sample must have been on the screen before a key counts
    page.get_by_role("button", name="Pass").click()
    page.get_by_text("Sign in with your key.").wait_for()
    assert labels_of_batch(team.engine, 1) == ()


def test_another_site_s_form_signs_nobody_in(visit: Callable[..., Any], team: Team) -> None:
    page = visit("")
    answer = page.request.post(
        f"{team.server.url}/api/sign-in",
        form={"key": team.keys["ana"]},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403
    assert "set-cookie" not in answer.headers
