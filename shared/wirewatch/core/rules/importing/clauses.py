"""Words, phrases and conditions of foreign queries in our language."""

import re

from wirewatch.core.rules.limits import MAX_DISTANCE
from wirewatch.core.text import folded_words

FIELDS = {
    "title": "title:", "headline": "title:", "intitle": "title:", "heading": "title:",
    "body": "body:", "text": "body:", "content": "body:", "lead": "lead:", "ingress": "lead:",
    "hlead": "lead:", "author": "author:", "byline": "author:", "by": "author:",
    "site": "site:", "domain": "site:", "host": "site:", "url": "url:", "inurl": "url:",
    "link": "url:", "lang": "lang:", "language": "lang:",
}  # fmt: skip
"""Names of fields in other systems, and ours."""

LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "russian": "ru", "arabic": "ar", "chinese": "zh",
    "japanese": "ja", "persian": "fa", "farsi": "fa", "turkish": "tr", "ukrainian": "uk",
    "polish": "pl", "hebrew": "he", "urdu": "ur", "hindi": "hi", "korean": "ko",
}  # fmt: skip

_PLAIN = re.compile(r"[\w*?.'\u2019-]+\Z")
_OURS = re.compile(r"(?:AND|OR|NOT|(?:O?NEAR|W|N|PRE|ADJ|ATLEAST|ANY)(?:/\w*)?)\Z")


def phrase(text: str) -> str:
    """Return words as a phrase of ours, quoted."""
    return f'"{" ".join(text.replace(chr(34), " ").split())}"'


def word(text: str) -> str:
    """Return one word of ours, quoted where it would be read as something else."""
    reserved = text[:1] in "-!=~#@/'" or text.endswith("?") or _OURS.match(text)
    if _PLAIN.match(text) is None or reserved:
        return phrase(text)
    return text


def has_words(text: str) -> bool:
    """Whether there is anything in it to look for."""
    return bool(folded_words(text))


def reach(number: int) -> int:
    """Return a distance of ours: the greatest where another system's is greater."""
    return min(number, MAX_DISTANCE)
