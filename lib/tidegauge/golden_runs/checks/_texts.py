"""Whether a text says something: whole words, whatever their case, spacing and width."""

import re
import unicodedata


def plain(text: str) -> str:
    """Return a text as it is compared: one spelling of each sign (NFKC), no case, single spaces.

    >>> plain("Straße\\u00a0 ２")
    'strasse 2'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def says(answer: str, fact: str) -> bool:
    """Return whether an answer holds a fact as whole words.

    >>> says("It takes 30  DAYS.", "30 days"), says("It takes 130 days.", "30 days"), says("无需退款费", "退款")
    (True, False, True)
    """
    wanted = plain(fact)
    if not wanted:
        return True
    # Scripts without spaces have no ends of words: only letters of others, and digits, must not go on.
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", wanted) else ""
    after = r"(?![a-z0-9])" if re.search("[a-z0-9]$", wanted) else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", plain(answer)) is not None
