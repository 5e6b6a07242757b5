"""What ClickHouse refuses, in sentences that say what to do. The password is in none of them."""

import re

from tidegauge.errors import StoreError

_SENTENCES = {
    **dict.fromkeys((192, 193, 194, 516), "refuses the user or the password. Check both in the address."),
    81: "has no such database. Check its name, or make it: tidegauge store init '{address}'",
    60: "lacks a table: {text} To make the tables: tidegauge store init '{address}'",
    47: "lacks a column: {text} To add those of ours: tidegauge store init '{address}'",
    **dict.fromkeys((43, 53, 386), "has a column of another type than is needed: {text}"),
    **dict.fromkeys(
        (159, 160),
        "took longer than {seconds:g} s and was stopped. Choose a shorter time range or fewer conditions, or allow "
        "more time: ?timeout=60 in the address.",
    ),
    241: "has too little memory for this question. Choose a shorter time range.",
    243: "has no room left on its disk: {text}",
    **dict.fromkeys(
        (164, 452),
        "is opened for reading only, or does not let this user choose settings: {text} Reading needs a user whose "
        "profile has readonly = 2 or 0, writing one with 0.",
    ),
    497: "does not allow this user that: {text} Ask for the right to it.",
    202: "answers too many questions at once. Try again in a moment.",
}
_USED = (
    "EmbeddedServer already initialized",
    "Error initializing EmbeddedServer",
    "Cannot lock file",
    "is locked",
    "status file",
)


def refused(error: Exception, address: str, seconds: float) -> StoreError:
    """Return what an error of the driver means for the store at `address`, asked with a limit of `seconds`."""
    text, code = first_line(error), getattr(error, "code", None)
    if any(sign in str(error) for sign in _USED):
        return StoreError(
            f"The store {address} is in use by another program, or this one reads another folder of chDB already. "
            "chDB lets one program into a folder, and opens one folder for each program: close the other, or start "
            "another for this store."
        )
    if code is None and "readonly" in text:
        return StoreError(f"The store {address} {_SENTENCES[164].format(text=text)}")
    if code is None:
        return StoreError(
            f"The store {address} does not answer: {_reason(str(error))}. Check that ClickHouse runs there, and the "
            "port: its HTTP interface is on 8123, or on 8443 with ?secure=true."
        )
    said = _SENTENCES.get(int(code), "could not answer: {text}")
    return StoreError(f"The store {address} {said.format(text=text, seconds=seconds, address=address)}")


def first_line(error: Exception) -> str:
    """Return the first line of what an error says, as a sentence without the code and the statement."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = re.sub(r"^.*?DB::Exception: ", "", lines[0])
    said = re.sub(r" In scope .*$| \(version [^()]*(\([^()]*\))?\)$", "", said)
    said = re.sub(r"\s*\([A-Z_]{4,}\)\.?$", "", said)
    return f"{said[:400].rstrip('.')}."


def _reason(text: str) -> str:
    """Return why a connection failed, out of the many words of the layers above it."""
    found = re.search(r"\[Errno -?\d+\] ([^'\")]+)|(timed out)|\[SSL: ([A-Z_]+)\]", text)
    if found is None:
        return "the connection failed"
    number, late, secure = found.groups()
    return str(number or late or secure).lower().replace("_", " ").strip()
