"""Where a text has names of the gazetteer, as far as the words around them tell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.gazetteer_file import has_capital
from wirewatch.core.entities.known import Care, Known
from wirewatch.core.entities.titles import TITLES
from wirewatch.core.text import Token, fold, tokenize

if TYPE_CHECKING:
    from wirewatch.core.entities.gazetteer import Gazetteer

# Languages that write an apostrophe between a name and its ending: `Ankara'da`.
_APOSTROPHE_SUFFIXES = frozenset({"tr", "az", "uz", "crh"})
_SUFFIX = re.compile("['\u2019].*", re.DOTALL)
# Particles that Korean writes behind a name without a blank, the longest first.
_PARTICLES = (
    "에서는 으로부터 에서도 에게서 이라고 에게는 까지는 에서 에게 으로 이다 이나 까지 부터 "
    "처럼 보다 라고 께서 이라 들은 들이 측은 측이 은 는 이 가 을 를 의 에 로 와 과 도 만 나 랑 측"
)
_KOREAN = re.compile(f"(?<=[가-힣]{{2}}|[A-Za-z0-9]{{2}})(?:{'|'.join(_PARTICLES.split())})$")
_NOT_ACROSS = frozenset(";:!?()[]|")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\n«»\"“”„•\u2013\u2014])[\s\"'“”„«»‘’(\[]*$")
_LOOK_BACK = 12
# German writes every noun with a capital, so it tells nothing.
_CAPITALS_TELL_NOTHING = frozenset({"de", "lb", "nds"})
_LEAST_STEM = 4
# Names elsewhere that are common words here.
_OTHER_WORDS = {
    "ar": frozenset({"مدينه", "المدينه"}),
    "en": frozenset({"island", "pole"}),
    "ps": frozenset({"نورو"}),
    "uk": frozenset({"багато"}),
    "vi": frozenset({"nga", "anh", "tai"}),
}
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A known name in a text; `care` is what it still needs (`WORD`, `SUPPORT`, `SURNAME`)."""

    span: Span
    known: Known
    care: Care
    refused: bool = False
    """Another name stands beside it, so it is not this person (`Melania Trump`)."""


def matches(gazetteer: "Gazetteer", text: str, language: str) -> list[NameMatch]:
    """The known names of a text from left to right, the longest first, without overlaps."""
    tokens = _tokens(text, language)
    words = [token.folded for token in tokens]
    found: list[NameMatch] = []
    place = 0
    starts = gazetteer.starts(language)
    others = _OTHER_WORDS.get(language, frozenset())
    while place < len(words):
        if words[place] in others or (starts is not None and words[place] not in starts):
            place += 1
            continue
        length, match = _at(gazetteer, text, tokens, words, place, language)
        if match is not None:
            found.append(match)
        place += max(length, 1)
    return found


def _at(
    gazetteer: "Gazetteer",
    text: str,
    tokens: Sequence[Token],
    words: Sequence[str],
    place: int,
    language: str,
) -> tuple[int, NameMatch | None]:
    best: tuple[int, int] | None = None
    for length, number in gazetteer.at(words, place):
        if best is not None and length < best[0]:
            break
        start, end = tokens[place].start, tokens[place + length - 1].end
        surface = gazetteer.entry(number)[3]
        if _fits(gazetteer, text, tokens[place : place + length], number):
            if best is None or surface == text[start:end]:
                best = length, number
            if not surface or surface == text[start:end]:
                break
    if best is None:
        for length, number in gazetteer.at_stem(words, place, language):
            run = tokens[place : place + length]
            if (
                length == 1
                and len(words[place]) < _LEAST_STEM
                and begins_sentence(text, run[0].start)
            ):
                continue
            if _fits(gazetteer, text, run, number):
                best = length, number
                break
    if best is None:
        return 1, None
    length, number = best
    return length, _match(gazetteer, text, tokens, place, length, number, language)


