"""What PostgreSQL refuses, in sentences that say what to do. The password is in none of them."""

import re

import sqlalchemy as sa

from tidegauge.errors import StoreError

WRITE_REFUSED = "25006"
TIMEOUT = "57014"
_AWAY = ("57P01", "57P02", "57P03", "08000", "08001", "08003", "08006")
_SENTENCES = {
    "42P01": "lacks a table: {text}. To make the tables: tidegauge store init '{address}'",
    "42703": "lacks a column: {text}. To add those of ours: tidegauge store init '{address}'",
    **dict.fromkeys(("42883", "42804", "22P02"), "has a column of another type than is needed: {text}."),
    "42501": "does not allow this user that: {text}. To let it read: GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}",
    WRITE_REFUSED: "is opened for reading only: {text}.",
    "55P03": "is in use by a long question: {text}. Try again when it has ended.",
    "53100": "has no room left on its disk: {text}.",
    "53200": "has too little memory for this question: {text}. Choose a shorter time range.",
    **dict.fromkeys(_AWAY, "does not answer any more: {text}. It is asked again at the next question."),
}


def refused(error: Exception, address: str, seconds: float) -> StoreError:
    """Return what an error of the driver means for the store at `address`, asked with a limit of `seconds`."""
    text = first_line(error)
    if "Failed to connect" in str(error) or "no password supplied" in text:
        return StoreError(_unconnected(text, address))
    return StoreError(
        f"The store {address} {_sentence(getattr(error, 'sqlstate', None), text, seconds, address)}"
    )


def lost(error: Exception) -> bool:
    """Return whether the connection is gone, so that a new one may answer."""
    state = getattr(error, "sqlstate", None)
    said = (
        "server closed the connection",
        "no connection to the server",
        "terminating connection",
        "SSL SYSCALL",
    )
    return state in _AWAY or (state is None and any(words in str(error) for words in said))


def _unconnected(text: str, address: str) -> str:
    if "password" in text or "role" in text or "authentication" in text:
        return f"The store {address} refuses the user or the password. Check both in the address."
    if "database" in text and "does not exist" in text:
        return f"The store {address} has no such database. Check its name, or make it: createdb NAME"
    if "too many clients" in text or "remaining connection slots" in text:
        return f"The store {address} has no connection left. Try again, or raise its max_connections."
    if "starting up" in text or "shutting down" in text or "recovery" in text:
        return f"The store {address} is starting or stopping. Try again in a moment."
    return f"The store {address} does not answer. Check that PostgreSQL runs there, and host and port: {text}"


def _sentence(state: str | None, text: str, seconds: float, address: str) -> str:
    if state == TIMEOUT and "statement timeout" in text:
        return (
            f"took longer than {seconds:g} s and was stopped. Choose a shorter time range or fewer conditions, "
            "or allow more time: ?timeout=60 in the address."
        )
    if state is None and "connection" in text:
        state = _AWAY[0]
    return _SENTENCES.get(state or "", "could not answer: {text}.").format(
        text=text, address=address, user=_user(address)
    )


def _user(address: str) -> str:
    """Return who asks, as SQL spells the name."""
    name = sa.make_url(address).username or "USER"
    return name if name.isidentifier() and name.islower() else f'"{name}"'


def first_line(error: Exception) -> str:
    """Return what PostgreSQL said, without the driver's preamble.

    >>> first_line(Exception("IO: [libpq] Failed to connect: connection to server failed: FATAL:  no\\nmore"))
    'connection to server failed: no'
    """
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = re.sub(r"^[A-Z_]+: (\[libpq\] )?", "", lines[0])
    said = re.sub(r"^.*?\b(?:Failed to connect: |ERROR: +)", "", said)
    said = re.sub(r"\b(?:FATAL|ERROR): +", "", said)
    # A parameter of the address may be repeated in what libpq says.
    said = re.sub(r"(?i)\b(password|passfile)=\S+", r"\1=***", said)
    return said[:400].rstrip(". ")
