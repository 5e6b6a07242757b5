"""The one table of verdict words: the same chip on pages, in tables, in commands and exports."""

from enum import StrEnum

from tidegauge.findings import Direction, Verdict


class Tone(StrEnum):
    """What a chip's colour says. It never says it alone: glyph and word say the same."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    QUIET = "quiet"
    UNSURE = "unsure"
    UNLIKE = "unlike"


_CHANGED = {Direction.WORSE: Tone.WORSE, Direction.BETTER: Tone.BETTER, Direction.NEUTRAL: Tone.CHANGED}
_OTHER = {
    Verdict.NOT_MATERIAL: (Tone.QUIET, "○ not material"),
    Verdict.CANNOT_TELL: (Tone.UNSURE, "? cannot tell"),
    Verdict.NOT_COMPARABLE: (Tone.UNLIKE, "≠ not comparable"),
}


def tone(verdict: Verdict, direction: Direction = Direction.NEUTRAL) -> Tone:
    """Return which of the six colours a verdict has.

    >>> tone(Verdict.CHANGED, Direction.WORSE).value
    'worse'
    """
    return _CHANGED[direction] if verdict is Verdict.CHANGED else _OTHER[verdict][0]


def verdict_words(
    verdict: Verdict, direction: Direction = Direction.NEUTRAL, rising: bool | None = None
) -> str:
    """Return a verdict's chip: the arrow is the direction of the number, the word is good or bad.

    >>> verdict_words(Verdict.CHANGED, Direction.WORSE, True), verdict_words(Verdict.CANNOT_TELL)
    ('▲ changed: worse', '? cannot tell')
    >>> verdict_words(Verdict.CHANGED)
    '● changed'
    """
    if verdict is not Verdict.CHANGED:
        return _OTHER[verdict][1]
    glyph = {True: "▲", False: "▼", None: "●"}[rising]
    return f"{glyph} changed" + ("" if direction is Direction.NEUTRAL else f": {direction.value}")
