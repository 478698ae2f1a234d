"""The two hashes by which the network's tables are addressed.

Both are Austin Appleby's MurmurHash (public domain), as spaCy and thinc use them: a table row is
where the hash of a word's feature says, so the weights are only right with these very functions.
"""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_SEED = 1
_C1, _C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)
_MIX1, _MIX2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_LOW = np.uint64(0xFFFFFFFF)
_KEY_BYTES = np.uint64(8)


def string_key(text: str) -> int:
    """MurmurHash64A of the UTF-8 bytes; 0 for the empty string."""
    if not text:
        return 0
    data = text.encode("utf-8", "surrogatepass")
    length = len(data)
    value = _SEED ^ (length * _MULTIPLIER & _MASK)
    whole = length & ~7
    for start in range(0, whole, 8):
        part = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        part = (part ^ part >> 47) * _MULTIPLIER & _MASK
        value = (value ^ part) * _MULTIPLIER & _MASK
    if length > whole:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 47) * _MULTIPLIER & _MASK
    return value ^ value >> 47


def four_rows(keys: Keys, seed: int, rows: int) -> NDArray[np.int64]:
    """Four rows of a table of `rows` for each key: MurmurHash3 (x64, 128 bits) in four parts."""
    start = np.uint64(seed) ^ _KEY_BYTES
    first = keys * _C1
    first = (first << np.uint64(31)) | (first >> np.uint64(33))
    first = first * _C2 ^ start
    second = np.full_like(first, start)
    first, second = _crossed(first, second)
    first, second = _crossed(_mixed(first), _mixed(second))
    parts = (first & _LOW, first >> np.uint64(32), second & _LOW, second >> np.uint64(32))
    return np.stack(parts, axis=1).astype(np.int64) % rows


def _crossed(first: Keys, second: Keys) -> tuple[Keys, Keys]:
    first = first + second
    return first, second + first


def _mixed(value: Keys) -> Keys:
    value = (value ^ value >> np.uint64(33)) * _MIX1
    value = (value ^ value >> np.uint64(33)) * _MIX2
    return value ^ value >> np.uint64(33)
