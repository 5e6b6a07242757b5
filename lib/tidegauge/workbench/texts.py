"""Text as the workbench keeps it: without what the databases cannot hold; names and questions on one line."""

from tidegauge.errors import TidegaugeError


def storable(text: str) -> str:
    r"""Return a text without what neither database holds: the sign number 0, and half a pair of surrogates.

    >>> storable("a\x00b \ud83d")
    'ab ?'
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    r"""Return a text as it is kept on one line, each run of white space as one space.

    >>> one_line("  Marta \x00\n Lima ")
    'Marta Lima'
    """
    return " ".join(storable(text).split())


def needed_line(text: str, longest: int, missing: str, refused: type[TidegaugeError]) -> str:
    """Return a text on one line, which must say something in at most `longest` characters.

    >>> needed_line("ok  then", 10, "Say something.", TidegaugeError)
    'ok then'

    Raises:
        TidegaugeError: of the kind `refused`: the text is empty, which `missing` says, or too long.
    """
    kept = one_line(text)
    if not kept:
        raise refused(missing)
    if len(kept) > longest:
        raise refused(f"The text has {len(kept)} characters; at most {longest} fit.")
    return kept
