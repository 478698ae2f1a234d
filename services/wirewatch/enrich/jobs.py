"""What the worker processes of enrich do; the factories load what the jobs need."""

from collections.abc import Callable

from wirewatch.core.extract import Extraction, NotAnArticle
from wirewatch.events import ArticleEnriched, PageFetched


def extraction_job() -> Callable[[PageFetched], Extraction | NotAnArticle]:
    """Parsing of untrusted bytes."""
    from wirewatch.core.enriching import extract_page

    return extract_page


def enrichment_job() -> Callable[[tuple[PageFetched, Extraction]], ArticleEnriched]:
    """Language, entities and topics; loads the models of the languages with one."""
    from wirewatch.core.enriching import Enricher

    enricher = Enricher()

    def enrich(job: tuple[PageFetched, Extraction]) -> ArticleEnriched:
        page, extraction = job
        return enricher(page, extraction)

    return enrich
