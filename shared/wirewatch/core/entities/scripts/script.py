"""Which script a text is written in."""

from functools import lru_cache

_RANGES = (
    (0x41, 0x24F, "Latn"), (0x1E00, 0x1EFF, "Latn"), (0x370, 0x3FF, "Grek"),
    (0x1F00, 0x1FFF, "Grek"), (0x400, 0x52F, "Cyrl"), (0x531, 0x58F, "Armn"),
    (0x590, 0x5FF, "Hebr"), (0x600, 0x77F, "Arab"), (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"), (0x900, 0x97F, "Deva"), (0x980, 0x9FF, "Beng"),
    (0x10A0, 0x10FF, "Geor"), (0x1C90, 0x1CBF, "Geor"), (0xAC00, 0xD7AF, "Hang"),
    (0xE00, 0xE7F, "Thai"), (0x3040, 0x30FF, "Kana"), (0x3400, 0x9FFF, "Hani"),
)  # fmt: skip


@lru_cache(maxsize=1 << 15)
def script_of(text: str) -> str:
    """The ISO 15924 code of the script that most letters of `text` are in; Zyyy without any."""
    counts: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            code = _script(ord(character))
            counts[code] = counts.get(code, 0) + 1
    return max(counts, key=lambda code: counts[code]) if counts else "Zyyy"


@lru_cache(maxsize=1 << 12)
def _script(code: int) -> str:
    return next((name for first, last, name in _RANGES if first <= code <= last), "Zzzz")
