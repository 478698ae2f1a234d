"""What a line says about itself, without its neighbours or markup: one row of numbers."""

import re
from functools import lru_cache

from wirewatch.core.extract.boilerplate_words import WORD_CLASSES, unspaced_classes, word_classes

UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_UNSPACED = re.compile(rf"[{UNSPACED}\uac00-\ud7af]")
_SENTENCE = re.compile(r"[.!?…][\"'”»)\]]*\s|[。！？]")
_NUMERIC_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d\d ?[年년]|\d{1,2}(?:\.|º|th)? (?:de )?\w{3,12}\.?,?(?: de)? (?:19|20)\d\d"
    r"|\w{3,12}\.? \d{1,2}, (?:19|20)\d\d)"
)
_CLOCK = re.compile(r"\b[0-2]?\d[:.][0-5]\d\b")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|\.com\b|[#@]\w")
_SEPARATOR = re.compile(r"[|»›→/•·>]|::| - ")
_MARKUP = re.compile(r"[{}<>;=]")
_QUOTES = '"“”„«»「」'

LINE_FEATURES: tuple[str, ...] = (
    "words", "chars", "mean_word", "capitals", "capital_start", "all_caps", "digits", "commas",
    "punctuation", "ends_sentence", "ends_ellipsis", "ends_colon", "sentences", "quotes",
    "starts_quote", "lower_start", "date", "clock", "address", "separators", "markup",
    "parentheses", "unspaced", "max_word", *("vocabulary_" + name for name in WORD_CLASSES),
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """The words of a text; each character of a script without spaces is one."""
    return _WORD.findall(text)


@lru_cache(maxsize=20_000)
def line_row(text: str) -> tuple[float, ...]:
    """The values of `LINE_FEATURES` for one line (lines longer than 5,000 characters are cut)."""
    text = text[:5000]
    words = _WORD.findall(text)
    count = len(words) or 1
    chars = len(text)
    counts = [0] * len(WORD_CLASSES)
    known = word_classes()
    longest = 0
    capitals = 0
    for word in words:
        size = len(word)
        if size > longest:
            longest = size
        if word[0].isupper():
            capitals += 1
            word = word.lower()
        bits = known.get(word)
        if bits:
            _count_bits(bits, counts)
    unspaced = 0
    if not text.isascii():
        unspaced = len(_UNSPACED.findall(text))
        if unspaced:
            pattern, pieces = unspaced_classes()
            for piece in pattern.findall(text):
                _count_bits(pieces[piece], counts)
    last = text[-1]
    core = text.rstrip("\"'”»’)]」』 ")
    final = core[-1] if core else last
    first = text[0]
    shares = [c / count for c in counts]
    return (
        count, chars, chars / count, capitals / count, float(first.isupper()),
        float(text.isupper()), sum(map(text.count, "0123456789")) / chars,
        (text.count(",") + text.count("，") + text.count("、") + text.count("،")) / count,
        sum(map(text.count, ".,;:!?\"'()-")) / chars,
        float(final in ".!?。！？؟।"), float(final == "…" or core.endswith("...")),
        float(final in ":："), len(_SENTENCE.findall(text)) + 1.0,
        sum(map(text.count, _QUOTES)), float(first in _QUOTES or first in "-–—"),
        float(first.islower()), float(_NUMERIC_DATE.search(text) is not None),
        float(_CLOCK.search(text) is not None), float(_ADDRESS.search(text) is not None),
        len(_SEPARATOR.findall(text)) / count, len(_MARKUP.findall(text)) / chars,
        float("(" in text), unspaced / chars, longest, *shares,
    )  # fmt: skip


def _count_bits(bits: int, counts: list[int]) -> None:
    number = 0
    while bits:
        if bits & 1:
            counts[number] += 1
        bits >>= 1
        number += 1
