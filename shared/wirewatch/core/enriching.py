"""From a page to an article: extraction, then language, entities, topics and signature.

The two halves are separate because they run in separate workers: parsing of untrusted bytes under
a small memory limit, models under a larger one.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from wirewatch.core.entities import EntityRecogniser, OwnEntity, ReadBefore, gazetteer_with
from wirewatch.core.extract import EXTRACTOR_VERSION, Extraction, NotAnArticle, extract
from wirewatch.core.extract.memory import MEMORY_VERSION, SiteTemplate
from wirewatch.core.identity import version
from wirewatch.core.language import (
    LANGUAGE_VERSION,
    LanguageGuess,
    detect,
    other_languages,
)
from wirewatch.core.own_topics import OwnTopic, OwnTopics
from wirewatch.core.revisions import outline
from wirewatch.core.settling import settled
from wirewatch.core.stories import STORY_SIGNATURE_VERSION, signature
from wirewatch.core.text import ANALYSIS_VERSION, text_digest
from wirewatch.core.topics import TopicTagger
from wirewatch.events import (
    Article,
    ArticleEnriched,
    Entity,
    Language,
    Mention,
    Moment,
    Outcome,
    PageFetched,
    PageSettled,
    Paragraph,
    Provenance,
    RemovedBlock,
    Topic,
)

LANGUAGE_SAMPLE_CHARACTERS = 3000
"""Beyond this much text a detector's answer no longer changes."""

REMOVED_BLOCKS_KEPT = 200
"""How many removed blocks travel with the article; a last entry counts the rest."""


def extract_page(
    page: PageFetched, template: SiteTemplate | None = None
) -> Extraction | NotAnArticle:
    """The first half: what the page says, or why it is no article.

    `template` is what the template memory knows of the page's site.

    Raises:
        Reject: the bytes can never be read as a page.
    """
    url = page.url if page.url.startswith("http") else None
    return extract(page.content, url=url, content_type=page.content_type, template=template)


class Enricher:
    """The second half; holds the models, so make one per worker."""

    def __init__(
        self, own_topics: Sequence[OwnTopic] = (), own_entities: tuple[OwnEntity, ...] = ()
    ) -> None:
        self._own_topics = OwnTopics(own_topics)
        self._recogniser = EntityRecogniser(
            gazetteer=gazetteer_with(own_entities), read_before=ReadBefore()
        )
        self._tagger = TopicTagger()

    @property
    def missing(self) -> Mapping[str, str]:
        """The languages whose entity model could not be loaded, with the reason."""
        return self._recogniser.missing

    def __call__(self, page: PageFetched, extraction: Extraction) -> ArticleEnriched:
        """The article of a page, with its language, entities, topics and signature."""
        article = self._article(page, extraction)
        return ArticleEnriched(article=self._own_topics.added_to(article))

    def _article(self, page: PageFetched, extraction: Extraction) -> Article:
        kept = [p for p in extraction.paragraphs if p.kind != "caption"]
        texts = [p.text for p in kept]
        title = extraction.title or page.hint_title or ""
        sample = "\n".join([title, *texts])[:LANGUAGE_SAMPLE_CHARACTERS]
        language = detect(sample)
        entities = self._recogniser.recognise(title, texts, language.code)
        topics = self._tagger.tag(title, texts, language.code)
        return Article(
            article_id=page.article_id,
            page_id=page.page_id,
            url=page.url,
            canonical_url=extraction.canonical_url,
            site=page.site,
            site_name=extraction.site_name,
            source_id=page.source_id,
            source_country=page.source_country,
            title=title,
            paragraphs=tuple(
                Paragraph(kind=p.kind, text=p.text, place=p.place) for p in extraction.paragraphs
            ),
            authors=extraction.authors,
            published=_published(page, extraction),
            modified=_moment(extraction.modified),
            section=extraction.section,
            lead_image=extraction.lead_image,
            paywalled=extraction.paywalled,
            language=_language(language, texts),
            site_language=extraction.site_language,
            entities=tuple(_entity(e) for e in entities),
            topics=tuple(
                Topic(code=t.code, name=t.name, score=t.score, evidence=t.evidence) for t in topics
            ),
            removed=_removed(extraction),
            text_digest=text_digest(title, texts),
            digest_without_memory=(
                None
                if extraction.without_memory is None
                else text_digest(title, extraction.without_memory)
            ),
            signature=b64encode(signature("\n".join([title, *texts]))).decode("ascii"),
            outline=outline(title, texts),
            analysis_version=ANALYSIS_VERSION,
            provenance=self._provenance(extraction),
            content_hash=page.content_hash,
            fetched_at=page.fetched_at,
            accepted_at=page.accepted_at,
            pipeline_epoch=page.pipeline_epoch,
            version=version(page.accepted_at, page.pipeline_epoch),
        )

    def _provenance(self, extraction: Extraction) -> dict[str, Provenance]:
        return {
            "extract": Provenance(engine=extraction.mode, version=EXTRACTOR_VERSION),
            "template": Provenance(
                engine=f"memory {MEMORY_VERSION}", version=str(extraction.template_pages)
            ),
            "language": Provenance(engine="py3langid", version=LANGUAGE_VERSION),
            "entities": Provenance(engine="entities", version=self._recogniser.version),
            "topics": Provenance(engine="topics", version=self._tagger.version),
            "signature": Provenance(engine="stories", version=str(STORY_SIGNATURE_VERSION)),
        }


def not_an_article(page: PageFetched, verdict: NotAnArticle, *, now: datetime) -> PageSettled:
    """The outcome of a page that is a front page, an error page, a wall and the like."""
    return settled(
        page,
        Outcome.NOT_AN_ARTICLE,
        stage="enrich",
        now=now,
        reason=verdict.reason.value,
        detail=verdict.detail,
    )


def _language(guess: LanguageGuess, texts: Sequence[str]) -> Language:
    return Language(
        code=guess.code,
        confidence=guess.confidence,
        reason=guess.reason,
        variant=guess.variant,
        others=tuple(other.code for other in other_languages(guess.code, texts)),
    )


def _published(page: PageFetched, extraction: Extraction) -> Moment | None:
    if extraction.published is not None:
        return _moment(extraction.published)
    if page.hint_published is not None:
        return Moment(value=page.hint_published, precision="second", found_in="feed", sure=False)
    return None


def _moment(moment: object) -> Moment | None:
    return None if moment is None else Moment.model_validate(moment, from_attributes=True)


def _entity(entity: object) -> Entity:
    mentions = tuple(
        Mention.model_validate(m, from_attributes=True) for m in getattr(entity, "mentions", ())
    )
    return Entity(
        entity_id=getattr(entity, "entity_id", ""),
        name=getattr(entity, "name", ""),
        kind=getattr(entity, "kind", ""),
        mentions=mentions,
        salience=getattr(entity, "salience", 0.0),
    )


def _removed(extraction: Extraction) -> tuple[RemovedBlock, ...]:
    blocks = [
        RemovedBlock(text=b.text, reason=str(b.reason), place=b.place)
        for b in extraction.removed[:REMOVED_BLOCKS_KEPT]
    ]
    left_out = len(extraction.removed) - len(blocks)
    if left_out > 0:
        blocks.append(RemovedBlock(text=f"{left_out} more blocks", reason="left_out_here"))
    return tuple(blocks)
