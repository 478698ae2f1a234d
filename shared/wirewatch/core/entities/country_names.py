"""Names of countries in many languages for the gazetteer, from CLDR as Babel carries it.

CLDR data: (c) Unicode, Inc., Unicode License v3. Only building the gazetteer needs the package.
"""

from collections.abc import Iterator

_LOCALES = (
    "en af am ar az be bg bn bs ca cs da de el es et eu fa fi fr ga gl gu ha he hi hr hu hy "
    "id is it ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl or pa pl ps pt ro "
    "ru si sk sl so sq sr sr_Latn sv sw ta te th tr uk ur uz vi zh zh_Hant"
)
LANGUAGES = tuple(_LOCALES.split())
"""The CLDR locales whose names of countries are taken."""

# What a country is called in one language and other languages mean something else by.
_OTHER_WORDS = frozenset(["man", "pole", "polo", "kota", "gana", "sin", "peri"])

_LONG = {"MM": "Myanmar", "HK": "Hong Kong", "MO": "Macao", "PS": "Palestine"}


def countries() -> Iterator[tuple[str, str, list[str]]]:
    """Code, name to show and other names of each, without names that two countries share."""
    from babel import Locale

    names: dict[str, list[str]] = {}
    holders: dict[str, set[str]] = {}
    for tag in LANGUAGES:
        for code, name in Locale.parse(tag).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in {"EU", "UN", "EZ", "ZZ", "XA", "XB", "QO"}
            ):
                plain = name.split(" (")[0].strip()
                if plain.casefold() in _OTHER_WORDS:
                    continue
                names.setdefault(code, []).append(plain)
                holders.setdefault(plain.casefold(), set()).add(code)
    for code, found in sorted(names.items()):
        label = _LONG.get(code, found[0])
        own = dict.fromkeys(
            name for name in found if len(holders[name.casefold()]) == 1 and len(name) > 1
        )
        own.pop(label, None)
        yield code, label, list(own)
