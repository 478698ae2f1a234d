"""What the worker processes of enrich do; the factories load what the jobs need."""

from collections.abc import Callable, Sequence
from datetime import datetime

from wirewatch.core.entities import OwnEntity
from wirewatch.core.extract import Extraction, NotAnArticle
from wirewatch.core.extract.memory import SiteTemplate
from wirewatch.core.message import Message
from wirewatch.core.own_topics import OwnTopic
from wirewatch.events import PageFetched

ExtractionJob = tuple[PageFetched, SiteTemplate]
"""A page, and what is known of its site."""

EnrichmentJob = tuple[PageFetched, Extraction, datetime]
"""A page without its bytes, what it says, and the time that the article's record shall bear."""

Enrichment = tuple[Message, dict[str, str]]
"""The record of an article, and which languages' models could not be loaded, with the reason."""


def extraction_job() -> Callable[[ExtractionJob], Extraction | NotAnArticle]:
    """Parsing of untrusted bytes."""
    from wirewatch.core.enriching import extract_page

    def extract(job: ExtractionJob) -> Extraction | NotAnArticle:
        return extract_page(*job)

    return extract


def enrichment_job(
    own_topics: Sequence[OwnTopic], own_entities: tuple[OwnEntity, ...] = ()
) -> Callable[[EnrichmentJob], Enrichment]:
    """Language, entities and topics; loads the models of the languages with one.

    The answer is the record to write: to pickle an article with its hundreds of small parts, and
    to encode it in the parent, would cost as much as some of the work itself.
    """
    from wirewatch.core import codec
    from wirewatch.core.enriching import Enricher

    enricher = Enricher(own_topics, own_entities)

    def enrich(job: EnrichmentJob) -> Enrichment:
        page, extraction, now = job
        enriched = enricher(page, extraction)
        return codec.encode(enriched, service="enrich", now=now), dict(enricher.missing)

    return enrich
