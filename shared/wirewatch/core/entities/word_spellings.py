"""The forms of each word of a name, by language: from the table of name words, else by rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wirewatch.core.entities.latin_variants import latin_variants
from wirewatch.core.entities.name_words import NameWords
from wirewatch.core.entities.scripts.latin_readings import latin_readings
from wirewatch.core.entities.scripts.palladius import is_pinyin, palladius
from wirewatch.core.entities.scripts.pinyin import pinyin_name
from wirewatch.core.entities.scripts.transcribing import transcribed

_IN_TABLE = 0.9
_TABLE_VARIANT = 0.8
_BY_RULE = {
    "ru": 0.6, "uk": 0.6, "el": 0.5, "ar": 0.45, "fa": 0.45, "ur": 0.35, "ps": 0.35, "he": 0.4,
    "hi": 0.3, "ja": 0.4, "ko": 0.4, "zh": 0.35, "und-Latn": 0.7,
}  # fmt: skip
_SAME_IN = {"ur": "fa", "ps": "fa"}
_ARTICLE = re.compile(r"^(al|el|as|ad|ar|at|an|az|ash|es|el)-(?=\w)", re.IGNORECASE)
_ARABIC_ARTICLE = re.compile("^ال(?=..)")
_ARTICLES = {
    "und-Latn": ("al-", "el-"), "ru": ("аль-",), "uk": ("аль-",), "ar": ("ال",), "fa": ("ال", ""),
    "ur": ("ال",), "ps": ("ال",), "he": ("אל-",), "el": ("αλ-",), "ja": ("アル・",), "ko": ("알",),
    "zh": ("",), "hi": ("अल-",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordForm:
    """One way to write one word; `rank` counts the likelier ones before it."""

    text: str
    confidence: float
    rank: int = 0


def word_forms(
    parts: Sequence[str], language: str, words: NameWords
) -> dict[str, list[list[WordForm]]]:
    """For each language that every word has a form in: the forms of each word in turn."""
    if len(parts) == 1 and pinyin_name(parts[0]):
        parts, language = pinyin_name(parts[0]).split(), "zh-Latn-pinyin"
    elif language == "ko":
        readings = latin_readings("".join(parts))
        if len(parts) == 1 and " " in readings[0][0] and not words.find(parts[0]):
            parts, language = readings[0][0].split(), "ko-Latn"
    chinese = len(parts) > 1 and all(is_pinyin(part) for part in parts)
    each = [_forms(part, language, words, chinese=chinese) for part in parts]
    shared = [tag for tag in each[0] if all(tag in own for own in each)]
    return {tag: [own[tag] for own in each] for tag in shared}


def _forms(
    part: str, language: str, words: NameWords, *, chinese: bool
) -> dict[str, list[WordForm]]:
    article, bare = _without_article(part)
    found: dict[str, list[str]] = {}
    for word in words.find(bare):
        for tag, forms in word.forms.items():
            found.setdefault(tag, []).extend(forms)
    result = {
        tag: [
            WordForm(text, _IN_TABLE if not rank else _TABLE_VARIANT, rank)
            for rank, text in enumerate(dict.fromkeys(forms))
        ]
        for tag, forms in found.items()
    }
    for tag, same in _SAME_IN.items():
        if same in result:
            result[tag] = result[same]
    latin = _latin(bare, result)
    if latin:
        for tag, made in _by_rule(latin, chinese=chinese).items():
            result.setdefault(tag, made)
        result["und-Latn"] = _latin_forms(bare, latin, result.get("und-Latn", []))
    own = "und-Latn" if "Latn" in language else language
    given = WordForm(bare, 0.95)
    result[own] = [given, *(form for form in result.get(own, ()) if form.text != bare)][:24]
    return _with_article(result) if article else result


def _without_article(part: str) -> tuple[bool, str]:
    for pattern in (_ARTICLE, _ARABIC_ARTICLE):
        if pattern.match(part):
            return True, pattern.sub("", part)
    return False, part


def _with_article(forms: dict[str, list[WordForm]]) -> dict[str, list[WordForm]]:
    return {
        tag: [
            WordForm(article + form.text, form.confidence, form.rank + at)
            for at, article in enumerate(_ARTICLES.get(tag, ("",)))
            for form in own
        ]
        for tag, own in forms.items()
    }


def _latin(bare: str, known: dict[str, list[WordForm]]) -> list[str]:
    """Latin readings of a word, the first one to transcribe from."""
    if bare[:1].isascii() or bare[:1].casefold() < "\u0250":
        return [bare]
    if "und-Latn" in known:
        return [form.text for form in known["und-Latn"]]
    return [text for text, _ in latin_readings(bare)]


def _by_rule(latin: Sequence[str], *, chinese: bool) -> dict[str, list[WordForm]]:
    made = {
        tag: [WordForm(text, _BY_RULE[tag], rank) for rank, text in enumerate(forms) if text]
        for tag, forms in transcribed(latin[0]).items()
    }
    if chinese:
        russian, ukrainian = palladius(latin[0])
        made["ru"] = [WordForm(russian, 0.75)]
        made["uk"] = [WordForm(ukrainian, 0.75)]
        made.pop("zh")
    return {tag: forms for tag, forms in made.items() if forms}


def _latin_forms(bare: str, latin: Sequence[str], known: Sequence[WordForm]) -> list[WordForm]:
    confidence = _BY_RULE["und-Latn"]
    forms = {form.text.casefold(): form for form in known}
    for rank, text in enumerate(latin):
        forms.setdefault(
            text.casefold(), WordForm(text, confidence if text != bare else 0.95, rank)
        )
    for rank, text in enumerate(latin_variants(latin[0]), len(latin)):
        forms.setdefault(text.casefold(), WordForm(text, confidence - 0.1, rank))
    return list(forms.values())
