"""A headless Chromium page that clicks like a person and says when the last pixel after a click was drawn."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# Every canvas that a chart clears is one that it draws again. The end mark is looked at once a frame, so that
# watching costs the page nothing. `settled` is two frames after the last of both: then the pixels are on screen.
_PROBE = """(() => {
  const seen = window.tg = {event: 0, done: 0, settled: 0, mark: null, drawn: new Set()};
  const settle = () => requestAnimationFrame(() => requestAnimationFrame(() => { seen.settled = performance.now(); }));
  const start = event => { seen.event = event.timeStamp; seen.done = seen.settled = 0; seen.drawn.clear(); };
  for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, start, true);
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    seen.drawn.add(this.canvas); settle(); return clear.apply(this, box);
  };
  const look = () => {
    const mark = document.querySelector('#done')?.dataset.f ?? null;
    if (mark && mark !== seen.mark) { seen.mark = mark; seen.done = performance.now(); settle(); }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
# Quiet: the page is at its end and nothing was drawn for 300 ms. What comes later than that is not this click's.
_QUIET = "() => tg.done > 0 && tg.settled > tg.done && performance.now() - tg.settled > 300"


@contextmanager
def page_at(url: str) -> Iterator[Page]:
    """Open a page and wait until it is drawn to its end."""
    found = os.environ.get("TIDEGAUGE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(_PROBE)
        page.goto(url)
        _quiet(page)
        yield page
        browser.close()


@dataclass(frozen=True)
class Redraw:
    """Milliseconds from the click to the page's end mark and to the last pixel, and how many charts were drawn."""

    marked: float
    drawn: float
    charts: int


def change(page: Page, step: str) -> Redraw:
    """Make one change of the filter bar and return how long it took.

    `+geo = BR` types a filter, `-geo = BR` clicks it away, anything else is picked as the window.
    """
    if step.startswith("+"):
        page.get_by_role("combobox", name="Filter").click()
        page.keyboard.insert_text(step[1:])
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
    elif step.startswith("-"):
        page.get_by_role("button", name=f"Remove {step[1:]}").click()
    else:
        page.get_by_role("combobox", name="Window").click()
        page.get_by_role("option", name=step).click()
    _quiet(page)
    found = page.evaluate("() => [tg.done - tg.event, tg.settled - tg.event, tg.drawn.size]")
    if step.startswith("+"):
        page.keyboard.press("Escape")  # the open list would cover what is clicked next
    return Redraw(*found)


def _quiet(page: Page) -> None:
    page.wait_for_selector("#done", state="attached")
    page.wait_for_function(_QUIET, timeout=60_000)
    page.wait_for_selector(IDLE)
