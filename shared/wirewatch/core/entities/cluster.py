"""Which mentions within one article name the same thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wirewatch.core.entities.inflection import without_ending
from wirewatch.core.text import fold, tokenize

_GENERIC_WORDS = (
    "group network movement party company inc corp corporation ltd plc llc co ag gmbh sa "
    "organisation organization state militia front club fc bank holdings network's university "
    "government agency newspaper"
)
_TITLES = {
    "mr": "m", "sir": "m", "lord": "m", "herr": "m", "monsieur": "m", "господин": "m", "señor": "m",
    "mrs": "f", "ms": "f", "miss": "f", "lady": "f", "dame": "f", "frau": "f", "madame": "f",
    "госпожа": "f", "señora": "f",
    "dr": "", "prof": "", "professor": "", "president": "", "chancellor": "", "senator": "",
    "general": "", "minister": "", "pm": "", "king": "", "queen": "", "prince": "", "pope": "",
    "president-elect": "", "judge": "", "justice": "", "captain": "", "colonel": "", "governor": "",
    "президент": "", "канцлер": "", "министр": "", "генерал": "",
}  # fmt: skip
_ARTICLES = frozenset({"the", "al", "el", "ال", "der", "die", "das", "le", "la", "les"})
_GENERIC = frozenset(
    map(
        fold,
        _GENERIC_WORDS.split(),
    )
)
_SMALL = frozenset({"of", "the", "and", "for", "de", "del", "la", "et", "und", "für", "des", "du"})
_BRITISH = re.compile(r"is(?=(?:e|ed|es|ing|ation|ations)$)")


@dataclass(slots=True)
class _Form:
    index: int
    keys: tuple[str, ...]
    kind: str | None
    gender: str
    acronym: str
    initials: frozenset[str]


@dataclass(slots=True)
class _Group:
    head: _Form
    members: list[_Form] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)


def cluster_mentions(mentions: Sequence[str | tuple[str, ...]]) -> list[list[int]]:
    """Groups of indexes of `mentions` that name one thing, each in order, by their first index.

    A mention is its surface, or a tuple of surface and kind; different kinds are never grouped.
    The fullest names found groups; a surname, an acronym or a name without its generic word
    (`Haqqani`: `Haqqani network`) joins the one it fits, the nearest earlier one where several do;
    where titles tell (`Mr`, `Mrs`), they keep people of one surname apart.
    """
    forms = [_form(index, mention) for index, mention in enumerate(mentions)]
    groups: list[_Group] = []
    for form in sorted(forms, key=lambda form: (-len(form.keys), form.index)):
        group = _home(form, groups)
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
    while len(keys) > 1 and (keys[0] in _TITLES or keys[0] in _ARTICLES or keys[-1] == "s"):
        if keys[-1] == "s":
            keys, surfaces = keys[:-1], surfaces[:-1]
        else:
            gender = gender or _TITLES.get(keys[0], "")
            keys, surfaces = keys[1:], surfaces[1:]
    whole = "".join(surfaces)
    acronym = whole.casefold() if len(keys) == 1 and 1 < len(whole) <= 7 and whole.isupper() else ""
    initials: frozenset[str] = frozenset()
    if len(keys) > 1:
        every = "".join(key[0] for key in keys)
        initials = frozenset({every, "".join(key[0] for key in keys if key not in _SMALL)}) - {""}
    return _Form(index, tuple(keys), kind, gender, acronym, initials)


def _kind_of(mention: tuple[str, ...]) -> str | None:
    return mention[1] if len(mention) > 1 else None


def _home(form: _Form, groups: Sequence[_Group]) -> _Group | None:
    fitting = [
        group
        for group in groups
        if (group.head.kind is None or form.kind is None or group.head.kind == form.kind)
        and (not form.gender or not group.genders or form.gender in group.genders)
        and any(_fits(form, member) for member in group.members)
    ]
    if not fitting:
        return None
    earlier = [group for group in fitting if group.members[0].index < form.index]
    if earlier:
        return max(
            earlier,
            key=lambda group: max(m.index for m in group.members if m.index < form.index),
        )
    return fitting[0]


def _fits(short: _Form, long: _Form) -> bool:
    if len(short.keys) == len(long.keys):
        return all(_alike(a, b) for a, b in zip(short.keys, long.keys, strict=True))
    if short.acronym and short.acronym in long.initials:
        return True
    count = len(short.keys)
    if not count or count > len(long.keys):
        return False
    kind = short.kind or long.kind
    ends = all(_alike(a, b) for a, b in zip(short.keys, long.keys[-count:], strict=True))
    if kind != "place" and kind != "organisation" and ends and not short.acronym:
        return True
    if kind != "place" and all(key in _GENERIC for key in long.keys[count:]):
        return all(_alike(a, b) for a, b in zip(short.keys, long.keys, strict=False))
    # First and last name around a middle one.
    return (
        kind in (None, "person")
        and count == 2
        and _alike(short.keys[0], long.keys[0])
        and _alike(short.keys[1], long.keys[-1])
    )


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if not ("\u0370" <= one[:1] <= "\u06ff" and "\u0370" <= other[:1] <= "\u06ff"):
        return False
    return without_ending(one) == without_ending(other)
