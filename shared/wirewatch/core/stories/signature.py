"""The signature of a text: few numbers that copies of it share, small enough for a message.

The method is winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003): every run of five words is hashed, and of every eight neighbouring
hashes the least is kept. Whatever twelve words two texts share in a row, they then share a number,
wherever those words stand, so cuts, additions and moved paragraphs leave most numbers alone.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STORY_SIGNATURE_VERSION = 1
"""Raised with every change that makes old and new signatures incomparable."""

_GRAM_WORDS = 5
_WINDOW_GRAMS = 8
_MAX_FINGERPRINTS = 1024
_HEADER_BYTES = 5
_NO_CUTOFF = 0xFFFFFFFF

# A word is a run of letters or digits; scripts written without spaces give one word a character.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "|[^\\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Fingerprints = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The fingerprints of one text, without repeats, in the order in which it has them.

    Those that were recorded before there was an order are ascending (`in_text_order`).
    `cutoff` is the largest number that could have been kept: texts of more than some 4,600 words
    keep only their 1,024 least fingerprints, and two texts are compared below both cutoffs.
    """

    fingerprints: Fingerprints
    cutoff: int

    def __bytes__(self) -> bytes:
        """Version (1 byte), cutoff (4 bytes), then 4 bytes a fingerprint, all little-endian."""
        head = bytes([STORY_SIGNATURE_VERSION]) + self.cutoff.to_bytes(4, "little")
        return head + self.fingerprints.astype("<u4").tobytes()

    @property
    def in_text_order(self) -> bool:
        """Whether the order of the fingerprints says where in the text they stand."""
        return bool((self.fingerprints[1:] < self.fingerprints[:-1]).any())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Signature":
        """Read what `bytes(signature)` wrote. Raises ValueError on another version or length."""
        if len(data) < _HEADER_BYTES or (len(data) - _HEADER_BYTES) % 4:
            raise ValueError(f"{len(data)} bytes are no story signature")
        if data[0] != STORY_SIGNATURE_VERSION:
            raise ValueError(
                f"story signature of version {data[0]}, this is version {STORY_SIGNATURE_VERSION}"
            )
        numbers = np.frombuffer(data, dtype="<u4", offset=_HEADER_BYTES).astype(np.uint32)
        return cls(numbers, int.from_bytes(data[1:5], "little"))

    @classmethod
    def of(cls, text: str) -> "Signature":
        """The signature of `text`; title and paragraphs are best joined by blank lines."""
        words = words_of(text)
        if not words:
            return cls(np.empty(0, dtype=np.uint32), _NO_CUTOFF)
        hashes = np.fromiter(
            (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words),
            dtype=np.uint64,
            count=len(words),
        )
        kept, places = np.unique(_winnowed(hashes), return_index=True)
        places, cutoff = places[:_MAX_FINGERPRINTS], _NO_CUTOFF
        if len(kept) > _MAX_FINGERPRINTS:
            cutoff = int(kept[_MAX_FINGERPRINTS - 1])
        return cls(kept[np.argsort(places)], cutoff)


def words_of(text: str) -> list[str]:
    """The words by which texts are compared: case-folded, without punctuation."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _winnowed(word_hashes: npt.NDArray[np.uint64]) -> Fingerprints:
    grams = max(1, len(word_hashes) - _GRAM_WORDS + 1)
    mixed = np.zeros(grams, dtype=np.uint64)
    for offset in range(min(_GRAM_WORDS, len(word_hashes))):
        mixed = mixed * _MULTIPLIER + word_hashes[offset : offset + grams]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MULTIPLIER >> np.uint64(32)
    if grams > _WINDOW_GRAMS:
        windows = np.lib.stride_tricks.sliding_window_view(mixed, _WINDOW_GRAMS)
        mixed = windows.min(axis=1)
        # Neighbouring windows mostly have the same least.
        mixed = mixed[np.concatenate(([True], mixed[1:] != mixed[:-1]))]
    # The least of each window crowd near zero; mixed once more they are spread evenly, so that a
    # cutoff keeps a fair sample.
    spread = mixed * _MULTIPLIER >> np.uint64(32)
    return spread.astype(np.uint32)


def signature(text: str) -> bytes:
    """The signature of `text` as bytes to keep in a message: 0.2 to 4.1 kB, as the text is long."""
    return bytes(Signature.of(text))
