"""Reduce a text to the words that show its language: the main script's, without noise."""

import re
from collections import Counter

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[#@]\w+|\b[\w-]+\.(?:com|org|net|ru|de|fr|uk|co)\b\S*|\d+"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
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
    words = _WORD.findall(_NOISE.sub(" ", text))
    sizes: Counter[str] = Counter()
    scripts: list[str] = []
    for word in words:
        name = script_of(word[0])
        scripts.append(name)
        sizes[name] += len(word) * (2 if name in _DENSE else 1)
    if not sizes:
        return "", "none", 0
    # Japanese is written in one script here; Korean news mix in a few Chinese characters.
    best = max(sizes, key=lambda name: sizes[name])
    chosen = [w for w, s in zip(words, scripts, strict=True) if s == best]
    return " ".join(chosen), best, sum(map(len, chosen))
