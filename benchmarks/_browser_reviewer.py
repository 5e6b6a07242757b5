"""A reviewer at a real Chromium: from the key to the frame in which the next sample's buttons stand."""

import os
import shutil
import threading

from _browser import FLAGS
from playwright.sync_api import Error, Page, sync_playwright

_WATCH = """(() => {
  const seen = window.tgr = {event: 0, took: []};
  const place = () => document.querySelector('[class*="st-key-skip_"]')?.className.match(/st-key-skip_[0-9_]+/)?.[0];
  let before = null;
  window.addEventListener('keydown', event => { seen.event = event.timeStamp; before = place(); }, true);
  const look = () => {
    if (seen.event && place() && place() !== before) { seen.took.push(performance.now() - seen.event); seen.event = 0; }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
_READY = """() => !!document.querySelector('[class*="st-key-skip_"]')"""


def keystrokes(url: str, name: str, over: threading.Event, keys: int = 120) -> list[float]:
    """Press a key a second, and return the milliseconds of each; fewer where the server goes away or nothing is left."""
    found = os.environ.get("TIDEGAUGE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(_WATCH)
        _open(page, f"{url}/review?reviewer={name}&batch=1", over)
        for _ in range(keys):
            try:
                page.wait_for_function(_READY, timeout=10_000)
            except Error:
                break
            page.wait_for_timeout(1_000)
            page.keyboard.press("g")
        took: list[float] = page.evaluate("() => tgr.took")
        browser.close()
    return took


def _open(page: Page, address: str, over: threading.Event) -> None:
    while not over.is_set():
        try:
            page.goto(address)
            page.wait_for_function(_READY, timeout=30_000)
        except Error:
            over.wait(0.5)
        else:
            return
