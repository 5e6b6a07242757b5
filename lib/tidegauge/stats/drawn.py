"""The published draw: whether a call is judged or reviewed depends on its trace id alone, the same on every machine."""

import hashlib

WHOLE = 2.0**64
"""How many numbers 64 bits hold."""


def drawn(trace_id: str) -> float:
    """Return where a trace stands in the draw, 0 <= u < 1: the first eight bytes of its SHA-256 over 2^64.

    It is judged, or reviewed, at a rate where u < rate. A higher rate therefore holds the sample of every lower one.

    >>> drawn("4bf92f3577b34da6a3ce929d0e0e4736")
    0.2247...
    >>> drawn("") == 0xe3b0c44298fc1c14 / 2**64  # the SHA-256 of nothing, FIPS 180-4
    True
    """
    # The largest values round to 1.0 in a double, which no rate would reach.
    return min(first_bits(trace_id) / WHOLE, 1 - 2**-53)


def first_bits(text: str) -> int:
    """Return the first 64 bits of the SHA-256 of a text as a number below `WHOLE`."""
    return int.from_bytes(digest(text)[:8], "big")


def digest(text: str) -> bytes:
    """Return the SHA-256 of a text in UTF-8, also of half a pair of surrogates: every draw hangs on it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
