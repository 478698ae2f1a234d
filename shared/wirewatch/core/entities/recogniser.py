"""Finds what an article names: models where there are any, the gazetteer everywhere."""

import re
from collections.abc import Callable, Mapping, Sequence

from wirewatch.core.entities.assemble import assembled
from wirewatch.core.entities.english import EnglishReader
from wirewatch.core.entities.entity import Entity, Span
from wirewatch.core.entities.gazetteer import Gazetteer, shipped_gazetteer
from wirewatch.core.entities.known_names import known_spans
from wirewatch.core.entities.patterns import pattern_spans
from wirewatch.core.entities.products import with_products, without_products
from wirewatch.core.entities.read_before import ReadBefore
from wirewatch.core.entities.russian import Nominative, RussianReader
from wirewatch.core.entities.scoring.judging import judged
from wirewatch.core.entities.scoring.reading import Reading
from wirewatch.core.entities.scoring.scored_model import Reader, ScoredModel
from wirewatch.core.entities.spans import cleaned, merged
from wirewatch.core.entities.surnames import with_surnames

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_MODELS_VERSION = "entities-5"
"""Raised when the models or the rules change."""
_LABELS = {"person": "PER", "organisation": "ORG", "place": "LOC"}


class EntityRecogniser:
    """Recognises people, organisations, places, events and products.

    Given languages, their models are loaded at once; given none, each model is loaded when the
    first article of its language comes. A model that cannot be loaded is noted in `missing`, by
    language, and that language gets gazetteer and pattern entities like the ones without a model.
    With `read_before` a paragraph that a model has read is not read again. `version` names the
    models and the content of the gazetteer.
    """

    def __init__(
        self,
        languages: Sequence[str] | None = None,
        *,
        gazetteer: Gazetteer | None = None,
        models: Mapping[str, ScoredModel] | None = None,
        read_before: ReadBefore | None = None,
    ) -> None:
        self.gazetteer = gazetteer or shipped_gazetteer()
        self._models: dict[str, ScoredModel | None] = dict(models or {})
        self._read_before = read_before
        self._russian = Nominative()
        self.missing: dict[str, str] = {}
        self.version = f"{_MODELS_VERSION}+{self.gazetteer.digest}"
        for language in languages or ():
            self._model(_primary(language))

    def recognise(self, title: str, paragraphs: Sequence[str], language: str) -> tuple[Entity, ...]:
        """The entities of an article, the most salient first. Never raises on any text."""
        primary = _primary(language)
        texts = [title, *paragraphs]
        spans = with_surnames(texts, self._found(texts, primary))
        return assembled(texts, spans, self.gazetteer, self._nominative(primary), primary)

    def spans(self, text: str, language: str) -> list[tuple[int, int, str]]:
        """Start, end and label (PER, ORG, LOC) of the names in one text."""
        return self.spans_each([text], language)[0]

    def spans_each(self, texts: Sequence[str], language: str) -> list[list[tuple[int, int, str]]]:
        """As `spans` for texts that have nothing to do with each other; faster than one by one."""
        return [
            [
                (span.start, span.end, _LABELS[span.kind])
                for span in with_surnames([text], [own])[0]
                if span.kind in _LABELS
            ]
            for text, own in zip(
                texts, self._found(texts, _primary(language), apart=True), strict=True
            )
        ]

    def _found(
        self, texts: Sequence[str], language: str, *, apart: bool = False
    ) -> list[list[Span]]:
        """The names in each text, those of one article unless the texts are `apart`."""
        model = self._model(language)
        if model is None:
            readings = [Reading(pattern_spans(text, language)) for text in texts]
        else:
            # Half a surrogate pair is no character to a model; one stands in, so offsets hold.
            plain = [_LONE_SURROGATE.sub("\ufffd", text) for text in texts]
            before = self._read_before
            readings = before.answers(language, plain, model.read) if before else model.read(plain)
        guesses = _cleaned(texts, [reading.names for reading in readings], language)
        matches = [self.gazetteer.matches(text, language) for text in texts]
        articles = [slice(n, n + 1) for n in range(len(texts))] if apart else [slice(None)]
        known: list[list[Span]] = []
        for part in articles:
            known += known_spans(
                self.gazetteer, texts[part], guesses[part], language, matches[part]
            )
        others = [[span for span in own if span.kind != "product"] for own in known]
        found = [merged(*both) for both in zip(guesses, others, strict=True)]
        if model is not None:
            weighed = [without_products(own) for own in matches]
            last = _cleaned(
                texts, judged(model.scorer, readings, guesses, found, weighed), language
            )
            found = [merged(*both) for both in zip(last, others, strict=True)]
        return list(map(with_products, texts, found, known))

    def _nominative(self, language: str) -> Callable[[str], str]:
        return self._russian if language == "ru" and self._models.get(language) else str

    def _model(self, language: str) -> ScoredModel | None:
        if language not in self._models and language not in READERS:
            return None
        if language not in self._models:
            try:
                self._models[language] = ScoredModel(READERS[language]())
            except (ImportError, OSError) as error:
                self._models[language] = None
                self.missing[language] = (
                    f"no entity model for {language}: {error}; gazetteer and patterns only"
                )
        return self._models[language]


def _cleaned(
    texts: Sequence[str], spans: Sequence[Sequence[Span]], language: str
) -> list[list[Span]]:
    return [cleaned(text, own, language) for text, own in zip(texts, spans, strict=True)]


READERS: dict[str, Callable[[], Reader]] = {"en": EnglishReader, "ru": RussianReader}
"""Languages with a model."""


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].casefold()
