"""Language identification with py3langid, made careful about short and odd input."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

from wirewatch.core.language.guess import LanguageGuess
from wirewatch.core.language.scripts import main_script_words

LANGUAGE_VERSION = "1.0"
"""Changes whenever the same text may get another language."""

_MAX_CHARACTERS = 2_400
_MIN_LETTERS = 10
_MIN_CJK = 4
_DENSE = ("cjk", "korean")


@cache
def _engine() -> Any:
    """py3langid's model with probabilities over all its languages; loaded at first use."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str) -> LanguageGuess:
    """The language of a text's main script.

    `und` with a reason when there are fewer than 10 letters (4 in Chinese, Japanese, Korean) or
    when the letters look like no language's words.
    """
    words, script, letters = main_script_words(text[: 4 * _MAX_CHARACTERS])
    if letters < (_MIN_CJK if script in _DENSE else _MIN_LETTERS):
        return LanguageGuess("und", 0.0, f"only {letters} letters")
    words = words[:_MAX_CHARACTERS]
    if reason := _garbage(words, script):
        return LanguageGuess("und", 0.0, reason)
    ranking = _engine().rank(words)
    (code, first), (second, next_best) = ranking[0], ranking[1]
    confidence = _calibrated(float(first), float(next_best), letters, script)
    return LanguageGuess(code, confidence, None, second)


def detect_language(text: str) -> tuple[str, float]:
    """The code and the confidence of `detect`."""
    guess = detect(text)
    return guess.code, guess.confidence


def _calibrated(first: float, second: float, letters: int, script: str) -> float:
    """The engine's probability, which is too modest for longer texts, raised by length.

    The margin over the runner-up in log odds is scaled by a factor that grows with the number of
    letters; very short texts keep a ceiling.
    """
    size = letters * (3 if script in _DENSE else 1)
    odds = math.log(max(first, 1e-9) / max(second, 1e-9))
    scaled = 1 / (1 + math.exp(-odds * (1.2 + min(size, 400) / 100)))
    ceiling = 1 - 0.35 * math.exp(-size / 25)
    return round(max(min(scaled, ceiling, 0.9999), first if first < ceiling else 0.0), 4)


def _garbage(words: str, script: str) -> str | None:
    """Why letters are no language: too few vowels, case mixed inside words, one letter repeated."""
    letters = words.replace(" ", "")
    if len(set(letters.lower())) < min(5, 2 + len(letters) // 6):
        return "few different letters"
    if script != "latin":
        return None
    tokens = words.split()
    mixed = sum(_mixed_case(t) for t in tokens)
    if mixed > 0.3 * len(tokens):
        return "upper and lower case mixed inside words"
    if all(len(t) > 25 for t in tokens):
        return "no words"
    strange = sum(len(t) for t in tokens if _unpronounceable(t))
    if strange > 0.45 * len(letters):
        return "no pronounceable words"
    return None


def _mixed_case(token: str) -> bool:
    return len(token) > 3 and sum(a.islower() and b.isupper() for a, b in pairwise(token)) > 1


def _unpronounceable(token: str) -> bool:
    """Whether a longer word has a run of six consonants or under one vowel in six letters."""
    if len(token) < 5:
        return False
    if len(token) > 30:
        return True
    run = longest = vowels = 0
    for c in token.lower():
        if c in "bcdfghjklmnpqrstvwxzß":
            run += 1
            longest = max(longest, run)
        else:
            run = 0
            vowels += 1
    return longest >= 6 or vowels * 6 < len(token)
