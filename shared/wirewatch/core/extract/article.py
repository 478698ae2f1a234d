"""What extraction returns: the article of a page, or the reason why the page holds none."""

from dataclasses import dataclass, field
from enum import StrEnum

from wirewatch.core.extract.memory import PageBlocks


class RemovalReason(StrEnum):
    """Why a block of a page is not part of its article; the list is closed."""

    NAVIGATION = "navigation"
    COOKIE_NOTICE = "cookie_notice"
    CALENDAR = "calendar"
    COMMENT = "comment"
    RELATED = "related"
    SHARE = "share"
    FOOTER = "footer"
    FORM = "form"
    ADVERTISEMENT = "advertisement"
    CAPTION = "caption"
    TITLE = "title"
    BYLINE = "byline"
    REPEATED = "repeated"
    OTHER_LANGUAGE = "other_language"
    HIDDEN = "hidden"
    BOILERPLATE = "boilerplate"


class NotAnArticleReason(StrEnum):
    """What a page is when it is not an article; the list is closed."""

    HOME_PAGE = "home_page"
    SECTION_LIST = "section_list"
    ERROR_PAGE = "error_page"
    COOKIE_WALL = "cookie_wall"
    SEARCH_RESULTS = "search_results"
    TOO_LITTLE_TEXT = "too_little_text"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the article.

    `kind` is paragraph, heading, list_item, quote, table or caption; `place` says where the text
    stands in the page: `html:` and an XPath, or `line:` and a line number counted from 1.
    """

    kind: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class RemovedBlock:
    """Neighbouring blocks left out for one reason; their texts are joined by line feeds."""

    text: str
    reason: RemovalReason
    place: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as far as the page tells it.

    `value` is RFC 3339, or only YYYY-MM-DD or YYYY-MM where that is all there is; `precision` is
    second, minute, day or month; `found_in` names the place (json-ld, meta, time, url, text);
    `sure` is false where the place is weak or where places disagree.
    """

    value: str
    precision: str
    found_in: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article of a page with what the page says about it, and what was left out and why.

    `lesson` is what the page teaches the template memory; `template_pages` how many pages of the
    site the memory knew. Where it took blocks out, `without_memory` holds the texts that the body
    would have had.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    site_name: str | None
    site_language: str | None
    canonical_url: str | None
    section: str | None
    lead_image: str | None
    paywalled: bool | None
    removed: tuple[RemovedBlock, ...]
    mode: str
    encoding: str
    lesson: PageBlocks | None = field(default=None, compare=False, repr=False)
    template_pages: int = 0
    without_memory: tuple[str, ...] | None = None

    @property
    def body(self) -> str:
        """The text of the article, a blank line between paragraphs, without captions."""
        return "\n\n".join(p.text for p in self.paragraphs if p.kind != "caption")


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """The page holds no article; `detail` says in words what led to `reason`."""

    reason: NotAnArticleReason
    detail: str
    title: str
