"""Where sentences end: a plain splitter that knows punctuation and a few abbreviations, no language.

A sentence ends after `. ! ? …` (and the full stops of other scripts) with what closes quotes and
brackets, where white space follows. The wide stops of Chinese and Japanese need no white space. A
plain point does not end a sentence after an initial (`J. Smith`), a known abbreviation (`Gen.`), a
number of one or two digits (`3. Oktober`), nor before a lower-case letter.
"""

import re

ABBREVIATIONS = frozenset(
    (
        "mr mrs ms dr prof st sr jr gen sen rep gov lt col sgt capt cmdr maj adm hon rev pres "
        "vs etc inc ltd co corp dept est no nos vol pp fig approx jan feb mar apr jun jul aug sep "
        "sept oct nov dec mt ft "
        "hr fr nr bzw ca bspw inkl str tel abs art bd hrsg geb gest mio mrd "
        "mme mlle mm av bd env sra srta dña ud uds núm pág sig sigg dott avv ing on "
        "г гг им ул стр тыс млн млрд руб др пр св проф акад обл р-н см рис долл р "
    ).split()
)
"""Abbreviations that stand before a capital letter or a number in newspapers (our own list)."""

_STOPS = "!?\u2026\u203c-\u2049\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u2e2e\u17d4\u17d5\u104b"
_WIDE_STOPS = "\u3002\uff01\uff1f\uff61\uff0e"
_CLOSERS = "\"'\u2019\u201d\u00bb\u203a)\\]\u300d\u300f\uff09\u3011\u201c"
_CANDIDATE = re.compile(
    f"(?P<wide>[{_WIDE_STOPS}]+[{_CLOSERS}]*)"
    f"|(?P<stop>[.]*[{_STOPS}][.{_STOPS}]*[{_CLOSERS}]*(?=\\s))"
    f"|(?P<point>[.]+)[{_CLOSERS}]*(?=\\s)"
)
_LAST_WORD = re.compile(r"([^\W_]+)\W?\Z")
_NEXT = re.compile(r"[\s\"'\u2018\u201c\u00ab\u2039(\[\u201e\u2014\u2013-]*(\w?)")
_LONGEST_ABBREVIATION = 12


def sentence_ends(text: str) -> list[int]:
    """Return the offsets right after each sentence but the last, in order."""
    ends = []
    for candidate in _CANDIDATE.finditer(text):
        if candidate["wide"] is None and not _ends_sentence(text, candidate):
            continue
        ends.append(candidate.end())
    return ends


def _ends_sentence(text: str, candidate: re.Match[str]) -> bool:
    following = _NEXT.match(text, candidate.end())
    if following is not None and following[1].islower():
        return False
    if candidate["point"] != ".":
        return True
    start = candidate.start()
    before = text[max(0, start - _LONGEST_ABBREVIATION) : start]
    word = _LAST_WORD.search(before)
    if word is None or word.end() != len(before):
        return True
    last = word[1]
    if last.isdecimal():
        return len(last) > 2
    return len(last) > 1 and last.lower() not in ABBREVIATIONS
