"""What a golden set is made of: a bar of its groups above the recommended one."""

from collections.abc import Sequence
from html import escape

from app.components.palette import palette
from tidegauge.formats import count, share
from tidegauge.workbench.golden_composition import WORDS, Part
from tidegauge.workbench.golden_item import Group

_COLOURS = {Group.TYPICAL: 0, Group.EDGE: 5, Group.FAILURE: 1, Group.ADVERSARIAL: 3}
"""By entity: the places of the categorical colours."""


def composition_html(parts: Sequence[Part]) -> str:
    """Return the bar with its groups in words; the thin bar below it is what is recommended."""
    own = _bar([(part, part.share) for part in parts], 12)
    wanted = _bar([(part, part.wanted) for part in parts], 4)
    words = "".join(map(_word, parts))
    return (
        f'<div style="margin:6px 0 2px">{own}<div style="height:2px"></div>{wanted}</div>'
        f'<div class="tg-details" style="display:flex;flex-wrap:wrap;column-gap:14px">{words}</div>'
    )


def _bar(parts: Sequence[tuple[Part, float]], height: int) -> str:
    cells = "".join(
        f'<span style="width:{100 * width:.2f}%;background:{_colour(part)}"></span>'
        for part, width in parts
        if width
    )
    return (
        f'<div style="display:flex;gap:1px;height:{height}px;background:{palette().line};border-radius:2px;'
        f'overflow:hidden">{cells}</div>'
    )


def _word(part: Part) -> str:
    dot = f'<i style="display:inline-block;width:8px;height:8px;border-radius:2px;background:{_colour(part)}"></i>'
    said = f"{count(part.n)} {WORDS[part.group]}, {share(part.share)} (recommended {share(part.wanted)})"
    return f"<span>{dot} {escape(said)}</span>"


def _colour(part: Part) -> str:
    return palette().categories[_COLOURS[part.group]]
