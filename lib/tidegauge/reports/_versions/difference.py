"""A difference of two texts as lines of text: what stayed, what went (-), what came (+)."""

from collections.abc import Iterator, Sequence

from tidegauge.reports._versions_compared.records import WordChange

FEW = 3
"""Words that stayed between two changes, up to which both are told as one: “a” alone says nothing."""


def difference_lines(words: Sequence[WordChange]) -> Iterator[str]:
    """Yield the lines. Changes with only a few unchanged words between them are one.

    >>> from tidegauge.reports._versions_compared.answers import changes
    >>> list(difference_lines(tuple(changes("Answer in JSON. Be very brief now.", "Answer in JSON. Be quite long now, please."))))
    ['  Answer in JSON. Be', '- very brief now.', '+ quite long now, please.']
    """
    for gone, came, same in _joined(words):
        for sign, text in ((" ", same), ("-", gone), ("+", came)):
            yield from (f"{sign} {line}" for line in text.strip().splitlines() if line.strip())


def _joined(words: Sequence[WordChange]) -> Iterator[tuple[str, str, str]]:
    """Yield (gone, came, "") and ("", "", same) in turn."""
    gone = came = ""
    for place, one in enumerate(words):
        if one.sign == "-":
            gone += one.text
        elif one.sign == "+":
            came += one.text
        elif (gone or came) and _is_little(one.text, is_last=place == len(words) - 1):
            gone, came = gone + one.text, came + one.text
        else:
            if gone or came:
                yield gone, came, ""
            gone = came = ""
            yield "", "", one.text
    if gone or came:
        yield gone, came, ""


def _is_little(text: str, *, is_last: bool) -> bool:
    """Whether what stayed is only a few words between two changes, or no word at all."""
    return not any(sign.isalnum() for sign in text) or (not is_last and len(text.split()) <= FEW)
