"""Names by capital letters, for languages without a model: few, but rarely wrong."""

import re

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.text import fold

_ORGANISATION_WORDS = (
    "bank banco banque banca university universidad universidade université universität "
    "università partido parti partei party partia partito ministerio ministério ministère "
    "ministerium ministero ministerstwo ministry group grupo groupe gruppe company club clube "
    "association asociación associação verband verein federation federación fédération "
    "föderation agency agencia agence agentur agência institute instituto institut istituto "
    "council consejo conseil consiglio rat court tribunal corte gericht foundation fundación "
    "fondation fundação stiftung fondazione uniwersytet bankası üniversitesi partisi "
    "bakanlığı банк партія партия университет університет министерство міністерство партија "
    "τράπεζα πανεπιστήμιο υπουργείο κόμμα"
)
_PLACE_WORDS = (
    "san santa saint sankt río rio lago lac mont monte city ciudad cidade ville stadt avenue "
    "street straße strasse rue calle via plaza place square river lake mount sea mar mer meer "
    "ocean island isla ilha île insel isola province provincia"
)
_PLAIN_WORDS = (
    "the der die das den dem des le la les el los las o os as il lo gli i un une una ein eine "
    "a an and und et y e il i w z na do в на и но это по из για το η ο bay bayan herr frau mr "
    "mrs ms dr prof sr sra señor señora monsieur madame pan pani"
)
_NAME = r"[^\W\d_a-zа-яёіїєґα-ωάέήίόύώ][^\W\d_]*(?:['’\-][^\W\d_]+){0,5}"
"""A bounded number of parts: `A'A'A'…` is looked at from each `A`."""
_PARTICLE = r"(?:de|da|do|dos|das|del|della|di|du|van|von|der|den|bin|ibn|al|el|la|le|of|des|y|e)"
_RUN = re.compile(rf"(?<![\w]){_NAME}(?:(?:\s{_PARTICLE}){{0,2}}\s{_NAME})+")
_ORGANISATION = frozenset(_ORGANISATION_WORDS.split())
_PLACE = frozenset(_PLACE_WORDS.split())
_NOT_NAMES = frozenset(_PLAIN_WORDS.split())
_CODES = (
    "en ru fr es it pt nl pl tr cs uk ro el sr bg id sw vi ca hr sk sl mk sv da no fi hu et lt lv"
)
_LOWER_NOUN_LANGUAGES = frozenset(_CODES.split())


def pattern_spans(text: str, language: str) -> list[Span]:
    """Runs of two to five capitalised words that are not the start of a sentence alone.

    German writes every noun with a capital, and some scripts have none: nothing is found there.
    """
    if language not in _LOWER_NOUN_LANGUAGES or text.isupper():
        return []
    found = []
    for match in _RUN.finditer(text):
        start, surface = match.start(), match.group()
        first = surface.split(maxsplit=1)
        # The first word of a sentence has a capital anyway; an article there is no name.
        while len(first) > 1 and fold(first[0].rstrip("’'")) in _NOT_NAMES:
            start += len(surface) - len(first[1])
            surface = first[1]
            first = surface.split(maxsplit=1)
        parts = surface.split()
        if not 2 <= len(parts) <= 6:
            continue
        found.append(Span(start, start + len(surface), _kind(parts)))
    return found


def _kind(parts: list[str]) -> Kind:
    keys = {fold(part) for part in parts}
    if keys & _ORGANISATION_KEYS:
        return "organisation"
    return "place" if keys & _PLACE_KEYS else "person"


_ORGANISATION_KEYS = frozenset(map(fold, _ORGANISATION))
_PLACE_KEYS = frozenset(map(fold, _PLACE))
