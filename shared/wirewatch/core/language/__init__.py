"""Language identification for the text of an article."""

from wirewatch.core.language.detector import LANGUAGE_VERSION, detect, detect_language
from wirewatch.core.language.guess import LanguageGuess
from wirewatch.core.language.mixed import Share, other_languages

__all__ = [
    "LANGUAGE_VERSION",
    "LanguageGuess",
    "Share",
    "detect",
    "detect_language",
    "other_languages",
]
