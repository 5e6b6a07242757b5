"""Channels: where people are told, through Apprise. Secrets come from the environment and are never shown."""

import logging
import os
import re
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

from tidegauge.alerts.messages import Message, News
from tidegauge.alerts.records import Rule
from tidegauge.errors import SettingsError
from tidegauge.settings_alerts import AlertsTable

if TYPE_CHECKING:
    from apprise import Apprise

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PASSWORD = re.compile(r"(?<=:)\$\{(\w+)\}(?=@)")
_TYPES = {News.BAD: "failure", News.GOOD: "success", News.UNKNOWN: "warning", News.TEST: "info"}
PATIENCE = 20
"""Seconds that a service may take."""
_loading = threading.Lock()


@dataclass(frozen=True, repr=False)
class Channel:
    """An address that Apprise can send to. Its text is not shown: it may hold a token."""

    name: str
    address: str

    def send(self, message: Message) -> str | None:
        """Send a message, and return why it did not go, None where it did."""
        try:
            done = opened(self.address).notify(
                message.body,
                message.title,
                _TYPES[message.news],
                body_format="text",
                timeout=PATIENCE,
            )
        except Exception as error:  # what a plugin raises must not stop the others
            return f"{type(error).__name__} in Apprise"
        return None if done else _why(line.message for line in done.logs())


def channels(
    alerts: AlertsTable,
    names: Iterable[str],
    rules: Iterable[Rule] = (),
    environ: Mapping[str, str] = os.environ,
) -> dict[str, Channel]:
    """Return the channels of these names, ready to send. An error names those of the rules that tell them, too.

    Raises:
        SettingsError: Apprise is not installed, an address cannot be read, or takes a variable that is not set.
    """
    wanted = list(dict.fromkeys(names))
    if wanted and find_spec("apprise") is None:
        raise SettingsError("Alert channels need an extra: pip install 'tidegauge[alerts]'.")
    told_by = {name: [one.name for one in rules if name in one.table.channels] for name in wanted}
    return {
        name: _channel(_place(name, told_by[name]), name, alerts.channels[name], environ) for name in wanted
    }


def _place(name: str, rules: Sequence[str]) -> str:
    of_rules = f" (of the alert {'rules' if len(rules) > 1 else 'rule'} {', '.join(rules)})" if rules else ""
    return f"[alerts.channels] {name}{of_rules}"


def _channel(place: str, name: str, text: str, environ: Mapping[str, str]) -> Channel:
    address = filled(place, text, environ)
    if not opened(address):
        scheme = (
            text.partition("://")[0]
            if "://" in text and "$" not in text.partition("://")[0]
            else "its beginning"
        )
        raise SettingsError(
            f"{place}: Apprise cannot read this address ({scheme}). "
            "Each service has its own form: https://github.com/caronc/apprise/wiki"
        )
    return Channel(name, address)


def filled(place: str, text: str, environ: Mapping[str, str]) -> str:
    """Return an address with what it takes from the environment. A password is escaped, other parts are not.

    >>> filled("mail", "mailtos://ann:${PASS}@example.org", {"PASS": "a/b@c"})
    'mailtos://ann:a%2Fb%40c@example.org'

    Raises:
        SettingsError: a variable is not set.
    """
    for variable in _VARIABLE.findall(text):
        if variable not in environ:
            raise SettingsError(
                f"{place} takes ${{{variable}}} from the environment, and {variable} is not set. "
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

        # What it says of an address may hold a token: nobody is to see it.
        logging.getLogger("apprise").propagate = False
        found = Apprise()
        found.add(address)
    return found


def _why(said: Iterable[str]) -> str:
    text = " ".join(said)
    if code := re.search(r"error=(\d{3})", text):
        return f"The service answered {code[1]}"
    if "onnection error" in text:
        return "The service could not be reached"
    return "The service did not take it"
