"""A text that would act if anything rendered it, and what it would have become."""

from typing import Any

HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> ![i](http://evil.test/?d)"
_MARK_UP = """() => [...document.querySelectorAll(
    'img[src="x"], [onerror], [src*="evil.test"], a, iframe, .katex, script'
)].filter(one => one.tagName === 'A' ? one.origin !== location.origin : one.tagName !== 'SCRIPT' || one.text.includes('hacked')
).map(one => one.outerHTML.slice(0, 200))"""


def mark_up(page: Any) -> list[str]:
    """Return what of a page is markup that only texts of the data can have made."""
    found: list[str] = page.evaluate(_MARK_UP)
    return found
