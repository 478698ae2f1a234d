"""Language identification for the text of an article."""

from wirewatch.core.language.detector import LANGUAGE_VERSION, detect, detect_language
from wirewatch.core.language.guess import LanguageGuess

__all__ = ["LANGUAGE_VERSION", "LanguageGuess", "detect", "detect_language"]