def _match(
    gazetteer: "Gazetteer",
    text: str,
    tokens: Sequence[Token],
    place: int,
    length: int,
    number: int,
    language: str,
) -> NameMatch:
    known, own, _, _ = gazetteer.entry(number)
    start, end = tokens[place].start, tokens[place + length - 1].end
    care = Care(own & (Care.WORD | Care.SUPPORT | Care.SURNAME))
    cased = text[start:end].lower() != text[start:end].upper()
    capitals_tell = cased and language not in _CAPITALS_TELL_NOTHING
    if care & Care.WORD and capitals_tell and not begins_sentence(text, start):
        care &= ~Care.WORD
    refused = False
    if care & Care.SURNAME and capitals_tell:
        refused = not _all_capitalised(text) and _beside_a_name(text, tokens, place, length)
    return NameMatch(Span(start, end, known.kind, known.entity_id), known, care, refused)


def _fits(gazetteer: "Gazetteer", text: str, run: Sequence[Token], number: int) -> bool:
    _, care, capitals, own = gazetteer.entry(number)
    start, end = run[0].start, run[-1].end
    surface = text[start:end]
    if care & Care.EXACT and surface != own:
        return False
    if "\n\n" in surface or not _NOT_ACROSS.isdisjoint(surface):
        return False
    if care & Care.ACRONYM:
        return surface.replace(".", "").isupper()
    if surface.lower() != surface.upper():
        # What the name writes with a capital has one here: `Haqqani network`, `al-Qaeda`.
        return capitals > 0 and all(
            has_capital(text, word) for at, word in enumerate(run) if capitals >> at & 1
        )
    return not _inside_katakana(text, start, end)


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence, a heading or a quotation begins there: a capital tells nothing."""
    return bool(_SENTENCE_END.search(text[max(0, start - _LOOK_BACK) : start]))


def _beside_a_name(text: str, tokens: Sequence[Token], place: int, length: int) -> bool:
    """Whether another capitalised word stands next to a surname, no title: `Melania Trump`."""
    first, last = tokens[place], tokens[place + length - 1]
    if place:
        before = tokens[place - 1]
        between = text[before.end : first.start]
        surface = text[before.start : before.end]
        if (
            between in (" ", "\u00a0")
            and surface[:1].isupper()
            and before.folded not in TITLES
            and not (begins_sentence(text, before.start) and not _name_like(surface))
        ):
            return True
    if place + length < len(tokens):
        after = tokens[place + length]
        between = text[last.end : after.start]
        return between == " " and text[after.start].isupper() and len(after.folded) > 1
    return False


@lru_cache(maxsize=64)
def _all_capitalised(text: str) -> bool:
    """Whether it is a heading with a capital on nearly every word, as American papers write."""
    words = [word for word in text.split() if len(word) > 3 and word.isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(text) < _LONGEST_HEADING and len(words) > 2 and capitals >= 0.7 * len(words)


def _name_like(surface: str) -> bool:
    """A word that may be a first name even where a sentence begins: not `The`, `But`, `Why`."""
    return len(surface) > 3 and not surface.isupper()


def _tokens(text: str, language: str) -> list[Token]:
    found = tokenize(text)
    if language in _APOSTROPHE_SUFFIXES:
        return [_cut(token, text, _SUFFIX) for token in found]
    if language == "ko":
        return [_cut(token, text, _KOREAN) for token in found]
    return found


def _cut(token: Token, text: str, ending: re.Pattern[str]) -> Token:
    surface = text[token.start : token.end]
    plain = ending.sub("", surface)
    if plain == surface or len(plain) < 2:
        return token
    return token._replace(folded=fold(plain), end=token.start + len(plain))


def _inside_katakana(text: str, start: int, end: int) -> bool:
    def kana(index: int) -> bool:
        return 0 <= index < len(text) and "\u30a1" <= text[index] <= "\u30fc"

    return (kana(start) and kana(start - 1)) or (kana(end - 1) and kana(end))
