"""Labels into the stores of other tools, through their public APIs: one file a tool, found by listing."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.review.push._pusher import Pusher, PushError, PushResult, Target

__all__ = ["PushError", "PushResult", "Pusher", "Target", "pushers"]


@cache
def pushers() -> dict[str, Pusher]:
    """Return every tool that labels are pushed to, by its name.

    >>> sorted(pushers())
    ['langfuse', 'mlflow', 'phoenix']
    """
    return members(__name__, "PUSHER", Pusher)
