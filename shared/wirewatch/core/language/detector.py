"""Language identification with py3langid, made careful about short and odd input."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from wirewatch.core.language.cues import (
    HANDICAPS,
    RARE,
    endings,
    foreign_letters,
    words_of_language,
)
from wirewatch.core.language.engine import engine
from wirewatch.core.language.garbage import doubtful, unlike_words
from wirewatch.core.language.guess import LanguageGuess
from wirewatch.core.language.scripts import main_script_words
from wirewatch.core.language.variants import variant_of

LANGUAGE_VERSION = "2.1"
"""Changes whenever the same text may get another language."""

_MAX_CHARACTERS = 2_400
_MIN_LETTERS = 10
_MIN_CJK = 4
_DENSE = ("cjk", "korean")
_CANDIDATES = 6
_WORD_WEIGHT = 0.7
_ENDING_WEIGHT = 0.5
_LONGER = 4
_LETTER_PENALTY = 1.5
_RARE_PENALTY = 2.5
_DOUBT = 0.8
_SENTENCE = 6
_NAMES_ONLY_PENALTY = 2.0
"""English names stand in texts of every language; an English sentence has a small word."""
_TOKEN = re.compile(r"[ '’\-]")


def detect(text: str) -> LanguageGuess:
    """The language of a text's main script.

    `und` with a reason when there are fewer than 10 letters (4 in Chinese, Japanese, Korean) or
    when the letters look like no language's words.
    """
    words, script, letters = main_script_words(text[: 4 * _MAX_CHARACTERS])
    if letters < (_MIN_CJK if script in _DENSE else _MIN_LETTERS):
        return LanguageGuess("und", 0.0, f"only {letters} letters")
    words = words[:_MAX_CHARACTERS]
    if reason := unlike_words(words, script):
        return LanguageGuess("und", 0.0, reason)
    (code, first), (second, next_best) = _weighed(engine().rank(words)[:_CANDIDATES], words)[:2]
    if code == "zxx":
        return LanguageGuess("und", 0.0, "no language's words")
    confidence = _calibrated(first - next_best, letters, script)
    if script == "latin" and confidence < _DOUBT and doubtful(words):
        return LanguageGuess("und", 0.0, "no language's words")
    return LanguageGuess(code, confidence, None, second, variant_of(code, words))


def detect_language(text: str) -> tuple[str, float]:
    """The code and the confidence of `detect`."""
    guess = detect(text)
    return guess.code, guess.confidence


def _weighed(ranking: Sequence[tuple[str, float]], words: str) -> list[tuple[str, float]]:
    """The engine's best candidates as log odds, corrected by what the small words say."""
    tokens = Counter(_TOKEN.split(words.lower()))
    alphabet = set(words.lower())
    scored = []
    for code, probability in ranking:
        score = math.log(max(float(probability), 1e-12))
        if code in RARE:
            score -= _RARE_PENALTY
        score -= HANDICAPS.get(code, 0.0)
        known = words_of_language(code)
        if known is not None:
            found = sum(min(tokens[w], 3) for w in known & tokens.keys())
            score += _WORD_WEIGHT * found
            if code == "en" and not found and len(tokens) >= _SENTENCE:
                score -= _NAMES_ONLY_PENALTY
            score -= _LETTER_PENALTY * len(alphabet & foreign_letters(code))
        if ends := endings(code):
            score += _ENDING_WEIGHT * sum(t.endswith(ends) for t in tokens if len(t) > _LONGER)
        scored.append((code, score))
    return sorted(scored, key=lambda item: -item[1])


def _calibrated(odds: float, letters: int, script: str) -> float:
    """How often a guess with such log odds over the next best is right.

    The engine is too modest, the more so the longer a text is: its odds are raised by length, and
    short texts keep a ceiling. The constants fit sentences cut at 60 and 250 characters.
    """
    size = letters * (3 if script in _DENSE else 1)
    raised = 1 / (1 + math.exp(-(0.3 + odds * (1.2 + min(size, 400) / 100))))
    ceiling = 1 - 0.06 * math.exp(-size / 25)
    return round(min(raised, ceiling, 0.9999), 4)
