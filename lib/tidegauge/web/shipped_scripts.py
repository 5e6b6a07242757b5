"""The few lines of script that Streamlit's own page holds: allowed by what they say, so that no others are."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def shipped_scripts() -> tuple[str, ...]:
    """Return a source for the policy for each inline script of the installed Streamlit's page: `'sha256-...'`.

    Read from the file, because another version has other lines. Without the file there is none to allow.
    """
    return tuple(f"'sha256-{_digest(text)}'" for text in _scripts())


def _scripts() -> Iterator[str]:
    found = find_spec("streamlit")
    page = Path(found.origin).parent / "static" / "index.html" if found and found.origin else None
    if page is not None and page.is_file():
        yield from _INLINE.findall(page.read_text(encoding="utf-8"))


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()
