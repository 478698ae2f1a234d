"""The country of a site, by its top-level domain: ISO 3166 codes in small letters."""

_SOLD = "ac ai bz cc cd co dj fm gg io la ly me mu nu pw sc st tk to tv vc ws"
SOLD_AS_WORDS = frozenset(_SOLD.split())
"""Codes of countries that are sold as words, so that they tell nothing of a site (our own list)."""

_OTHER_CODES = {"uk": "gb", "su": "ru"}


def country_of(host: str) -> str:
    """Return the country of a host's top-level domain; empty where it tells none."""
    last = host.rpartition(".")[2]
    if len(last) != 2 or not last.isascii() or not last.isalpha() or last in SOLD_AS_WORDS:
        return ""
    return code_of(last) if last != "eu" else ""


def code_of(code: str) -> str:
    """Return an ISO 3166 code in small letters; `uk`, which is none, is `gb`."""
    code = code.lower()
    return _OTHER_CODES.get(code, code)
