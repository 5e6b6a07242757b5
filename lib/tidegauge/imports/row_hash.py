"""A 64-bit hash of a row's content, the same in every run: what names a row that came without an id."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]

_EXACT = 2.0**53
_SHORT = 64  # bytes
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def row_hashes(frame: pl.DataFrame, constants: Mapping[str, str]) -> Hashes:
    """Return one hash a row of the columns' names and values, and of the fields that are the same in every row.

    What is not recorded does not count, nor does the order of columns: both differ between the chunks of a JSON file.
    For the same reason 2.0 is 2. Polars' own hash is not used: another version of it may hash otherwise.

    >>> frame = pl.DataFrame({"a": ["x", "x", "y"], "b": [1, None, 1]})
    >>> [f"{value:016x}"[:4] for value in row_hashes(frame, {}).tolist()]
    ['388d', '3b67', 'f131']
    """
    total = np.full(frame.height, _text_hash(repr(sorted(constants.items())).encode()), dtype=np.uint64)
    for column in map(_recorded, frame.get_columns()):
        seed = np.uint64(_text_hash(column.name.encode()))
        total += np.where(column.is_not_null().to_numpy(), _mixed(_values(column) ^ seed), np.uint64(0))
    return _mixed(total)


def _recorded(column: pl.Series) -> pl.Series:
    return column.fill_nan(None) if column.dtype.is_float() else column


def _values(column: pl.Series) -> Hashes:
    """Return 64 bits a value; those of values that are not recorded mean nothing."""
    dtype = column.dtype
    if dtype.is_float():
        return _numbers(column.cast(pl.Float64).fill_null(0).to_numpy())
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return _bits(column.cast(pl.Datetime("us")).to_physical().fill_null(0).to_numpy())
    if dtype == pl.Boolean or (dtype.is_integer() and dtype not in (pl.Int128, pl.UInt128)):
        wide = column.cast(pl.UInt64 if dtype == pl.UInt64 else pl.Int64)
        return _bits(wide.fill_null(0).to_numpy())
    return _texts(column.cast(pl.String))


def _numbers(values: npt.NDArray[np.float64]) -> Hashes:
    whole = (np.abs(values) < _EXACT) & (values == np.floor(values))
    return np.where(whole, _bits(np.where(whole, values, 0).astype(np.int64)), _bits(values))


def _bits(values: npt.NDArray[Any]) -> Hashes:
    bits: Hashes = np.ascontiguousarray(values).view(np.uint64)
    return bits


def _texts(column: pl.Series) -> Hashes:
    """Hash each distinct text once: most columns of words hold few of them."""
    encoded = column.fill_null("").rechunk().to_arrow().dictionary_encode()
    distinct = _distinct(pl.Series(encoded.dictionary))
    hashes: Hashes = distinct[encoded.indices.to_numpy()]
    return hashes


def _distinct(texts: pl.Series) -> Hashes:
    lengths = texts.str.len_bytes().to_numpy()
    short = lengths <= _SHORT
    found = np.empty(len(texts), dtype=np.uint64)
    found[short] = _short_hashes(texts.filter(short), lengths[short])
    found[~short] = [_text_hash(text.encode()) for text in texts.filter(~short)]
    return found


def _short_hashes(texts: pl.Series, lengths: npt.NDArray[np.uint32]) -> Hashes:
    """Hash ids and words eight bytes at a time, all at once. Bytes behind the end of a text do not count."""
    width = -(-int(lengths.max(initial=0)) // 8)
    padded = np.zeros((len(texts), width * 8), dtype=np.uint8)
    joined = texts.str.join("").item().encode()
    padded[np.arange(width * 8) < lengths[:, None]] = np.frombuffer(joined, dtype=np.uint8)
    found = _mixed(lengths.astype(np.uint64))
    for place in range(width):
        word = padded[:, place * 8 : place * 8 + 8].copy().view("<u8")[:, 0]
        found = np.where(place * 8 < lengths, _mixed(found ^ word), found)
    return found


def _text_hash(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def _mixed(values: Hashes) -> Hashes:
    """Spread every bit over all others: the last steps of SplitMix64."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
