"""The gazetteer: well-known names in many languages and scripts, and where a text has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.inflection import INFLECTING, without_ending
from wirewatch.core.text import Token, fold, tokenize

# Languages that write an apostrophe between a name and its ending: `Ankara'da`.
_APOSTROPHE_SUFFIXES = frozenset({"tr", "az"})
_SUFFIX = re.compile("['\u2019].*", re.DOTALL)
_FILES = ("gazetteer.tsv", "countries.tsv")


@dataclass(frozen=True, slots=True)
class Known:
    """One row: a stable id, the kind, the name to show."""

    entity_id: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class _Alias:
    keys: tuple[str, ...]
    known: Known
    surface: str
    acronym: bool
    capitals: tuple[bool, ...]


class Gazetteer:
    """Finds known names as runs of folded words, the longest first.

    In scripts with capital letters a name must begin with one, and a name of capitals alone (WHO,
    US) must stand in capitals. For languages that inflect names, endings are cut from both sides.
    """

    def __init__(self, rows: Mapping[Known, tuple[str, ...]]) -> None:
        self._exact: dict[str, list[_Alias]] = {}
        self._stemmed: dict[str, list[_Alias]] = {}
        self._by_name: dict[tuple[str, Kind], Known | None] = {}
        self._by_surface: dict[tuple[str, Kind], Known] = {}
        self.by_id = {known.entity_id: known for known in rows}
        self._labels = {known.entity_id: (known.name, *aliases) for known, aliases in rows.items()}
        for known, aliases in rows.items():
            for surface in dict.fromkeys((known.name, *aliases)):
                self._enter(known, surface)
        for table in (self._exact, self._stemmed):
            for found in table.values():
                found.sort(key=lambda alias: -len(alias.keys))

    def _enter(self, known: Known, surface: str) -> None:
        found = tokenize(surface)
        keys = tuple(word.folded for word in found)
        if not keys:
            return
        capitals = tuple(surface[word.start].isupper() for word in found)
        letters = surface.replace(".", "")
        alias = _Alias(keys, known, surface, letters.isupper(), capitals)
        self._exact.setdefault(keys[0], []).append(alias)
        self._by_surface.setdefault((surface, known.kind), known)
        name = (" ".join(keys), known.kind)
        # A spelling that two rows share names neither of them by itself.
        self._by_name[name] = known if self._by_name.get(name, known) == known else None
        stemmed = tuple(without_ending(key) for key in keys)
        if not alias.acronym:
            self._stemmed.setdefault(stemmed[0], []).append(
                _Alias(stemmed, known, surface, False, capitals)
            )

    def named(self, surface: str, kind: Kind) -> Known | None:
        """The row that a whole name stands for, where there is exactly one of that kind."""
        exact = self._by_surface.get((surface, kind))
        if exact is not None:
            return exact
        keys = [word.folded for word in tokenize(surface)]
        if len(keys) > 1 and keys[0] == "the":
            keys = keys[1:]
        return self._by_name.get((" ".join(keys), kind))

    def meant(self, surface: str) -> list[Known]:
        """Every row of any kind that the whole name may stand for, each once."""
        found = [self.named(surface, kind) for kind in get_args(Kind)]
        return [known for known in found if known is not None]

    def labels(self, entity_id: str) -> tuple[str, ...]:
        """All names of a row, the one to show first; () for an id that is not known."""
        return self._labels.get(entity_id, ())

    def people(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The names of people: the one to show, and the others."""
        for known in self.by_id.values():
            if known.kind == "person":
                name, *aliases = self._labels[known.entity_id]
                yield name, tuple(aliases)

    def find(self, text: str, language: str) -> Iterator[Span]:
        """The known names of a text from left to right, without overlaps."""
        found = _without_suffixes(text) if language in _APOSTROPHE_SUFFIXES else tokenize(text)
        inflecting = language in INFLECTING
        position = 0
        while position < len(found):
            alias = self._at(text, found, position, inflecting)
            if alias is None:
                position += 1
                continue
            last = position + len(alias.keys) - 1
            yield Span(
                found[position].start, found[last].end, alias.known.kind, alias.known.entity_id
            )
            position = last + 1

    def _at(self, text: str, found: list[Token], position: int, inflecting: bool) -> _Alias | None:
        best: _Alias | None = None
        for alias in self._exact.get(found[position].folded, ()):
            if best is not None and len(alias.keys) < len(best.keys):
                break
            if _fits(text, found, position, alias, stemmed=False):
                end = found[position + len(alias.keys) - 1].end
                if alias.surface == text[found[position].start : end]:
                    return alias
                best = best or alias
        if best is not None:
            return best
        if inflecting:
            for alias in self._stemmed.get(without_ending(found[position].folded), ()):
                if _fits(text, found, position, alias, stemmed=True):
                    return alias
        return None


def _fits(text: str, found: list[Token], position: int, alias: _Alias, *, stemmed: bool) -> bool:
    end = position + len(alias.keys)
    if end > len(found):
        return False
    for word, key in zip(found[position:end], alias.keys, strict=True):
        if (without_ending(word.folded) if stemmed else word.folded) != key:
            return False
    surface = text[found[position].start : found[end - 1].end]
    if "\n\n" in surface or any(mark in surface for mark in ";:!?()[]|"):
        return False
    if alias.acronym:
        return surface.replace(".", "").isupper()
    if surface.lower() != surface.upper():
        # What the name writes with a capital has one here: `Haqqani network`, `al-Qaeda`.
        places = zip(found[position:end], alias.capitals, strict=True)
        return any(alias.capitals) and all(
            text[word.start].isupper() for word, capital in places if capital
        )
    return not _inside_katakana(text, found[position].start, found[end - 1].end)


def _without_suffixes(text: str) -> list[Token]:
    found = []
    for token in tokenize(text):
        surface = text[token.start : token.end]
        plain = _SUFFIX.sub("", surface)
        if plain != surface and len(plain) > 1:
            token = token._replace(folded=fold(plain), end=token.start + len(plain))
        found.append(token)
    return found


def _inside_katakana(text: str, start: int, end: int) -> bool:
    def kana(index: int) -> bool:
        return 0 <= index < len(text) and "\u30a1" <= text[index] <= "\u30fc"

    return (kana(start) and kana(start - 1)) or (kana(end - 1) and kana(end))


def _rows() -> dict[Known, tuple[str, ...]]:
    rows: dict[Known, tuple[str, ...]] = {}
    for name in _FILES:
        text = files("wirewatch.core.entities").joinpath(name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                entity_id, kind, label, aliases = line.split("\t")
                known = Known(f"{kind}:{entity_id}", cast(Kind, kind), label)
                rows[known] = (*rows.get(known, ()), *filter(None, aliases.split("|")))
    return rows


@cache
def shipped_gazetteer() -> Gazetteer:
    """The gazetteer that comes with wirewatch, read once."""
    return Gazetteer(_rows())
