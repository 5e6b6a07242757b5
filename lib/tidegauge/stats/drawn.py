"""The published draw: whether a call is judged or reviewed depends on its trace id alone, the same on every machine."""

import hashlib

_WHOLE = 2.0**64


def drawn(trace_id: str) -> float:
    """Return where a trace stands in the draw, 0 <= u < 1: the first eight bytes of its SHA-256 over 2^64.

    It is judged, or reviewed, at a rate where u < rate. A higher rate therefore holds the sample of every lower one.

    >>> drawn("4bf92f3577b34da6a3ce929d0e0e4736")
    0.2247...
    >>> drawn("") == 0xe3b0c44298fc1c14 / 2**64  # the SHA-256 of nothing, FIPS 180-4
    True
    """
    first = hashlib.sha256(trace_id.encode("utf-8", "surrogatepass")).digest()[:8]
    # The largest values round to 1.0 in a double, which no rate would reach.
    return min(int.from_bytes(first, "big") / _WHOLE, 1 - 2**-53)
