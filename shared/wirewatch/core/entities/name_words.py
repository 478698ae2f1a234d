"""Words that names are made of, with their forms in other scripts: first names above all.

From `name_words.tsv`, and from the names of people in the gazetteer, which teach how a surname is
written elsewhere: where both names have as many words, each word stands for the one at its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from wirewatch.core.entities.gazetteer import Gazetteer, shipped_gazetteer
from wirewatch.core.entities.name_keys import name_keys
from wirewatch.core.entities.scripts.languages import language_of
from wirewatch.core.text import fold

_COLUMNS = ("und-Latn", "ru", "uk", "ar", "fa", "he", "el", "zh", "ja", "ko")
_SEPARATORS = str.maketrans("·・‧•=", "     ")


@dataclass(slots=True)
class NameWord:
    """One word: its forms by language tag, the usual one first; `sex` is m, f or ''."""

    sex: str = ""
    forms: dict[str, list[str]] = field(default_factory=dict)

    def add(self, language: str, form: str) -> None:
        """One more form; what is there already stays where it is."""
        own = self.forms.setdefault(language, [])
        if form not in own:
            own.append(form)


class NameWords:
    """Looks words up by any of their forms; one form may stand for several words."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._by_form: dict[str, list[NameWord]] = {}
        self._learned: dict[str, NameWord] = {}
        for row in _rows():
            word = NameWord(sex=row[0].strip("-"))
            for language, cell in zip(_COLUMNS, row[1:], strict=False):
                for form in filter(None, cell.split("|")):
                    word.add(language, form)
            self._enter(word)
        for name, aliases in gazetteer.people():
            self._learn(name, aliases)
        for word in self._learned.values():
            self._enter(word)

    def find(self, form: str) -> list[NameWord]:
        """The words that are written so, reviewed ones before learned ones."""
        return self._by_form.get(fold(form), [])

    def _enter(self, word: NameWord) -> None:
        for forms in word.forms.values():
            for form in forms:
                own = self._by_form.setdefault(fold(form), [])
                if word not in own:
                    own.append(word)

    def _learn(self, name: str, aliases: tuple[str, ...]) -> None:
        parts = name.split()
        if len(parts) < 2 or language_of(name) != "und-Latn":
            return
        for alias in aliases:
            language = language_of(alias)
            others = alias.translate(_SEPARATORS).split()
            if len(others) != len(parts) or language == "und-Latn":
                continue
            if language in ("zh-Hans", "zh-Hant"):
                language = "zh"
            for part, other in zip(parts, others, strict=True):
                if _sounds_alike(part, other, language):
                    word = self._learned.setdefault(fold(part), NameWord())
                    word.add("und-Latn", part)
                    word.add(language, other)


def _sounds_alike(part: str, other: str, language: str) -> bool:
    """Whether the words begin alike: some languages put the surname first."""
    if language in ("zh", "ja", "ko"):
        return True
    keys = name_keys(part, "unvowelled"), name_keys(other, "unvowelled")
    one, two = ({key[:1] for word in words for key in word} for words in keys)
    return bool(one & two)


def _rows() -> Iterator[list[str]]:
    text = files("wirewatch.core.entities").joinpath("name_words.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def shipped_name_words() -> NameWords:
    """The words that come with wirewatch, read once."""
    return NameWords(shipped_gazetteer())
