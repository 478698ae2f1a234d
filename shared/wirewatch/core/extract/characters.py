"""What each character is, as tables by code point, so that a page's characters are counted at once.

Counts are kept sixteen bits each, four to a 64-bit number: one table look-up and one sum per line
count four kinds of character together.
"""

import unicodedata
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

MAX_LINE = 5_000
"""Characters of a line that are looked at; below 2**16, so that no count overflows."""

Codes = NDArray[np.uint32]
_SIZE = 0x10000
_BEYOND = (0x20000, 0x3FFFF)
"""Characters beyond the table: rare Chinese characters; all else there counts as no letter."""

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

WORD, UNSPACED, FINAL, SPACE, CLOSING, UPPER, FULL_STOP, OPENING, LOWER = (1 << i for i in range(9))


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
        codes = np.where(codes < _SIZE, codes, np.where(rare, 0x4E00, 0x2603)).astype(np.uint32)
    return codes


@cache
def counters() -> NDArray[np.uint64]:
    """For every code point and each four of `KINDS` (and of scripts), the packed count of one."""
    groups = (len(KINDS) + len(SCRIPTS) + 3) // 4
    table = np.zeros((groups, _SIZE), dtype=np.uint64)
    for start, end in ((0, 0x3401), (0xA000, 0xAC01), (0xD7A4, 0xD800), (0xE000, _SIZE)):
        for code in range(start, end):
            for number in _kinds_of(chr(code)):
                table[number // 4, code] |= np.uint64(1 << 16 * (number % 4))
    table[:, 0x3400:0xA000] = table[:, 0x3400:0x3401]  # Chinese characters are all alike,
    table[:, 0xAC00:0xD7A4] = table[:, 0xAC00:0xAC01]  # and so are Korean syllables.
    return table


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
    """For every code point the bits WORD, UNSPACED, FINAL, SPACE, CLOSING, UPPER and so on."""
    table = np.zeros(_SIZE, dtype=np.uint16)
    packed = counters()[0].view(np.uint16).reshape(-1, 4)
    unspaced = np.zeros(_SIZE, dtype=bool)
    for low, high in _UNSPACED_RANGES:
        unspaced[low : high + 1] = True
    table[(packed[:, 0] > 0) & ~unspaced] |= WORD
    table[unspaced] |= UNSPACED
    table[packed[:, 2] > 0] |= UPPER
    for text, bit in ((".!?…", FINAL), (" \n\t\xa0", SPACE), ("\"'”»’)]」』", CLOSING),
                      (".!?。！？؟।", FULL_STOP), ('"“”„«»「」-–—', OPENING)):  # fmt: skip
        for c in text:
            table[ord(c)] |= bit
    for code in range(0x2000):
        if chr(code).islower():
            table[code] |= LOWER
    return table


@cache
def lowered() -> NDArray[np.uint32]:
    """For every code point that of its lower-case form, itself where there is no single one."""
    table = np.arange(_SIZE, dtype=np.uint32)
    for code in range(_SIZE):
        if not 0xD800 <= code < 0xE000:
            low = chr(code).lower()
            if len(low) == 1:
                table[code] = ord(low)
    return table


@cache
def weights() -> NDArray[np.uint64]:
    """Odd random-looking multipliers for the places in a word, from a linear congruence."""
    value, numbers = 0x9E3779B97F4A7C15, []
    for _ in range(32):
        value = (value * 6364136223846793005 + 1442695040888963407) % 2**64
        numbers.append(value | 1)
    return np.array(numbers, dtype=np.uint64)
