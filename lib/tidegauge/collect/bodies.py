"""The body of a request: bounded, and unzipped."""

import zlib

from starlette.requests import Request

from tidegauge.collect.refusal import INVALID_ARGUMENT, RefusedError, undecodable

LARGEST = 64 << 20
"""Bytes of a body, and of what it unzips to: 512 spans with texts of 100 kB each are 51 MB."""

_GZIP = zlib.MAX_WBITS | 16


async def body_of(request: Request) -> bytes:
    """Return the body as it came over the wire. Raises RefusedError 413 as soon as it is too large."""
    if int(request.headers.get("content-length", "0")) > LARGEST:
        raise _too_large()
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def check_coding(coding: str) -> None:
    """Raise RefusedError 415 for a content coding other than gzip."""
    if coding not in {"", "identity", "gzip"}:
        raise RefusedError(
            415, INVALID_ARGUMENT, f"“{coding}” is not a known content encoding. There is: gzip."
        )


def unzipped(body: bytes, coding: str) -> bytes:
    """Return the body as the sender meant it.

    >>> import gzip
    >>> unzipped(gzip.compress(b"spans"), "gzip")
    b'spans'

    Raises:
        RefusedError: 400 for what is no gzip, 413 for what becomes too large.
    """
    if coding != "gzip":
        return body
    unzip = zlib.decompressobj(_GZIP)
    try:
        content = unzip.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise undecodable(f"the body is not gzip ({error}).") from None
    if len(content) > LARGEST:
        raise _too_large()
    if not unzip.eof:
        raise undecodable("the gzip body ends too early.")
    return content


def _too_large() -> RefusedError:
    return RefusedError(
        413, INVALID_ARGUMENT, f"A request may have {LARGEST >> 20} MB. Send fewer spans in one request."
    )
