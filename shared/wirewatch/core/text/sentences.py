"""Where sentences end: a plain splitter that knows punctuation, abbreviations and no language.

A sentence ends after `. ! ? …` (and the full stops of other scripts) with what closes quotes and
brackets, where white space follows. The wide stops of Chinese and Japanese need no white space. A
plain point does not end a sentence after an initial (`J. Smith`), a known abbreviation (`Gen.`), a
number of one or two digits (`3. Oktober`), nor before a lower-case letter.
"""

import re
import unicodedata

_ABBREVIATIONS = """
mr mrs ms dr prof st sr jr gen sen rep gov lt col sgt capt cmdr maj adm hon rev pres
vs inc ltd co corp dept approx jan feb mar apr jun jul aug sep sept oct nov dec mt ft
hr fr bzw ca bspw inkl bd hrsg gest mio mrd mme mlle bd sra srta dña uds sig dott avv
г гг им ул тыс млн млрд руб св проф акад обл долл р
"""
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""Abbreviations that stand before a capital letter or a number in newspapers (our own list)."""

_NUMBER_ABBREVIATIONS = "no nos nr vol pp p fig art abs núm pág см рис стр ст"
NUMBER_ABBREVIATIONS = frozenset(_NUMBER_ABBREVIATIONS.split())
"""Abbreviations only where a number follows: `No. 5`, but not `He said no. Then`."""

_STOPS = "!?\u2026\u203c-\u2049\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u2e2e\u17d4\u17d5\u104b"
_WIDE_STOPS = "\u3002\uff01\uff1f\uff61\uff0e"
_CLOSERS = "\"'\u2019\u201d\u00bb\u203a)\\]\u300d\u300f\uff09\u3011\u201c"
_CANDIDATE = re.compile(f"([.{_STOPS}{_WIDE_STOPS}]+)[{_CLOSERS}]*")
_WIDE = frozenset(_WIDE_STOPS)
_LAST_WORD = re.compile(r"([^\W_]+)\Z")
_NEXT = re.compile(r"[\s\"'\u2018\u201c\u00ab\u2039(\[\u201e\u2014\u2013-]*(\w?)")
_LOOK_BACK = 24  # characters: an abbreviation, decomposed


def sentence_ends(text: str) -> list[int]:
    """Return the offsets right after each sentence but the last, in order."""
    return [found.end() for found in _CANDIDATE.finditer(text) if _ends_sentence(text, found)]


def _ends_sentence(text: str, candidate: re.Match[str]) -> bool:
    stops, end = candidate[1], candidate.end()
    if not _WIDE.isdisjoint(stops):
        return True
    if not text[end : end + 1].isspace():
        return False
    following = _NEXT.match(text, end)
    if following is not None and following[1].islower():
        return False
    if stops != ".":
        return True
    start = candidate.start()
    before = unicodedata.normalize("NFC", text[max(0, start - _LOOK_BACK) : start])
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    last = word[1]
    if last.isdecimal():
        return len(last) > 2
    last = last.lower()
    if following is not None and following[1].isdecimal() and last in NUMBER_ABBREVIATIONS:
        return False
    return len(last) > 1 and last not in ABBREVIATIONS
