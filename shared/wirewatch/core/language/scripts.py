"""Reduce a text to the words that show its language: the main script's, without noise."""

import re
from collections import Counter
from functools import lru_cache

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[#@]\w+|\b[\w-]+\.(?:com|org|net|ru|de|fr|uk|co)\b\S*|\d+"
)
# A long run of letters of both cases with digits is a key or encoded data.
_CODE = re.compile(
    r"(?<!\S)(?=\S{20})(?=\S*?[a-z])(?=\S*?[A-Z])(?=\S*?\d)[A-Za-z0-9+/=_\-.]+(?!\S)"
)
# Vowel signs and tone marks, which are no letters to `re`, belong to their word.
_MARKS = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
        (0x0670, 0x0670), (0x06D6, 0x06ED), (0x0900, 0x0903), (0x093A, 0x094F), (0x0951, 0x0957),
        (0x0962, 0x0963), (0x0981, 0x0983), (0x09BC, 0x09D7), (0x0A01, 0x0A03), (0x0A3C, 0x0A51),
        (0x0A70, 0x0A71), (0x0A81, 0x0A83), (0x0ABC, 0x0ACD), (0x0B01, 0x0B03), (0x0B3C, 0x0B57),
        (0x0B82, 0x0B82), (0x0BBE, 0x0BD7), (0x0C00, 0x0C04), (0x0C3C, 0x0C56), (0x0C81, 0x0C83),
        (0x0CBC, 0x0CD6), (0x0D00, 0x0D03), (0x0D3B, 0x0D57), (0x0D81, 0x0D83), (0x0DCA, 0x0DDF),
        (0x0E31, 0x0E31), (0x0E34, 0x0E3A), (0x0E47, 0x0E4E), (0x0EB1, 0x0EB1), (0x0EB4, 0x0EBC),
        (0x0EC8, 0x0ECE), (0x0F71, 0x0F84), (0x102B, 0x103E), (0x1056, 0x1059), (0x17B4, 0x17D3),
    )
)  # fmt: skip
_WORD = re.compile(rf"(?:[^\W\d_]|[{_MARKS}])+(?:['’\-](?:[^\W\d_]|[{_MARKS}])+)*")
_RANGES: tuple[tuple[int, str], ...] = (
    (0x0250, "latin"), (0x02B0, "latin"), (0x0370, "other"), (0x0400, "greek"),
    (0x0530, "cyrillic"), (0x0590, "armenian"), (0x0600, "hebrew"), (0x0700, "arabic"),
    (0x0750, "syriac"), (0x0780, "arabic"), (0x0900, "other"), (0x0980, "devanagari"),
    (0x0A00, "bengali"), (0x0A80, "gurmukhi"), (0x0B00, "gujarati"), (0x0B80, "oriya"),
    (0x0C00, "tamil"), (0x0C80, "telugu"), (0x0D00, "kannada"), (0x0D80, "malayalam"),
    (0x0E00, "sinhala"), (0x0E80, "thai"), (0x0F00, "lao"), (0x1000, "tibetan"),
    (0x10A0, "myanmar"), (0x1100, "georgian"), (0x1200, "korean"), (0x13A0, "ethiopic"),
    (0x1780, "other"), (0x1800, "khmer"), (0x1E00, "other"), (0x1F00, "latin"),
    (0x2000, "greek"), (0x2E80, "other"), (0x3130, "cjk"), (0x3190, "korean"), (0xAC00, "cjk"),
    (0xD7B0, "korean"), (0xF900, "other"), (0xFB00, "cjk"), (0xFB50, "latin"), (0xFF00, "arabic"),
    (0xFF66, "latin"), (0xFFA0, "cjk"), (0x20000, "other"), (0x30000, "cjk"),
)  # fmt: skip
# A character of these scripts says about as much as two letters of an alphabet.
_DENSE = frozenset({"cjk", "korean"})
_SHORT_TEXT = 120


@lru_cache(maxsize=2_000)
def script_of(character: str) -> str:
    """The script's name; Chinese characters and kana are one, `cjk`."""
    point = ord(character)
    for limit, name in _RANGES:
        if point < limit:
            return name
    return "other"


def main_script_words(text: str) -> tuple[str, str, int]:
    """The words in the script of most letters, joined by spaces; that script; its letter count.

    Web addresses, e-mail addresses, tags and digits are taken out first. Counting letters, not
    bytes, keeps an English text English inside Cyrillic furniture.
    """
    words = _WORD.findall(_CODE.sub(" ", _NOISE.sub(" ", _CODE.sub(" ", text))))
    sizes: Counter[str] = Counter()
    scripts: list[str] = []
    for word in words:
        name = script_of(word[0])
        scripts.append(name)
        sizes[name] += len(word) * (2 if name in _DENSE else 1)
    if len(text) < _SHORT_TEXT:
        # Foreign names stand in Latin letters in every language, and rarely the other way round.
        sizes["latin"] //= 3
    if not sizes:
        return "", "none", 0
    # Japanese is written in one script here; Korean news mix in a few Chinese characters.
    best = max(sizes, key=lambda name: sizes[name])
    chosen = [w for w, s in zip(words, scripts, strict=True) if s == best]
    return " ".join(chosen), best, sum(map(len, chosen))
