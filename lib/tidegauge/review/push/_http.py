"""Requests to the API of another tool: within a time, and with errors that say what to do and show no key."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from tidegauge.review.push._pusher import PushError, Target

TIMEOUT = 30.0
"""Seconds until an answer counts as missing."""


class API:
    """The API of one tool. A context: the connection is closed at its end."""

    def __init__(self, tool: str, target: Target, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(target.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PushError(
                f"“{shown(target.url)}” is no address of {tool}: it begins with http:// or https://."
            )
        self._tool, self._url = tool, target.url.rstrip("/")
        self._session = requests.Session()
        # Names and passwords of a .netrc belong to people, not to this command.
        self._session.trust_env = False
        self._session.headers.update(dict(headers or {}))
        if target.user:
            self._session.auth = (target.user, target.key)

    def __enter__(self) -> "API":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        missing: tuple[int, ...] = (404,),
    ) -> Any:
        """Return the JSON of an answer, {} of an empty one, None where there is no such thing (`missing`).

        Raises:
            PushError: the tool does not answer, does not let us, or refuses.
        """
        try:
            answer = self._session.request(
                method, f"{self._url}{path}", json=body, params=query, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            raise PushError(
                f"{self._tool} does not answer at {shown(self._url)} ({type(error).__name__})."
            ) from None
        if answer.status_code in missing:
            return None
        if answer.status_code in {401, 403}:
            raise PushError(f"{self._tool} does not let us write (HTTP {answer.status_code}). Check the key.")
        if not answer.ok or answer.is_redirect:
            said = " ".join(answer.text.split())[:200]
            raise PushError(f"{self._tool} refused {method} {path} (HTTP {answer.status_code}): {said}")
        try:
            return answer.json() if answer.content else {}
        except ValueError:
            return {}


def shown(url: str) -> str:
    """Return an address without the name and password that may stand in it.

    >>> shown("http://me:secret@host:6006/x?token=1")
    'http://host:6006/x'
    """
    parts = urlsplit(url)
    host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
