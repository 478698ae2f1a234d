"""Small words and letters that tell related languages apart where letter statistics do not.

The lists are the project's own: for each language the words that any page of it has, chosen to
differ from its relatives'. A word may stand in several lists; what counts is who has more.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_ENDINGS = {
    "no": ("sjon", "sjonen", "sjoner", "het", "heten", "skap", "lag", "ene"),
    "da": ("tion", "tionen", "tioner", "hed", "heden", "skab", "lig", "erne", "ede"),
    "id": ("itas", "isasi", "tik"),
    "ms": ("iti", "isme", "syen"),
    "sr": ("ог", "ом", "ју", "их", "ијe", "ије", "ању"),
    "mk": ("от", "ата", "ите", "ото", "ува", "увањ"),
    "bg": ("ът", "ят", "ата", "ите", "ото", "ия"),
    "hr": ("ija", "irati", "telj"),
}
"""How many of a language's longer words end, and few of its relatives'."""

_FOREIGN = {
    "ru": "іїєґўјњљћђѓќѕџәқүөғ", "uk": "ыэёъўјњљћђѓќѕџ", "be": "ъщиїјњљћђѓќѕџ",
    "bg": "ыэёіїєўјњљћђѓќѕџ", "mk": "ыэёіїєўъьщяюйћђ", "sr": "ыэёіїєўъьщяюйѓќѕ",
    "pt": "ñäöåßşğčřžł", "gl": "ãõâêôàçäöåß", "es": "ãõçäöåâêôàèßł", "fr": "ãõñäåßął",
    "it": "ãõñçäöåßâêôł", "ca": "ãõñäöåßâêô", "no": "äößçñãõ", "da": "äößçñãõ",
    "cs": "ľĺŕôäł", "sk": "řěůł", "hr": "řěůáéíł", "bs": "řěůáéíł", "sl": "đćřěů",
    "id": "äöåßñ", "ms": "äöåßñ", "de": "åæøñãõčřž", "sv": "æøßñãõčřž",
}  # fmt: skip
"""Letters that a language's own words do not have."""

HANDICAPS = {
    "bs": 1.2,
    "da": 0.15,
    "gl": 1.2,
    "ms": 0.15,
    "ne": 0.8,
    "mr": 0.6,
    "jv": 2.5,
    "uzs": 2.5,
}
"""Of the smaller one of two relatives, in log odds, where the text itself decides nothing."""

_RARE = """
    an ace bcl br crh dz eo ext fo fur fuv gcf gcr gom grc gug guw hbo ht jv kab kik la lb lij ltg
    nso oc om pcm qu rw sa se st tk vec vo wa wuu lg ln zxx kl uzs nn
"""
RARE = frozenset(_RARE.split())
"""Languages that few news are written in: a short text needs more to be taken for one of them."""


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    text = files("wirewatch.core.language").joinpath("small_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {code: frozenset(words.split()) for code, words in rows}


@cache
def words_of_language(code: str) -> frozenset[str] | None:
    """The small words of a language, None where there is no list."""
    return _lists().get(code)


@cache
def foreign_letters(code: str) -> frozenset[str]:
    """Letters that speak against a language."""
    return frozenset(_FOREIGN.get(code, ""))


@cache
def endings(code: str) -> tuple[str, ...]:
    """Endings of a language's longer words."""
    return _ENDINGS.get(code, ())


@cache
def any_small_word() -> frozenset[str]:
    """The small words of all languages that are written in Latin letters."""
    every = frozenset().union(*_lists().values())
    return frozenset(word for word in every if word[0] < "\u0250")
