"""Which mentions within one article name the same thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wirewatch.core.entities.chinese_names import chinese_name
from wirewatch.core.entities.inflection import INFLECTING, without_ending
from wirewatch.core.entities.name_words import shipped_name_words
from wirewatch.core.entities.scripts.latin_readings import KOREAN_SURNAMES
from wirewatch.core.entities.titles import TITLES
from wirewatch.core.text import fold, tokenize

_GENERIC_WORDS = (
    "group network movement party company inc corp corporation ltd plc llc co ag gmbh sa "
    "organisation organization state militia front club fc bank holdings network's university "
    "government agency newspaper council commission ministry university committee court institute "
    "association federation union army navy police hospital school church club parliament "
    "министерство университет совет партия комитет банк université parti banque conseil "
    "tribunal gericht corte суд cour ministère ministerio ministerium "
    "universidad partido banco consejo universität partei"
)
_ARTICLES = frozenset({"the", "al", "el", "ال", "der", "die", "das", "le", "la", "les"})
_GENERIC = frozenset(
    map(
        fold,
        _GENERIC_WORDS.split(),
    )
)
_SMALL = frozenset({"of", "the", "and", "for", "de", "del", "la", "et", "und", "für", "des", "du"})
_MALE_NAMES = "luca andrea joshua nikita mustafa abdulla ezra elisha dada sasha issa moussa costa"
_MALE_IN_A = frozenset(_MALE_NAMES.split())
_BRITISH = re.compile(r"is(?=(?:e|ed|es|ing|ation|ations)$)")


@dataclass(slots=True)
class _Form:
    index: int
    keys: tuple[str, ...]
    kind: str | None
    gender: str
    acronym: str
    initials: frozenset[str]
    family: str = ""
    """The surname where it stands first (`Xi Jinping`)."""


@dataclass(slots=True)
class _Group:
    head: _Form
    members: list[_Form] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)


def cluster_mentions(
    mentions: Sequence[str | tuple[str, ...]], language: str = ""
) -> list[list[int]]:
    """Groups of indexes of `mentions` that name one thing, each in order, by their first index.

    A mention is its surface, or a tuple of surface and kind; different kinds are never grouped.
    The fullest names found groups; a surname, an acronym or a name without its generic word
    (`Haqqani`: `Haqqani network`) joins the one it fits; where several do, the one that has been
    called so before, else the first that the article names: news calls its main person by the
    surname alone. Titles (`Mr`, `Mrs`) and first names keep people of one surname apart.
    In a `language` that inflects names, their endings are left out of account.
    """
    inflected = language in INFLECTING
    forms = [_form(index, mention) for index, mention in enumerate(mentions)]
    groups: list[_Group] = []
    for form in sorted(forms, key=lambda form: (-len(form.keys), form.index)):
        group = _home(form, groups, inflected)
        if group is None:
            group = _Group(form)
            groups.append(group)
        group.members.append(form)
        if form.gender:
            group.genders.add(form.gender)
    return sorted(sorted(member.index for member in group.members) for group in groups)


def _form(index: int, mention: str | tuple[str, ...]) -> _Form:
    surface, kind = (mention, None) if isinstance(mention, str) else (mention[0], _kind_of(mention))
    dotless = re.sub(r"(?<=\w)\.(?=\w\b)|(?<=\b\w)\.", "", surface)
    found = tokenize(dotless)
    keys = [_BRITISH.sub("iz", word.folded) for word in found]
    surfaces = [dotless[word.start : word.end] for word in found]
    gender = ""
    while len(keys) > 1 and (keys[0] in TITLES or keys[0] in _ARTICLES or keys[-1] == "s"):
        if keys[-1] == "s":
            keys, surfaces = keys[:-1], surfaces[:-1]
        else:
            gender = gender or TITLES.get(keys[0], "")
            keys, surfaces = keys[1:], surfaces[1:]
    whole = "".join(surfaces)
    acronym = whole.casefold() if len(keys) == 1 and 1 < len(whole) <= 7 and whole.isupper() else ""
    initials: frozenset[str] = frozenset()
    if len(keys) > 1:
        every = "".join(key[0] for key in keys)
        initials = frozenset({every, "".join(key[0] for key in keys if key not in _SMALL)}) - {""}
    gender = gender or (_sex(surfaces[0]) if len(keys) > 1 and kind in (None, "person") else "")
    family = keys[0] if len(keys) > 1 and _surname_first(surfaces) else ""
    return _Form(index, tuple(keys), kind, gender, acronym, initials, family)


def _sex(first_name: str) -> str:
    """m or f where the table of name words is sure of it."""
    found = {word.sex for word in shipped_name_words().find(first_name)} - {""}
    if len(found) == 1:
        return found.pop()
    likely_female = first_name.endswith("a") and len(first_name) > 3
    return "f" if likely_female and fold(first_name) not in _MALE_IN_A else ""


def _surname_first(words: Sequence[str]) -> bool:
    return words[0] in KOREAN_SURNAMES or bool(chinese_name(" ".join(words)))


def _kind_of(mention: tuple[str, ...]) -> str | None:
    return mention[1] if len(mention) > 1 else None


def _home(form: _Form, groups: Sequence[_Group], inflected: bool) -> _Group | None:
    fitting = [
        group
        for group in groups
        if (group.head.kind is None or form.kind is None or group.head.kind == form.kind)
        and (not form.gender or not group.genders or form.gender in group.genders)
        and any(_fits(form, member, inflected) for member in group.members)
    ]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    if form.gender and any(form.gender in group.genders for group in fitting):
        fitting = [group for group in fitting if form.gender in group.genders]
    called_so = [
        group for group in fitting if any(member.keys == form.keys for member in group.members)
    ]
    earlier = [group for group in fitting if _first(group) < form.index]
    return min(called_so or earlier or fitting, key=_first)


def _first(group: _Group) -> int:
    return min(member.index for member in group.members)


def _fits(short: _Form, long: _Form, inflected: bool) -> bool:
    def alike(one: Sequence[str], other: Sequence[str]) -> bool:
        return all(_alike(a, b, inflected) for a, b in zip(one, other, strict=False))

    if len(short.keys) == len(long.keys):
        return alike(short.keys, long.keys) or _genitive(short, long)
    if short.acronym and short.acronym in long.initials:
        return True
    count = len(short.keys)
    if not count or count > len(long.keys):
        return False
    kind = short.kind or long.kind
    if kind != "place" and kind != "organisation" and not short.acronym:
        if alike(short.keys, long.keys[-count:]) or _genitive(short, long):
            return True
        if count == 1 and long.family == short.keys[0]:
            return True
        if count > 1 and kind == "person" and alike(short.keys, long.keys):
            return True
    if kind == "organisation" and _by_generic_word(short, long):
        return True
    if kind != "place" and all(key in _GENERIC for key in long.keys[count:]):
        return alike(short.keys, long.keys)
    # First and last name around a middle one.
    return (
        kind in (None, "person")
        and count == 2
        and _alike(short.keys[0], long.keys[0], inflected)
        and _alike(short.keys[1], long.keys[-1], inflected)
    )


def _by_generic_word(short: _Form, long: _Form) -> bool:
    """`Council` for a council named before, `Reform Party` for the `Liberal Reform Party`."""
    count = len(short.keys)
    if short.acronym or not {short.keys[-1], short.keys[0]} & _GENERIC:
        return False
    if count == 1:
        return short.keys[0] in (long.keys[0], long.keys[-1])
    return short.keys == long.keys[-count:]


def _genitive(short: _Form, long: _Form) -> bool:
    """German and Scandinavian `Vogts` for `Vogt`: a surname alone."""
    one, last = short.keys[-1], long.keys[-1]
    return short.kind == "person" and len(short.keys) == 1 and one == last + "s" and len(last) > 3


def _alike(one: str, other: str, inflected: bool) -> bool:
    if one == other:
        return True
    cased = "\u0370" <= one[:1] <= "\u06ff" and "\u0370" <= other[:1] <= "\u06ff"
    return (inflected or cased) and without_ending(one) == without_ending(other)
