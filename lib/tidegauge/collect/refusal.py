"""Why a request was not taken, and what the sender is told."""

from dataclasses import dataclass

INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNAVAILABLE = 3, 8, 14
"""The codes of google.rpc.Code."""


@dataclass
class RefusedError(Exception):
    """A request that is answered with `status` of HTTP, `code` of google.rpc and a sentence."""

    status: int
    code: int
    sentence: str
    retry_after: int | None = None


def undecodable(why: str) -> RefusedError:
    """Return the refusal of a body that is not what it says it is: sending it again would not help."""
    return RefusedError(400, INVALID_ARGUMENT, f"The request cannot be decoded: {why}")


def exhausted(why: str, retry_after: int) -> RefusedError:
    """Return the refusal of a request that may be sent again after some seconds."""
    return RefusedError(429, RESOURCE_EXHAUSTED, why, retry_after)


def stopping(retry_after: int) -> RefusedError:
    """Return the refusal of a request that came while the collector stops."""
    return RefusedError(503, UNAVAILABLE, "The collector is stopping.", retry_after)
