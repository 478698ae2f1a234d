"""The enrich stage over worker processes: the same for the runner and for Faust."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, field_validator

from wirewatch.core.enriching import not_an_article
from wirewatch.core.entities import Kind, OwnEntity
from wirewatch.core.extract import NotAnArticle
from wirewatch.core.extract.memory import PageBlocks
from wirewatch.core.message import Message
from wirewatch.core.own_topics import OwnTopic
from wirewatch.core.ports import Clock
from wirewatch.core.rules import RuleSyntaxError, parse
from wirewatch.core.text import folded_words
from wirewatch.enrich.jobs import Enrichment
from wirewatch.enrich.templates import Templates
from wirewatch.events import Event, Id, PageFetched
from wirewatch.runtime.processing import Handled
from wirewatch.runtime.workers import Limits, WorkerPool

_MIB = 1024 * 1024


class OwnTopicEntry(BaseModel):
    """One `[[enrich.topics]]` of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id = Field(description="a short name, unique among the topics")
    name: str = Field(default="", description="what people call it; the id if empty")
    expression: str = Field(min_length=1, description="the rule that decides, see docs/rules.md")

    @field_validator("expression")
    @classmethod
    def _is_a_rule(cls, expression: str) -> str:
        try:
            parse(expression)
        except RuleSyntaxError as error:
            raise ValueError(str(error)) from error
        return expression


class OwnEntityEntry(BaseModel):
    """One `[[enrich.entities]]` of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id = Field(description="a short name, unique among its kind; a shipped id adds names to it")
    kind: Kind = Field(description="person, organisation, place, event or product")
    name: str = Field(
        default="", description="the name to show; the shipped one or the id if empty"
    )
    names: tuple[str, ...] = Field(default=(), description="other spellings, in any script")
    country: str = Field(
        default="", pattern="^([A-Z]{2})?$", description="its country, two letters of ISO 3166"
    )

    @field_validator("names")
    @classmethod
    def _have_words(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not folded_words(name) or "|" in name:
                raise ValueError(f"{name!r} is no name: it needs letters or digits, and no |")
        return names


class EnrichSettings(BaseModel):
    """How pages are made into articles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(
        default=1, ge=1, description="processes of each kind (extraction, enrichment)"
    )
    wall_seconds: float = Field(
        default=30.0, gt=0, description="longest time for one page in a worker"
    )
    cpu_seconds: int = Field(default=20, ge=1, description="most CPU time for one page in a worker")
    extraction_memory_mib: int = Field(
        default=512, ge=128, description="memory of an extraction worker"
    )
    enrichment_memory_mib: int = Field(
        default=1536, ge=512, description="memory of an enrichment worker"
    )
    batch: int = Field(default=16, ge=1, description="pages in work at a time")
    topics: tuple[OwnTopicEntry, ...] = Field(
        default=(), description="topics of your own, each decided by a rule"
    )

    entities: tuple[OwnEntityEntry, ...] = Field(
        default=(), description="people, organisations, places, events and products of your own"
    )

    @property
    def own_entities(self) -> tuple[OwnEntity, ...]:
        """The entities of the file's user."""
        return tuple(OwnEntity(e.id, e.kind, e.name, e.names, e.country) for e in self.entities)

    @property
    def own_topics(self) -> tuple[OwnTopic, ...]:
        """The topics of the file's user."""
        return tuple(OwnTopic(t.id, t.name, t.expression) for t in self.topics)


class EnrichStage:
    """Pages in, articles out, computed in supervised processes."""

    def __init__(
        self,
        settings: EnrichSettings,
        state: Path | None,
        *,
        clock: Clock,
        log: structlog.typing.FilteringBoundLogger,
        on_page: Callable[[], None] = lambda: None,
    ) -> None:
        """`state` is the file of the template memory; without one it lives as long as the stage.

        `on_page` is called after each page: a batch of hard ones takes minutes.
        """
        self._templates = Templates(state)
        self._clock = clock
        self._on_page = on_page
        self._log = log
        self._missing: set[str] = set()
        """Languages without a model that the log has named."""

        def limits(memory_mib: int) -> Limits:
            return Limits(
                wall_seconds=settings.wall_seconds,
                cpu_seconds=settings.cpu_seconds,
                memory_bytes=memory_mib * _MIB,
            )

        self._extraction = WorkerPool(
            "extraction",
            "wirewatch.enrich.jobs:extraction_job",
            size=settings.workers,
            limits=limits(settings.extraction_memory_mib),
            log=log,
        )
        self._enrichment = WorkerPool(
            "enrichment",
            "wirewatch.enrich.jobs:enrichment_job",
            arguments=(settings.own_topics, settings.own_entities),
            size=settings.workers,
            limits=limits(settings.enrichment_memory_mib),
            log=log,
        )

    async def start(self) -> None:
        """Start the workers and wait until they have loaded."""
        await asyncio.gather(self._extraction.start(), self._enrichment.start())

    async def close(self) -> None:
        """End the workers and close the template memory."""
        await asyncio.gather(self._extraction.close(), self._enrichment.close())
        self._templates.close()

    async def __call__(self, events: Sequence[Event]) -> Sequence[Handled]:
        """A batch, several pages in work at a time, each one's result or exception in order.

        What its pages teach about their sites counts from the next batch on, so that the result
        does not depend on which page is ready first.
        """
        lessons: list[PageBlocks | None] = [None] * len(events)
        results = await asyncio.gather(
            *(self._page(number, event, lessons) for number, event in enumerate(events)),
            return_exceptions=True,
        )
        self._templates.learn(
            (event.site, event.article_id, lesson)
            for event, lesson in zip(events, lessons, strict=True)
            if lesson is not None and isinstance(event, PageFetched)
        )
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, Exception):
                raise result
        return [r for r in results if not isinstance(r, BaseException) or isinstance(r, Exception)]

    async def _page(
        self, number: int, event: Event, lessons: list[PageBlocks | None]
    ) -> Sequence[Event | Message]:
        assert isinstance(event, PageFetched)
        template = self._templates.template(event.site, event.article_id)
        extraction = await self._extraction.run((event, template))
        if isinstance(extraction, NotAnArticle):
            return [not_an_article(event, extraction, now=self._clock.now())]
        lessons[number] = extraction.lesson
        # The bytes and the lesson have done their work; the models need only what the page says.
        slim = event.model_copy(update={"content": b""})
        extraction = replace(extraction, lesson=None)
        done: Enrichment = await self._enrichment.run((slim, extraction, self._clock.now()))
        enriched, missing = done
        for language in missing.keys() - self._missing:
            self._missing.add(language)
            self._log.warning("model_missing", language=language, detail=missing[language])
        return [enriched]
