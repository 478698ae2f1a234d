"""The classes of characters that the tokenizer tells apart, derived from the Unicode database.

    letters    start and continue a word (letters and digits of scripts that use spaces)
    unspaced   letters of scripts that do not put spaces between words: one token each
    marks      combining marks: part of the word or character before them
    dropped    stand inside words and leave no trace: apostrophes, soft hyphens, zero-width
               characters, tatweel, transliteration marks

Everything else separates words. A letter whose compatibility form would be more than a word (the
fraction one half, the Arabic honorific ligatures) separates words too: it has no form that would
stay one token.
"""

import unicodedata
from collections.abc import Iterable
from itertools import chain

APOSTROPHES = "'`\u00b4\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\u05f3\ua78b\ua78c\uff07"
"""What people and typesetters use as an apostrophe, the Hebrew geresh among them."""

GERSHAYIM = '"\u05f4\u201d\u201c\u201e'
"""What stands before the last letter of a Hebrew acronym: gershayim, or any double quote."""

HEBREW_LETTERS = "\u05d0-\u05ea"

IGNORABLE_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels, not shown
    (0x180B, 0x180F),  # Mongolian selectors and vowel separator
    (0x200B, 0x200F),  # zero-width space, non-joiner, joiner, direction marks
    (0x202A, 0x202E),  # direction embeddings
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # half-width Hangul filler
    (0xE0000, 0xE0FFF),  # tags, variation selectors
)
"""Characters without a shape of their own (most of Unicode's Default_Ignorable_Code_Point)."""

DROPPED_SIGN_RANGES = (
    (0x00B7, 0x00B7),  # Catalan middle dot
    (0x02B9, 0x02DF),  # modifier letters of transliteration: ayn, hamza, prime, stress
    (0x0374, 0x0375),  # Greek numeral signs
    (0x0640, 0x0640),  # tatweel
    (0x07FA, 0x07FA),  # N'Ko lengthening
)
"""Signs that carry no meaning for comparison; all but the first are letters to Unicode."""

UNSPACED_RANGES = (
    (0x0E01, 0x0E4E),  # Thai (its digits are written as numbers)
    (0x0E81, 0x0ECE),  # Lao
    (0x0EDC, 0x0EDF),
    (0x1000, 0x103F),  # Myanmar
    (0x1050, 0x108F),
    (0x109A, 0x109F),
    (0x1780, 0x17D3),  # Khmer
    (0x17D7, 0x17DC),
    (0x3005, 0x3007),  # ideographic iteration mark, closing mark, zero
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3038, 0x303C),
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FE),  # Myanmar extended
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),  # Han, compatibility
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x16FE0, 0x16FFF),
    (0x1AFF0, 0x1B16F),  # Kana extensions
    (0x20000, 0x3FFFF),  # Han extensions
)
"""Blocks of Han, Hiragana, Katakana, Thai, Lao, Khmer and Myanmar (Unicode block names)."""

ATTACHED_LETTERS = "\u0e33\u0eb3\uff9e\uff9f"
"""Letters to Unicode that belong to the character before them: Thai and Lao sara am, half-width
voiced sound marks."""

SCANNED = tuple(
    chain(
        range(0x3400),
        range(0xA000, 0xAC00),  # after Han
        range(0xD7B0, 0xD800),  # after the Hangul syllables
        range(0xF900, 0x17000),  # after surrogates and private use
        range(0x1AFF0, 0x20000),  # after Tangut and Khitan
        range(0x2F800, 0x2FA20),  # Han, compatibility
    )
)
"""The code points among which the marks and the letters with a compatibility form are; a test
looks at all the others."""


def _members(ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(chain.from_iterable(range(first, last + 1) for first, last in ranges))


_ATTACHED = frozenset(map(ord, ATTACHED_LETTERS))
IGNORABLE = _members(IGNORABLE_RANGES)
DROPPED = IGNORABLE | _members(DROPPED_SIGN_RANGES) | frozenset(map(ord, APOSTROPHES))
UNSPACED = frozenset(
    code
    for code in _members(UNSPACED_RANGES[:-1])
    if chr(code).isalnum() or unicodedata.category(chr(code))[0] == "M"
)


def is_unspaced(code: int) -> bool:
    """Whether the code point lies in a block of a script without spaces between words."""
    return code in UNSPACED or 0x20000 <= code <= 0x3FFFF


def _marks() -> frozenset[int]:
    category = unicodedata.category
    found = {code for code in SCANNED if category(chr(code))[0] == "M"}
    return frozenset(found - DROPPED) | _ATTACHED


MARKS = _marks()


def _stays_one_word(character: str) -> bool:
    """Whether the compatibility form of a letter is still a word, or still one unspaced letter."""
    code = ord(character)
    form = [ord(part) for part in unicodedata.normalize("NFKC", character)]
    kept = [part for part in form if part not in DROPPED]
    if is_unspaced(code):
        letters = [part for part in kept if part not in MARKS]
        return len(letters) == 1 and kept[0] == letters[0] and is_unspaced(letters[0])
    if not kept or kept[0] in MARKS:
        return False
    return all(part in MARKS or (chr(part).isalnum() and not is_unspaced(part)) for part in kept)


def _separators() -> frozenset[int]:
    """Letters and digits to Unicode that are no part of a word to us."""
    found = set()
    for code in SCANNED:
        character = chr(code)
        if (
            character.isalnum()
            and code not in MARKS
            and unicodedata.decomposition(character)
            and not _stays_one_word(character)
        ):
            found.add(code)
    return frozenset(found)


SEPARATORS = _separators() - DROPPED


def character_class(codes: Iterable[int]) -> str:
    """Return the inside of a regular expression's `[...]` that matches these code points."""
    parts: list[str] = []
    first = last = -2
    for code in sorted(codes):
        if code == last + 1:
            last = code
            continue
        if first >= 0:
            parts.append(_range(first, last))
        first = last = code
    if first >= 0:
        parts.append(_range(first, last))
    return "".join(parts)


def _range(first: int, last: int) -> str:
    return f"\\U{first:08x}" if first == last else f"\\U{first:08x}-\\U{last:08x}"
