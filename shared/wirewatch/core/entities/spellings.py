"""One name, and how else it is spelled: in other scripts, in usual variants, in its cases.

A rule on a name matches these spellings, and a person sees where each came from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Literal

from wirewatch.core.entities.declension import case_forms
from wirewatch.core.entities.entity import Kind
from wirewatch.core.entities.gazetteer import Gazetteer, shipped_gazetteer
from wirewatch.core.entities.name_words import NameWords, shipped_name_words
from wirewatch.core.entities.scripts.languages import language_of
from wirewatch.core.entities.scripts.pinyin import simplified, traditional
from wirewatch.core.entities.word_spellings import WordForm, word_forms
from wirewatch.core.text import folded_words

Source = Literal["given", "gazetteer", "usual variant", "transliteration", "inflection"]

MOST_SPELLINGS = 300
"""More are not made of one name, unless a caller asks for more."""

_MOST_PER_LANGUAGE = {"und-Latn": 40}
_MOST_OTHERWISE = 8
# A language, how sure a spelling must be to be declined, and how sure its forms are beside it.
_INFLECTED = (
    ("ru", 0.4, 0.95), ("uk", 0.4, 0.95), ("el", 0.4, 0.9), ("pl", 0.9, 0.8), ("ar", 0.6, 0.9),
    ("he", 0.6, 0.9),
)  # fmt: skip
_DECLINED_FORMS = 4
"""So many of a language's spellings are declined, the likeliest."""

_SEPARATORS = str.maketrans("·・‧•=", "     ")
_JOINED_BY = {"zh": "·", "ja": "・"}
_GAZETTEER = 0.98
_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a name.

    `language` is a BCP 47 tag; where many languages share the spelling it is `und` with the script
    (`und-Latn`). `confidence` lies between 0 and 1: how sure it is that this names the same thing
    and that somebody writes it so. `via` is the spelling that it was made of ('' for the first).
    """

    text: str
    language: str
    source: Source
    confidence: float
    via: str = ""


def spellings(
    name: str,
    *,
    kind: Kind | None = None,
    gazetteer: Gazetteer | None = None,
    limit: int = MOST_SPELLINGS,
) -> tuple[Spelling, ...]:
    """The spellings of `name`, itself first, then by falling confidence; at most `limit`.

    Of spellings that the analysis of text takes for the same (`Zelenský`, `ZELENSKY`) there is
    one. A name of the gazetteer has all its labels; what these leave open is made by rule, word by
    word. `kind` picks among things of one name; without it every thing of that name is meant.
    Never raises; () for a name without a letter or digit.
    """
    name = " ".join(name.split())
    if not folded_words(name):
        return ()
    known = gazetteer or shipped_gazetteer()
    rows = [row for row in known.meant(name) if kind in (None, row.kind)]
    found = [Spelling(name, language_of(name), "given", 1.0)]
    for row in rows:
        for label in known.labels(row.entity_id):
            found.append(Spelling(label, language_of(label), "gazetteer", _GAZETTEER, row.name))
    kinds: list[Kind | None] = [row.kind for row in rows] or [kind]
    if "person" in kinds or kinds == [None]:
        found += list(_by_rule(name, found, shipped_name_words()))
    found += list(_other_characters(found))
    found += [form for own in dict.fromkeys(kinds) for form in _inflected(found, own)]
    return _best(found, limit)


def _by_rule(name: str, found: list[Spelling], words: NameWords) -> Iterator[Spelling]:
    """Word by word, for the languages that `found` has nothing in yet; Latin in any case."""
    present = {one.language.split("-")[0] for one in found if one.source == "gazetteer"}
    parts = name.translate(_SEPARATORS).split()
    own = language_of(name)
    if len(parts) > 6:
        return
    forms = word_forms(parts, own, words)
    for language, options in forms.items():
        if language in present or (language in ("fa", "ur", "ps") and "fa" in present):
            continue
        most = _MOST_PER_LANGUAGE.get(language, _MOST_OTHERWISE)
        made = islice(product(*options), most * 4)
        ranked = sorted((_joined(chosen, language) for chosen in made), key=lambda f: -f[1])
        source: Source = "usual variant" if language == own else "transliteration"
        for text, confidence in ranked[:most]:
            yield Spelling(text, language, source, round(confidence, 3), name)


def _joined(chosen: Iterable[WordForm], language: str) -> tuple[str, float]:
    words = list(chosen)
    text = _JOINED_BY.get(language.split("-")[0], " ").join(word.text for word in words)
    confidence = min(word.confidence for word in words)
    # Of many uncertain words the whole is less certain; one word alone names many things.
    confidence *= 0.98 ** sum(word.rank for word in words)
    return text, confidence


def _other_characters(found: list[Spelling]) -> Iterator[Spelling]:
    for one in found:
        if one.language.startswith("zh"):
            for text, tag in (
                (traditional(one.text), "zh-Hant"),
                (simplified(one.text), "zh-Hans"),
            ):
                if text != one.text:
                    source: Source = "gazetteer" if one.source == "gazetteer" else "usual variant"
                    yield Spelling(text, tag, source, one.confidence * 0.97, one.text)


def _inflected(found: list[Spelling], kind: Kind | None) -> Iterator[Spelling]:
    for language, least, factor in _INFLECTED:
        own = [one for one in found if one.confidence >= least and _declines(one, language, kind)]
        own.sort(key=lambda one: -one.confidence)
        for one in own[:_DECLINED_FORMS]:
            for form in case_forms(one.text, language, kind):
                yield Spelling(form, language, "inflection", one.confidence * factor, one.text)


def _declines(one: Spelling, language: str, kind: Kind | None) -> bool:
    if language == "pl":
        # Polish adds its endings to people's names in whatever Latin spelling they have.
        return one.language == "und-Latn" and kind in (None, "person")
    if language == "uk" and one.source == "given" and one.language == "ru":
        # Nothing but the two languages' shared letters: it may be either.
        return not set(one.text.casefold()) & set("ыэъё")
    return one.language == language


def _best(found: list[Spelling], limit: int) -> tuple[Spelling, ...]:
    """One of those that fold to the same words, the most certain; sorted."""
    kept: dict[tuple[str, ...], Spelling] = {}
    for one in found:
        key = tuple(folded_words(one.text))
        other = kept.get(key)
        if (
            key
            and one.confidence >= _LEAST
            and (other is None or one.confidence > other.confidence)
        ):
            kept[key] = replace(one, confidence=round(one.confidence, 3))
    # A list is stable: equals stay in the order in which they were made.
    return tuple(sorted(kept.values(), key=lambda one: -one.confidence)[:limit])
