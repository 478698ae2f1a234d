"""Articles: what a page says, once cleaned, and then with its place among the stories."""

from typing import ClassVar

from pydantic import Field

from wirewatch.events.event import Event, Record, Timestamp, Version


class Paragraph(Record):
    """One paragraph of the body. All character offsets elsewhere count in `text`."""

    kind: str = Field(description="paragraph, heading, list_item, quote, table or caption")
    text: str
    place: str = Field(default="", description="where it stood in the page: a path, or line:17")


class RemovedBlock(Record):
    """A part of the page that is not the article, with the reason."""

    text: str
    reason: str
    place: str = ""


class Moment(Record):
    """A date or time as far as the page tells it."""

    value: str = Field(description="RFC 3339; YYYY-MM-DD or YYYY-MM where no more is known")
    precision: str = Field(description="second, minute, day or month")
    found_in: str
    sure: bool


class Language(Record):
    """A language with the detector's confidence; `und` comes with a reason."""

    code: str = Field(description="BCP 47")
    confidence: float = Field(ge=0, le=1)
    reason: str | None = None
    variant: str | None = Field(
        default=None, description="BCP 47 with the script, as zh-Hant, where the letters tell it"
    )
    others: tuple[str, ...] = Field(
        default=(), description="other languages of 15 % of the text or more, the largest first"
    )


class Mention(Record):
    """One place where an entity is named: paragraph -1 is the title, 0 the first paragraph."""

    paragraph: int
    start: int
    end: int
    surface: str


class Entity(Record):
    """A person, organisation, place, event or product that the article names."""

    entity_id: str
    name: str
    kind: str = Field(description="person, organisation, place, event or product")
    mentions: tuple[Mention, ...]
    salience: float = Field(ge=0, le=1)


class Topic(Record):
    """A Media Topic (IPTC) or one of the user's own, its score and the words that speak for it."""

    code: str = Field(description="medtop:NNNNNNNN, or own: and the id of a topic of the settings")
    name: str
    score: float
    evidence: tuple[str, ...] = ()


class Provenance(Record):
    """Which engine made a part of the article, in which version."""

    engine: str
    version: str


class Article(Record):
    """What the page says, without the page around it."""

    article_id: str
    page_id: str
    url: str
    canonical_url: str | None = None
    site: str
    site_name: str | None = None
    source_id: str
    source_country: str | None = Field(
        default=None, description="ISO 3166 code in small letters, where it is known of the source"
    )
    title: str
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    lead_image: str | None = None
    paywalled: bool | None = None
    language: Language
    site_language: str | None = None
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = ()
    removed: tuple[RemovedBlock, ...] = ()
    text_digest: str = Field(
        description="sha256 of the normalised text: equal digests say the same"
    )
    digest_without_memory: str | None = Field(
        default=None,
        description="digest of the text with the blocks that the template memory took out",
    )
    signature: str | None = Field(default=None, description="near-duplicate signature, base64")
    outline: str | None = Field(
        default=None, description="digest and sketch of the title and each paragraph, base64"
    )
    analysis_version: int = Field(
        description="version of the text analysis behind digest and index"
    )
    provenance: dict[str, Provenance] = Field(default_factory=dict)
    content_hash: str
    fetched_at: Timestamp
    accepted_at: Timestamp
    pipeline_epoch: int = 0
    version: Version
    retention_class: str = "standard"

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs that rules are matched on and stories compared by: all but captions."""
        return tuple(p for p in self.paragraphs if p.kind != "caption")


class ArticleEvent(Event):
    """Something that happened to an article: the page that it came from is its cause."""

    article: Article

    @property
    def site(self) -> str:
        """The key of the topic."""
        return self.article.site

    @property
    def event_id(self) -> str:
        return f"{self.article.page_id}.{self.article.pipeline_epoch}"

    @property
    def subject(self) -> str:
        return self.article.article_id

    @property
    def trace_id(self) -> str:
        return self.article.page_id


class ArticleEnriched(ArticleEvent):
    """A page has become an article; its story is not decided yet."""

    type_name: ClassVar[str] = "wirewatch.article.enriched"


class RevisionDifference(Record):
    """What a revision changed. Numbers count the body's paragraphs (captions left out) from 0."""

    title_changed: bool
    added: tuple[int, ...] = Field(default=(), description="in this revision")
    removed: tuple[int, ...] = Field(default=(), description="in the revision before")
    changed: tuple[tuple[int, int], ...] = Field(
        default=(), description="reworded: number in the revision before, number in this one"
    )


class ArticleGrouped(ArticleEvent):
    """An article revision with its story: what the index and the matcher read."""

    type_name: ClassVar[str] = "wirewatch.article.grouped"

    story_id: str
    revision: int = Field(
        ge=1, description="the nth different text of this article, in order of arrival"
    )
    first_seen: Timestamp = Field(description="when the article's first revision was accepted")
    difference: RevisionDifference | None = Field(
        default=None,
        description="from the revision before; none of the first and of very long ones",
    )
