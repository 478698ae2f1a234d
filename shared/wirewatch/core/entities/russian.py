"""Russian names by natasha's news model (Slovnet and Navec, MIT licence)."""

from collections.abc import Sequence
from typing import Any

from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.scoring.reading import Reading

_KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_SURNAME_ENDINGS = ("ов", "ев", "ёв", "ин", "ын", "ский", "цкий", "ова", "ева", "ина", "ская")


class RussianModel:
    """Loads the model (0.9 s, 170 MB). Raises ImportError where natasha is not installed."""

    def __init__(self) -> None:
        from natasha import NewsEmbedding, NewsNERTagger, Segmenter

        self._segmenter: Any = Segmenter()
        self._tagger: Any = NewsNERTagger(NewsEmbedding())
        self._morphology: Any = None

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The names in each text."""
        return [Reading(self._spans(text)) for text in texts]

    def _spans(self, text: str) -> list[Span]:
        from natasha import Doc

        if not text.strip():
            return []
        document: Any = Doc(text)
        document.segment(self._segmenter)
        document.tag_ner(self._tagger)
        return [Span(found.start, found.stop, _KINDS[found.type]) for found in document.spans]

    def nominative(self, name: str) -> str:
        """`name` in the nominative where every word of it is surely a person's name, else as is.

        A foreign surname that the dictionary can only guess at is left alone.
        """
        if self._morphology is None:
            import pymorphy3

            self._morphology = pymorphy3.MorphAnalyzer()
        parts = name.split()
        last = len(parts) - 1
        parsed = [self._name_parse(part, index == last) for index, part in enumerate(parts)]
        if not parts or any(found is None for found in parsed):
            return name
        gender = next((found.tag.gender for found in parsed if found.tag.gender), None)
        turned = []
        for part, found in zip(parts, parsed, strict=True):
            wanted = {"nomn", "sing"} | ({gender} if gender and "Surn" in found.tag else set())
            inflected = found.inflect(wanted) or found.inflect({"nomn"})
            if inflected is None:
                return name
            turned.append(inflected.word[:1].upper() + inflected.word[1:])
            if "-" in part:
                return name
        return " ".join(turned)

    def _name_parse(self, word: str, is_surname: bool) -> Any:
        wanted = ("Surn",) if is_surname else ("Name", "Patr", "Surn")
        for found in self._morphology.parse(word):
            if "plur" in found.tag or not any(tag in found.tag for tag in wanted):
                continue
            # The dictionary takes foreign surnames (`Гани`) for forms of Russian first names.
            if is_surname and not found.normal_form.endswith(_SURNAME_ENDINGS):
                continue
            if self._morphology.word_is_known(word) or is_surname:
                return found
        return None
