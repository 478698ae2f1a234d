"""What each character is, in tables by code point: a page's characters are counted at once."""

import unicodedata
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

MAX_LINE = 5_000
"""Characters of a line that are looked at."""

Codes = NDArray[np.uint32]
_SIZE = 0x10000
_BEYOND = (0x20000, 0x3FFFF)
"""Characters beyond the table: rare Chinese characters; all else there counts as no letter."""
_OTHER = 0x2603
"""Stands for those."""

_UNSPACED_RANGES = ((0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
_HANGUL = (0xAC00, 0xD7AF)
SCRIPTS = ("latin", "greek", "cyrillic", "arabic", "east asian", "indic", "other")
_SCRIPT_ENDS = ((0x250, 0), (0x400, 1), (0x590, 2), (0x780, 3), (0x900, 6), (0x2000, 5))

KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("word", lambda c: c.isalnum() or unicodedata.category(c)[0] == "M"),
    ("unspaced", lambda c: is_unspaced(c) or _within(c, _HANGUL)),
    ("upper", lambda c: c.isupper()),
    ("digit", lambda c: c.isdigit()),
    ("comma", lambda c: c in ",，、،"),
    ("punctuation", lambda c: c in ".,;:!?\"'()-"),
    ("quote", lambda c: c in '"“”„«»「」'),
    ("separator", lambda c: c in "|»›→/•·>"),
    ("markup", lambda c: c in "{}<>;="),
    ("address", lambda c: c in "@#"),
    ("parenthesis", lambda c: c in "(（"),
    ("letter", lambda c: c.isalpha()),
)
"""The kinds of character that are counted; a character may be of several."""

(
    WORD, UNSPACED, FINAL, SPACE, CLOSING, UPPER, FULL_STOP, OPENING, LOWER, DIGIT, JOINT,
) = (1 << i for i in range(11))  # fmt: skip


def is_unspaced(c: str) -> bool:
    """Whether a character belongs to a script that writes words without spaces between them."""
    return any(low <= ord(c) <= high for low, high in _UNSPACED_RANGES)


def _within(c: str, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= ord(c) <= bounds[1]


def codes_of(text: str) -> Codes:
    """The text as code points, those beyond the basic plane replaced by one stand-in each."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(codes) and int(codes.max()) >= _SIZE:
        rare = (codes >= _BEYOND[0]) & (codes <= _BEYOND[1])
        codes = np.where(codes < _SIZE, codes, np.where(rare, 0x4E00, _OTHER)).astype(np.uint32)
    return codes


@cache
def _sorts() -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """For every code point the number of its sort, and for each sort which kinds it is of.

    Characters of one sort are of the same `KINDS` and of the same script; there are few sorts.
    """
    numbers: dict[tuple[int, ...], int] = {}
    table = np.zeros(_SIZE, dtype=np.uint8)
    for start, end in ((0, 0x3401), (0xA000, 0xAC01), (0xD7A4, 0xD800), (0xE000, _SIZE)):
        for code in range(start, end):
            table[code] = numbers.setdefault(tuple(_kinds_of(chr(code))), len(numbers))
    table[0x3400:0xA000] = table[0x3400]  # Chinese characters are all alike,
    table[0xAC00:0xD7A4] = table[0xAC00]  # and so are Korean syllables.
    table[0xD800:0xE000] = numbers[()]
    kinds = np.zeros((len(KINDS) + len(SCRIPTS), len(numbers)), dtype=np.float32)
    for found, number in numbers.items():
        kinds[list(found), number] = 1
    return table, kinds


def counted_kinds(codes: Codes, lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """How many characters of each of `KINDS`, then of `SCRIPTS`, each stretch of `codes` has."""
    table, kinds = _sorts()
    count = kinds.shape[1]
    found = np.repeat(np.arange(len(lengths)) * count, lengths)
    found += table.take(codes, mode="clip")
    sums = np.bincount(found, minlength=len(lengths) * count).reshape(len(lengths), count)
    counts: NDArray[np.float32] = kinds @ sums.astype(np.float32).T
    return counts


def _kinds_of(c: str) -> list[int]:
    found = [i for i, (_, test) in enumerate(KINDS) if test(c)] if c > " " else []
    if c.isalpha():
        found.append(len(KINDS) + script_number(ord(c)))
    return found


def script_number(code: int) -> int:
    """The number in `SCRIPTS` of a letter's script."""
    for end, number in _SCRIPT_ENDS:
        if code < end:
            return number
    return 4 if 0x2E80 <= code < 0xD7B0 or 0xF900 <= code < 0xFB00 else 6


@cache
def traits() -> NDArray[np.uint16]:
    """For every code point the bits WORD, UNSPACED, FINAL, SPACE, CLOSING, UPPER and so on.

    DIGIT is also what stands for characters beyond the table: digits are among them.
    """
    table = np.zeros(_SIZE, dtype=np.uint16)
    sorts, kinds = _sorts()
    word, upper = (
        kinds[[name for name, _ in KINDS].index(k)][sorts] > 0 for k in ("word", "upper")
    )
    unspaced = np.zeros(_SIZE, dtype=bool)
    for low, high in _UNSPACED_RANGES:
        unspaced[low : high + 1] = True
    table[word & ~unspaced] |= WORD
    table[unspaced] |= UNSPACED
    table[upper] |= UPPER
    for text, bit in ((".!?…", FINAL), (" \n\t\xa0", SPACE), ("\"'”»’)]」』", CLOSING),
                      (".!?。！？؟।", FULL_STOP), ('"“”„«»「」-–—', OPENING),
                      ("./-:年년", JOINT)):  # fmt: skip
        for c in text:
            table[ord(c)] |= bit
    for code in range(0x2000):
        if chr(code).islower():
            table[code] |= LOWER
    for code in range(_SIZE):
        if chr(code).isdecimal() or code == _OTHER:
            table[code] |= DIGIT
    return table


@cache
def hashed() -> NDArray[np.uint64]:
    """For every character of words the code point of its lower-case form, its own where there is
    no single one; 0 for what divides words.
    """
    table = np.arange(_SIZE, dtype=np.uint64)
    for code in range(_SIZE):
        if not 0xD800 <= code < 0xE000:
            low = chr(code).lower()
            if len(low) == 1:
                table[code] = ord(low)
    table[traits() & (WORD | UNSPACED) == 0] = 0
    return table


@cache
def weights() -> NDArray[np.uint64]:
    """Odd random-looking multipliers for the places in a word, from a linear congruence."""
    value, numbers = 0x9E3779B97F4A7C15, []
    for _ in range(32):
        value = (value * 6364136223846793005 + 1442695040888963407) % 2**64
        numbers.append(value | 1)
    return np.array(numbers, dtype=np.uint64)
