"""One line of a model's text, for a table or a sentence: bounded, and without anything that a terminal would obey."""

import re
import unicodedata

LONGEST = 160
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200d\u200c"
"""They hold one emoji or one word of Persian together; every other format character goes."""


def first_line(text: str | None, longest: int = LONGEST) -> str | None:
    """Return the first line that says anything; None where no text is recorded.

    An object of JSON is shown whole, on one line: its first line is a brace. Control characters (ANSI codes, NUL, text direction) become spaces: in a list they could only mislead.

    >>> first_line("\\n\\x1b[31mWhere is\\tmy order?\\nline 2")
    '[31mWhere is my order?'
    >>> first_line("abcdef", 4), first_line('{"order": 1,\\n "total": 2}')
    ('abc…', '{"order": 1, "total": 2}')
    """
    if text is None:
        return None
    start = text[: 4 * longest].lstrip()
    lines = [start] if start.startswith("{") else text.split("\n")
    line = next((line for line in map(_plain, lines) if line), "")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _plain(line: str) -> str:
    return " ".join("".join(map(_visible, line)).split())


def _visible(sign: str) -> str:
    return " " if unicodedata.category(sign) in _INVISIBLE and sign not in _JOINERS else sign


_TURN = re.compile(r"^\W{0,2}(?:user|human)\W{1,2}(.*)$", re.IGNORECASE)


def asked_line(text: str | None, longest: int = LONGEST) -> str | None:
    """Return the first line of what the user said last, where the text marks turns; else its first line.

    >>> asked_line("[system] Be brief.\\n\\n[user] Where is\\nmy order?")
    'Where is'
    >>> asked_line("user: hi\\nassistant: hello\\nuser: my order?"), asked_line("my order?")
    ('my order?', 'my order?')
    """
    turns = [
        match[1] for line in (text or "").split("\n") if (match := _TURN.match(line)) and match[1].strip()
    ]
    return first_line(turns[-1] if turns else text, longest)
