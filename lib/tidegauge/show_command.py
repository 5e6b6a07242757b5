"""The `tidegauge show` command that prints what a page shows."""

import shlex
from collections.abc import Iterable

from tidegauge.comparisons import Request


def show_command(
    report: str, request: Request, options: Iterable[tuple[str, str]] = (), store: str | None = None
) -> str:
    """Return the command, quoted for a shell. `options` are those of the report's own, with their values.

    `store` is named where it is not the one that a command opens by itself.

    >>> show_command("segments", Request(window="last 7 days", compare="previous", where=("geo = BR",)))
    "tidegauge show segments --window 'last 7 days' --compare previous --where 'geo = BR'"
    >>> show_command("segments", Request(), [("--by", "geo"), ("--by", "device")])
    'tidegauge show segments --by geo --by device'
    """
    named_store = ["--store", store] if store else []
    words = ["tidegauge", "show", report, *named_store, *(word for option in options for word in option)]
    named = {
        "--window": None if request.start or request.end else request.window,
        "--from": request.start,
        "--to": request.end,
        "--compare": request.compare,
    }
    words += [word for name, value in named.items() if value for word in (name, value)]
    words += [word for chip in request.where for word in ("--where", chip)]
    if request.grain != Request().grain:
        words += ["--grain", request.grain]
    if request.minimum_n != Request().minimum_n:
        words += ["--min-n", str(request.minimum_n)]
    if request.time_zone != "UTC":
        words += ["--time-zone", request.time_zone]
    return shlex.join(words)
