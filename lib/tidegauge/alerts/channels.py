"""Channels: where people are told, through Apprise. Secrets come from the environment and are never shown."""

import logging
import os
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

from tidegauge.alerts.messages import Message, News
from tidegauge.errors import SettingsError
from tidegauge.settings_alerts import AlertsTable

if TYPE_CHECKING:
    from apprise import Apprise

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PASSWORD = re.compile(r"(?<=:)\$\{(\w+)\}(?=@)")
_TYPES = {News.BAD: "failure", News.GOOD: "success", News.UNKNOWN: "warning", News.TEST: "info"}
_loading = threading.Lock()


@dataclass(frozen=True, repr=False)
class Channel:
    """An address that Apprise can send to. Its text is not shown: it may hold a token."""

    name: str
    address: str

    def send(self, message: Message) -> str | None:
        """Send a message, and return why it did not go, None where it did."""
        with _heard() as said:
            try:
                taken = bool(
                    opened(self.address).notify(
                        body=message.body,
                        title=message.title,
                        notify_type=_TYPES[message.news],
                        body_format="text",
                    )
                )
            except Exception as error:  # what a plugin raises must not stop the others
                return f"{type(error).__name__} in Apprise"
        return None if taken else _why(said)


def channels(
    alerts: AlertsTable, names: Iterable[str], environ: Mapping[str, str] = os.environ
) -> dict[str, Channel]:
    """Return the channels of these names, ready to send.

    Raises:
        SettingsError: Apprise is not installed, an address cannot be read, or takes a variable that is not set.
    """
    wanted = list(dict.fromkeys(names))
    if wanted and find_spec("apprise") is None:
        raise SettingsError("Alert channels need an extra: pip install 'tidegauge[alerts]'.")
    return {name: _channel(name, alerts.channels[name], environ) for name in wanted}


def _channel(name: str, text: str, environ: Mapping[str, str]) -> Channel:
    address = filled(name, text, environ)
    if not opened(address):
        scheme = (
            text.partition("://")[0]
            if "://" in text and "$" not in text.partition("://")[0]
            else "its beginning"
        )
        raise SettingsError(
            f"[alerts.channels] {name}: Apprise cannot read this address ({scheme}). "
            "Each service has its own form: https://github.com/caronc/apprise/wiki"
        )
    return Channel(name, address)


def filled(name: str, text: str, environ: Mapping[str, str]) -> str:
    """Return an address with what it takes from the environment. A password is escaped, other parts are not.

    >>> filled("mail", "mailtos://ann:${PASS}@example.org", {"PASS": "a/b@c"})
    'mailtos://ann:a%2Fb%40c@example.org'

    Raises:
        SettingsError: a variable is not set.
    """
    for variable in _VARIABLE.findall(text):
        if variable not in environ:
            raise SettingsError(
                f"[alerts.channels] {name} takes ${{{variable}}} from the environment, and {variable} is not set. "
                f"Set it before you start Tidegauge: export {variable}=…"
            )
    escaped = _PASSWORD.sub(lambda found: quote(environ[found[1]], safe=""), text)
    return _VARIABLE.sub(lambda found: environ[found[1]], escaped)


def opened(address: str) -> "Apprise":
    """Return Apprise with one address; empty where it cannot read it."""
    with _loading, warnings.catch_warnings():
        # Its plugins are loaded with the first address, and one of them imports what Python has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise  # noqa: PLC0415  an extra, and slow to load

        found = Apprise()
        with _heard():
            found.add(address)
    return found


class _Ear(logging.Handler):
    """Hears what Apprise says in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self.thread_id = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, if it is of this thread."""
        if record.thread == self.thread_id:
            self.said.append(record.getMessage())


@contextmanager
def _heard() -> Iterator[list[str]]:
    log, ear = logging.getLogger("apprise"), _Ear()
    log.addHandler(ear)
    log.propagate = False  # its lines may hold addresses
    try:
        yield ear.said
    finally:
        log.removeHandler(ear)


def _why(said: Iterable[str]) -> str:
    text = " ".join(said)
    if code := re.search(r"error=(\d{3})", text):
        return f"The service answered {code[1]}"
    if "onnection error" in text:
        return "The service could not be reached"
    return "The service did not take it"
