"""The whole path in a browser: flagged on Judge, labelled by two people, adjudicated, frozen, exported, and used by Judge.

Authorities: who is right is planted; the workbench and the lake are read beside the browser; the corrected quality is
worked out here from the labels alone (PPI++, Angelopoulos et al. 2023, arXiv 2311.01453).
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.agreement_lake import END
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tests.browser.review_keys import place, press, press_each
from tests.planted_review import CALLS, Kept, corrected, good, mark, planted
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.golden_sets import items_of_set, set_of

Settled = Callable[..., Any]
FLAGGED, DRAWN = 12, 30
APART = (2, 5, 9)
"""Places of the flagged batch on which the second reviewer differs."""
WHY = "The manual says so."
JUDGE = "/judge?window=all+data"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("path")
    write_frames(made / "lake", planted(), ImportRecord("p", "p.parquet", END))
    return made


@pytest.fixture
def kept(folder: Path, engine: sa.Engine) -> Kept:
    return Kept(folder, engine)


def key(passes: bool) -> str:
    return "g" if passes else "b"


def draw(page: Any, button: str, settled: Settled, *, n: int, by: tuple[str, ...]) -> None:
    """Make a batch by a button of the page Judge, of the kind that it names, all of it for these people."""
    page.goto(f"{JUDGE}&reviewer=lena")
    settled(page, "judge").get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    for label, value in (("How many", n), ("Labelled by several", 100 * (len(by) - 1))):
        dialog.get_by_role("spinbutton", name=label).fill(str(value))
        page.keyboard.press("Tab")
    for name in by:
        dialog.get_by_role("combobox", name="Reviewers").fill(name)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    dialog.get_by_text(f"About {n * len(by)} labels").wait_for()
    settled(page)
    dialog.get_by_role("button", name=re.compile(rf"^\S*\s*(Make|Draw) {n}$")).click()
    page.wait_for_url("**/review?made=*")


def text_of(page: Any, settled: Settled, address: str, name: str) -> str:
    page.goto(address)
    return " ".join(settled(page, name).inner_text("body").split())


@pytest.mark.thorough
def test_from_flagged_answers_to_a_golden_set_and_a_corrected_judge(
    new_page: Callable[..., Any], settled: Settled, kept: Kept, tmp_path: Path
) -> None:
    lena, marta, ben = new_page(accept_downloads=True), new_page(), new_page()
    assert "No answer of these windows has a human label." in text_of(lena, settled, JUDGE, "judge")
    draw(lena, "Review flagged", settled, n=FLAGGED, by=("marta", "ben"))
    label_by_two(marta, ben, settled, kept)
    kept.wait(2 * FLAGGED)
    decide(lena, settled, kept)
    freeze_and_export(lena, settled, kept, tmp_path / "golden.jsonl")
    # Chosen answers say how people and judge differ on these, and nothing of all answers.
    said = text_of(lena, settled, JUDGE, "judge")
    assert f"{FLAGGED} human labels, their draw not recorded" in said
    assert "Corrected: not known. People labelled other answers than the judge scored" in said
    flagged = list(kept.spans(1).values())
    right = (
        sum(not good(one) for one in flagged) / FLAGGED
    )  # the judge fails them all; decisions count as the truth
    assert f"Judge with people judge-lm r1, n {FLAGGED}, agrees on {right:.0%}" in said
    apart = f"n {FLAGGED} answers with two labels or more, agree on {1 - len(APART) / FLAGGED:.0%}"
    assert apart in said  # what single people said stays the ceiling
    draw(lena, "Review at random", settled, n=DRAWN, by=("zoe",))
    label_the_draw(new_page(), settled, kept)
    said = text_of(lena, settled, JUDGE, "judge")
    labelled = len({*flagged, *kept.spans(3).values()})
    assert f"{labelled} human labels, {DRAWN} of them drawn at random" in said
    found = re.search(r"\(PPI\+\+\): (\d+) judged, (\d+) labelled\. (\d+)%", said)
    assert found is not None
    assert [int(one) for one in found.groups()[:2]] == [CALLS - DRAWN, DRAWN]
    assert int(found[3]) == pytest.approx(100 * corrected(set(kept.spans(3).values())), abs=1.1)
    assert f"As judged judge-lm r1: at least 4 of 5. {1 - FLAGGED / CALLS:.0%}" in said


def label_by_two(marta: Any, ben: Any, settled: Settled, kept: Kept) -> None:
    """Marta says what is planted; Ben differs on three."""
    spans = kept.spans(1)
    assert set(spans.values()) == {f"s{n}" for n in range(CALLS) if mark(f"s{n}") <= 2}
    for page, name in ((marta, "marta"), (ben, "ben")):
        page.goto(f"/review?batch=1&reviewer={name}")
        settled(page, "review")
    apart = {marta: (), ben: APART}
    while here := {page: at for page in apart if (at := place(page))}:
        press_each(*((page, key(good(spans[at]) != (at in apart[page]))) for page, at in here.items()))


def decide(page: Any, settled: Settled, kept: Kept) -> None:
    """Decide on what they differ on, each for the golden set."""
    text = text_of(page, settled, "/agreement?window=all+data&reviewer=lena", "agreement")
    assert f"{len(APART)} answers have different labels and wait for a decision" in text
    page.get_by_role("button", name=f"Review {len(APART)} disagreements").click()
    page.wait_for_url("**/review?batch=2*")
    settled(page, "review")
    spans = kept.spans(2)
    assert set(spans.values()) == {kept.spans(1)[at] for at in APART}
    while at := place(page):
        assert "labelled twice" not in page.inner_text("body")
        page.get_by_text("Add to golden set").first.click()
        page.get_by_label("Why (needed").first.fill(WHY)
        page.get_by_text("Labelled differently").first.click()
        settled(page)
        press(page, key(good(spans[at])))
    page.get_by_text("The batch is done.").wait_for()
    kept.wait(2 * FLAGGED + len(APART))


def freeze_and_export(page: Any, settled: Settled, kept: Kept, file: Path) -> None:
    page.goto("/golden?reviewer=lena")
    settled(page, "golden").get_by_role("button", name=f"Freeze v1 ({len(APART)} new)").click()
    page.get_by_role("button", name="Freeze v1", exact=True).click()
    page.get_by_text(f"v1 has {len(APART)} items").first.wait_for()
    settled(page).get_by_role("button", name="Export v1").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="JSON lines").click()
    taken.value.save_as(file)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    frozen = items_of_set(kept.engine, set_of(kept.engine, "golden@1"))
    assert [one["hash"] for one in rows] == [item.hash for item in frozen]
    said = {(one["span_id"], one["value"], one["output"], one["decided_by"], one["reason"]) for one in rows}
    decided = kept.spans(2).values()
    assert said == {(one, float(good(one)), f"answer {one[1:]}", "lena", WHY) for one in decided}


def label_the_draw(page: Any, settled: Settled, kept: Kept) -> None:
    """Zoe says what is planted, but for the decided answers, on which she says the opposite."""
    spans, decided = kept.spans(3), set(kept.spans(2).values())
    page.goto("/review?batch=3&reviewer=zoe")
    settled(page, "review")
    while at := place(page):
        press(page, key(good(spans[at]) != (spans[at] in decided)))
    kept.wait(2 * FLAGGED + len(APART) + DRAWN)
