"""The gazetteer: well-known names in many languages and scripts, and where a text has them."""

from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import get_args

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.gazetteer_file import Entry, entries, read, unmarked
from wirewatch.core.entities.inflection import INFLECTING, without_ending, without_particles
from wirewatch.core.entities.known import Care, Known
from wirewatch.core.entities.name_matching import NameMatch, matches
from wirewatch.core.entities.scripts.script import script_of
from wirewatch.core.text import tokenize

Rows = Iterable[tuple[Known, Sequence[str]]]
"""Things and their other names, which may bear the marks of `gazetteer_file.MARKS`."""


_MOST_WORDS = 8


class Gazetteer:
    """Finds known names as runs of folded words, the longest first.

    In scripts with capital letters a name must begin with one, and a name of capitals alone (WHO,
    US) must stand in capitals. For languages that inflect names, endings are cut from both sides.
    What `Care` asks for is judged here as far as one text tells; `known_names` judges the rest.
    `digest` tells one content from another.
    """

    def __init__(self, rows: Rows = (), *, built: bytes | None = None) -> None:
        self._known: list[Known] = []
        self._names: list[str] = []
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        self._surfaces: dict[int, str] = {}
        self._row = array("I")
        self._care = array("B")
        self._capitals = array("H")
        self._longest: dict[str, int] = {}
        self._stemmed: dict[str, dict[str, int]] = {}
        self._stem_longest: dict[str, dict[str, int]] = {}
        digest = sha256(built or b"")
        if built is not None:
            self._known, self._names, found = read(built)
            for entry in found:
                self._enter(entry)
        self.by_id = {known.entity_id: known for known in self._known}
        self._number = {known.entity_id: row for row, known in enumerate(self._known)}
        for known, names in rows:
            digest.update(repr((known, tuple(names))).encode("utf-8", "surrogatepass"))
            self._add(known, names)
        self.digest = digest.hexdigest()[:8]

    def _add(self, known: Known, names: Sequence[str]) -> None:
        """One row more; under an id that is there already: more names, and this name to show."""
        row = self._number.get(known.entity_id)
        plain = "|".join(unmarked(name) for name in names)
        if row is None:
            row = self._number[known.entity_id] = len(self._known)
            self._known.append(known)
            self._names.append(plain)
        else:
            self._known[row] = known
            self._names[row] = f"{self._names[row]}|{plain}" if plain else self._names[row]
        self.by_id[known.entity_id] = known
        for entry in entries(row, (known.name, *names)):
            self._enter(entry, over=True)

    def _enter(self, entry: Entry, *, over: bool = False) -> None:
        number = len(self._row)
        self._row.append(entry.row)
        self._care.append(entry.care)
        self._capitals.append(entry.capitals & 0xFFFF)
        if entry.surface:
            self._surfaces[number] = entry.surface
        if over and entry.key in self._first:
            # What a user adds stands before what is shipped.
            self._more.setdefault(entry.key, []).insert(0, self._first[entry.key])
            self._first[entry.key] = number
        elif self._first.setdefault(entry.key, number) != number:
            self._more.setdefault(entry.key, []).append(number)
        start, _, rest = entry.key.partition(" ")
        length = rest.count(" ") + 2 if rest else 1
        if self._longest.get(start, 0) < length:
            self._longest[start] = length

    def named(self, surface: str, kind: Kind) -> Known | None:
        """The row that a whole name stands for, where there is exactly one of that kind."""
        keys = [word.folded for word in tokenize(surface)]
        found = self._of_kind(" ".join(keys), kind)
        if not found and len(keys) > 1 and keys[0] == "the":
            found = self._of_kind(" ".join(keys[1:]), kind)
        exact = {self._row[n] for n in found if self._surfaces.get(n) == surface}
        rows = exact or {self._row[n] for n in found}
        # A spelling that two rows share names neither of them by itself.
        return self._known[rows.pop()] if len(rows) == 1 else None

    def _of_kind(self, key: str, kind: Kind) -> list[int]:
        return [n for n in self._numbers(key) if self._known[self._row[n]].kind == kind]

    def _numbers(self, key: str) -> list[int]:
        number = self._first.get(key)
        return [] if number is None else [number, *self._more.get(key, ())]

    def meant(self, surface: str) -> list[Known]:
        """Every row of any kind that the whole name may stand for, each once."""
        found = [self.named(surface, kind) for kind in get_args(Kind)]
        return [known for known in found if known is not None]

    def labels(self, entity_id: str) -> tuple[str, ...]:
        """All names of a row, the one to show first; () for an id that is not known."""
        row = self._number.get(entity_id)
        if row is None:
            return ()
        others = self._names[row].split("|") if self._names[row] else []
        return tuple(dict.fromkeys((self._known[row].name, *others)))

    def people(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The names of people: the one to show, and the others."""
        for known in self._known:
            if known.kind == "person":
                name, *aliases = self.labels(known.entity_id)
                yield name, tuple(aliases)

    def find(self, text: str, language: str) -> Iterator[Span]:
        """The names of a text that need no more support, from left to right, without overlaps."""
        for match in self.matches(text, language):
            if not match.care:
                yield match.span

    def matches(self, text: str, language: str) -> list[NameMatch]:
        """The names of a text, from left to right, without overlaps, with what they still need."""
        return matches(self, text, language)

    def starts(self, language: str) -> Container[str] | None:
        """The folded words that a name may begin with; None where endings make it any word."""
        return None if language in INFLECTING else self._longest

    def at(self, words: Sequence[str], place: int, surface: str = "") -> Iterator[tuple[int, int]]:
        """Numbers of words and spellings that begin at a place in folded words, longest first."""
        longest = self._longest.get(words[place], 0)
        for length in range(min(longest, len(words) - place), 0, -1):
            key = words[place] if length == 1 else " ".join(words[place : place + length])
            for number in self._numbers(key):
                yield length, number

    def at_stem(self, words: Sequence[str], place: int, language: str) -> Iterator[tuple[int, int]]:
        """As `at`, with the endings cut that the language gives to names."""
        if language not in INFLECTING:
            return
        script = script_of(words[place][:1])
        if script in ("Hebr", "Arab"):
            # Cut from the text alone: names begin with the same letters.
            for bare in without_particles(words[place]):
                yield from self.at([bare, *words[place + 1 : place + _MOST_WORDS]], 0)
            return
        stems, longest = self._stems(script)
        start = without_ending(words[place])
        for length in range(min(longest.get(start, 0), len(words) - place), 0, -1):
            key = " ".join(without_ending(word) for word in words[place : place + length])
            number = stems.get(key)
            if number is not None:
                yield length, number

    def entry(self, number: int) -> tuple[Known, int, int, str]:
        """The row of a spelling, its `Care`, its capitals, and its surface where that matters."""
        known = self._known[self._row[number]]
        return known, self._care[number], self._capitals[number], self._surfaces.get(number, "")

    def _stems(self, script: str) -> tuple[dict[str, int], dict[str, int]]:
        """Spellings of one script by their words without endings, made when first needed."""
        if script not in self._stemmed:
            stems: dict[str, int] = {}
            longest: dict[str, int] = {}
            for key, number in self._first.items():
                if self._care[number] & Care.ACRONYM or script_of(key[:3]) != script:
                    continue
                words = [without_ending(word) for word in key.split(" ")]
                stems.setdefault(" ".join(words), number)
                if longest.get(words[0], 0) < len(words):
                    longest[words[0]] = len(words)
            self._stemmed[script], self._stem_longest[script] = stems, longest
        return self._stemmed[script], self._stem_longest[script]


@cache
def shipped_gazetteer() -> Gazetteer:
    """The gazetteer that comes with wirewatch, read once."""
    built = files("wirewatch.core.entities").joinpath("gazetteer.gz").read_bytes()
    return Gazetteer(built=built)
