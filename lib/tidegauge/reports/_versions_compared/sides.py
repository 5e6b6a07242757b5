"""What the two sides are called: the values that are compared, or the windows."""

from tidegauge.filters import Condition, Population, TraceFilter

THIS_WINDOW, OTHERS = "this window", "all others"


def named_sides(asked: TraceFilter) -> tuple[str | None, str, str]:
    """Return the attribute whose values are compared (None for two windows), and the names of A and B.

    >>> from datetime import datetime
    >>> from tidegauge.filters import Window, parse_condition
    >>> week = Window(datetime(2026, 11, 14), datetime(2026, 11, 21))
    >>> old, new = (Population(week, (parse_condition(f"prompt_version = {one}"),)) for one in ("v6", "v7"))
    >>> named_sides(TraceFilter(new, old))
    ('prompt_version', 'v6', 'v7')
    """
    if asked.reference is None or not asked.versus:
        return None, asked.comparison, THIS_WINDOW
    before, after = _own(asked, asked.reference), _own(asked, asked.current)
    names = {one.attribute for one in (*before, *after)}
    of = next(iter(names)) if len(names) == 1 else None
    return of, _words(before, of), _words(after, of)


def _own(asked: TraceFilter, side: Population) -> tuple[Condition, ...]:
    return tuple(one for one in side.where if one not in asked.shared)


def _words(chips: tuple[Condition, ...], of: str | None) -> str:
    if of is not None and len(chips) == 1 and chips[0].operator == "=":
        return chips[0].value_text
    return " and ".join(map(str, chips)) or OTHERS


def at_start(side: str) -> str:
    """Return a side's name as a sentence begins with it: ours with a capital, a version as it is spelt.

    >>> at_start("this window"), at_start("v7")
    ('This window', 'v7')
    """
    return side.capitalize() if side in {THIS_WINDOW, OTHERS} else side
