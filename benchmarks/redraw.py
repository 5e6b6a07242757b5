"""How long a change of the filter takes on Overview: from the click until every chart is drawn again.

    python benchmarks/redraw.py [--calls N]

Real clicks and typing in headless Chromium; no two steps ask the same, so no answer comes from a cache. The floor is
a page with the same two widgets and a line of Markdown, in the same run: quote the ratio, it carries over between
machines. Goal at 1 million calls on 2 quiet processors: median 300 ms, p95 600 ms.
"""

import argparse

import _browser
import _server
from _lake import lake
from _table import quantiles, show

STEPS = (
    *("+geo = BR", "+device = ios", "-geo = BR", "+feature = returns", "-device = ios"),
    *("last 24 hours", "+geo = US", "-feature = returns", "last 28 days", "+source = api", "-geo = US"),
    *("last 7 days", "+language = en", "-source = api", "+prompt_version = v7", "-language = en"),
    *("+app_version = 4.2.0", "-prompt_version = v7", "last 60 days", "last 28 days"),
)
_WARM_UP = ("+geo = IN", "-geo = IN", "+device = web", "-device = web")


def measure(url: str) -> list[_browser.Redraw]:
    """Return what every step took."""
    with _browser.page_at(url) as page:
        for step in _WARM_UP:
            _browser.change(page, step)
        return [_browser.change(page, step) for step in STEPS]


def main() -> None:
    """Measure page and floor, and print both."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--calls", type=int, default=1_000_000)
    options.add_argument("--steps", action="store_true", help="print every step as well")
    asked = options.parse_args()
    with _server.app(lake(asked.calls)) as server:
        before = _server.cpu_seconds(server.pid)
        page = measure(server.url)
        cpu = (_server.cpu_seconds(server.pid) - before) / (len(STEPS) + len(_WARM_UP) + 1)
    with _server.floor() as server:
        floor = measure(server.url)
    if asked.steps:
        for step, one in zip(STEPS, page, strict=True):
            print(
                f"{step:24} end mark {one.marked:6.0f} ms  last pixel {one.drawn:6.0f} ms  {one.charts} charts"
            )
    windows = [one for step, one in zip(STEPS, page, strict=True) if step[0] not in "+-"]
    chips = [one for one in page if one not in windows]
    base = quantiles([one.drawn for one in floor])[0]
    named = (
        ("filter changed", chips),
        ("window changed", windows),
        ("all", page),
        ("floor: bare page", floor),
    )
    show(
        f"Overview, {asked.calls:,} calls: click to last pixel ({cpu:.2f} s of server processor time a step)",
        ("", "steps", "end mark, median ms", "median ms", "p95 ms", "times the floor"),
        [_row(name, found, base) for name, found in named],
    )


def _row(name: str, found: list[_browser.Redraw], base: float) -> tuple[object, ...]:
    median, p95 = quantiles([one.drawn for one in found])
    return name, len(found), quantiles([one.marked for one in found])[0], median, p95, median / base


if __name__ == "__main__":
    main()
