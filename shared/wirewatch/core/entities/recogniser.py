"""Finds what an article names: models where there are any, the gazetteer everywhere."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from wirewatch.core.entities.assemble import assembled
from wirewatch.core.entities.english import EnglishModel
from wirewatch.core.entities.entity import Entity, Span
from wirewatch.core.entities.gazetteer import Gazetteer, shipped_gazetteer
from wirewatch.core.entities.known_names import known_spans
from wirewatch.core.entities.patterns import pattern_spans
from wirewatch.core.entities.read_before import ReadBefore
from wirewatch.core.entities.russian import RussianModel
from wirewatch.core.entities.spans import cleaned, merged
from wirewatch.core.entities.surnames import with_surnames

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LABELS = {"person": "PER", "organisation": "ORG", "place": "LOC"}


class _Model(Protocol):
    name: str

    def spans(self, texts: Sequence[str]) -> list[list[Span]]: ...


_MODELS: dict[str, Callable[[], _Model]] = {"en": EnglishModel, "ru": RussianModel}


class EntityRecogniser:
    """Recognises people, organisations, places and events.

    Given languages, their models are loaded at once; given none, each model is loaded when the
    first article of its language comes. A model that cannot be loaded is noted in `missing`, by
    language, and that language gets gazetteer and pattern entities like the ones without a model.
    With `read_before` a paragraph that a model has read is not read again.
    """

    version = "entities-2"

    def __init__(
        self,
        languages: Sequence[str] | None = None,
        *,
        gazetteer: Gazetteer | None = None,
        read_before: ReadBefore | None = None,
    ) -> None:
        self._gazetteer = gazetteer or shipped_gazetteer()
        self._models: dict[str, _Model | None] = {}
        self._read = read_before
        self.missing: dict[str, str] = {}
        for language in languages or ():
            self._model(_primary(language))

    def recognise(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """The entities of an article, the most salient first. Never raises on any text."""
        primary = _primary(language)
        texts = [title, *paragraphs]
        spans = with_surnames(texts, self._found(texts, primary))
        return assembled(texts, spans, self._gazetteer, self._nominative(primary), primary)

    def spans(self, text: str, language: str) -> list[tuple[int, int, str]]:
        """Start, end and label (PER, ORG, LOC) of the names in one text."""
        return self.spans_each([text], language)[0]

    def spans_each(self, texts: Sequence[str], language: str) -> list[list[tuple[int, int, str]]]:
        """As `spans` for texts that have nothing to do with each other; faster than one by one."""
        primary = _primary(language)
        guessed = self._guessed(texts, primary)
        found = [
            self._merged([text], [own], primary)[0]
            for text, own in zip(texts, guessed, strict=True)
        ]
        return [
            [
                (span.start, span.end, _LABELS[span.kind])
                for span in with_surnames([text], [own])[0]
                if span.kind in _LABELS
            ]
            for text, own in zip(texts, found, strict=True)
        ]

    def _found(self, texts: Sequence[str], language: str) -> list[list[Span]]:
        return self._merged(texts, self._guessed(texts, language), language)

    def _guessed(self, texts: Sequence[str], language: str) -> list[list[Span]]:
        model = self._model(language)
        if model is None:
            guessed = [pattern_spans(text, language) for text in texts]
        else:
            # Half a surrogate pair is no character to a model; one stands in, so offsets hold.
            plain = [_LONE_SURROGATE.sub("\ufffd", text) for text in texts]
            if self._read is None:
                guessed = model.spans(plain)
            else:
                guessed = self._read.spans(model.name, plain, model.spans)
        return [cleaned(text, own, language) for text, own in zip(texts, guessed, strict=True)]

    def _merged(
        self, texts: Sequence[str], guessed: Sequence[Sequence[Span]], language: str
    ) -> list[list[Span]]:
        known = known_spans(self._gazetteer, texts, guessed, language)
        return [merged(guesses, own) for guesses, own in zip(guessed, known, strict=True)]

    def _nominative(self, language: str) -> Callable[[str], str]:
        model = self._models.get(language)
        return model.nominative if isinstance(model, RussianModel) else str

    def _model(self, language: str) -> _Model | None:
        if language not in _MODELS:
            return None
        if language not in self._models:
            try:
                self._models[language] = _MODELS[language]()
            except (ImportError, OSError) as error:
                self._models[language] = None
                self.missing[language] = (
                    f"no entity model for {language}: {error}; gazetteer and patterns only"
                )
        return self._models[language]


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].casefold()
