"""From a page to its article: the one way through guard, decoding, blocks and classifier."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.extract.article import (
    Extraction,
    NotAnArticle,
    NotAnArticleReason,
    Paragraph,
    RemovalReason,
)
from wirewatch.core.extract.blocks import Block, Page
from wirewatch.core.extract.bylines import authors
from wirewatch.core.extract.comment_sections import without_comment_section
from wirewatch.core.extract.decode import decode
from wirewatch.core.extract.edges import without_edges
from wirewatch.core.extract.furniture import furniture_reason, without_discussion, without_notice
from wirewatch.core.extract.guard import (
    MAX_DECODED_BYTES,
    check_bytes,
    check_text,
    inflate,
    is_too_costly,
)
from wirewatch.core.extract.html_blocks import NoTree, read_html
from wirewatch.core.extract.html_features import html_chances, html_rows
from wirewatch.core.extract.kinds import captions, kind_of
from wirewatch.core.extract.lines import Lines, measure
from wirewatch.core.extract.live_updates import live_blocks
from wirewatch.core.extract.markup import Markup
from wirewatch.core.extract.memory import SiteTemplate, recall
from wirewatch.core.extract.moments import modified, published
from wirewatch.core.extract.page_facts import PageFacts, page_facts
from wirewatch.core.extract.page_features import best_segment
from wirewatch.core.extract.removal import removed_blocks
from wirewatch.core.extract.selection import Probabilities, html_selection
from wirewatch.core.extract.shown_bylines import shown_authors
from wirewatch.core.extract.stated import Stated, read_stated
from wirewatch.core.extract.text_blocks import flatten_markup, text_blocks
from wirewatch.core.extract.text_features import text_rows
from wirewatch.core.extract.text_selection import (
    article_bounds,
    select_lines,
    with_last_sentence,
    without_captions,
    without_tail,
)
from wirewatch.core.extract.text_title import same_article, title_index
from wirewatch.core.extract.title import html_title
from wirewatch.core.extract.trees import load_trees
from wirewatch.core.extract.verdict import no_article

EXTRACTOR_VERSION = "1.20"
"""Changes whenever the same page may yield another article."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of a page beside its text."""

    url: str | None
    encoding: str
    template: SiteTemplate | None


_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|meta|script|table)\b", re.I)


def extract(
    content: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = MAX_DECODED_BYTES,
    template: SiteTemplate | None = None,
) -> Extraction | NotAnArticle:
    """The article of a page, or why it has none.

    Bytes are decoded by mark, declaration or detection; a text is taken as it is. The content
    type decides between HTML and plain text unless the content plainly is the other. `template`
    is what the template memory knows of the page's site; none is needed.

    Raises Reject with EMPTY, TOO_LARGE (more than `max_bytes`), BINARY, UNDECODABLE or TOO_COMPLEX.
    """
    if isinstance(content, bytes):
        data = inflate(content, max_bytes)
        check_bytes(data, max_bytes)
        text, encoding = decode(data, content_type)
    else:
        text, encoding = content, "unicode"
    check_text(text, max_bytes)
    if "\0" in text:
        text = text.replace("\0", " ")
    given = _Given(url, encoding, template)
    if not _is_markup(text, content_type):
        return _from_text(text, "", given)
    if is_too_costly(text):
        return _flattened(text, given)
    try:
        markup, page = read_html(text)
    except NoTree:
        return _flattened(text, given)
    return _from_html(markup, page, given)


def _is_markup(text: str, content_type: str | None) -> bool:
    """HTML or plain text, by content type; by content where the type is missing or wrong."""
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind == "text/plain":
        return text[:2000].lstrip()[:200].lower().startswith(("<!doctype html", "<html"))
    if kind in ("text/html", "application/xhtml+xml"):
        return "<" in text
    return _MARKUP.search(text, 0, 20_000) is not None


def _flattened(markup: str, given: _Given) -> Extraction | NotAnArticle:
    """The article of markup that no tree parser should see: its text, line by line."""
    flat, title = flatten_markup(markup)
    if not flat.strip():
        raise Reject(Reason.EMPTY, "markup without text")
    return _from_text(flat, title, given)


def _from_html(markup: Markup, page: Page, given: _Given) -> Extraction | NotAnArticle:
    stated = read_stated(markup)
    blocks = page.blocks
    if not blocks:
        return no_article_without_blocks(stated)
    guess = stated.title_guess
    lines = measure([*(b.text for b in blocks), guess] if guess else [b.text for b in blocks])
    rows = html_rows(page, lines, len(blocks) if guess else -1, stated.body, stated.description)
    chances = html_chances(rows, load_trees("html"))
    kept = without_edges(page, lines, chances, html_selection(page, lines, chances))
    if live := live_blocks(blocks, stated):
        kept = sorted({*kept, *live})
    kept, known = _without_furniture(blocks, lines, kept)
    title = html_title(stated, blocks, kept)
    kept = _without_title(blocks, kept, title)
    refusal = no_article(
        blocks, lines, kept, title=title, url=given.url, stated_article=bool(stated.article),
        declared=stated.declares_article,
        chances_top=float(chances.max()),
        document_title=stated.document_title,
    )  # fmt: skip
    if refusal is not None:
        return refusal
    facts = page_facts(stated, given.url, page, lines, kept, title)
    near = _near_title(blocks, title, kept)
    return _assemble(
        page, lines, chances, kept, known, title, facts, given,
        authors=authors(stated, markup) or _shown_authors(blocks, near),
        published=published(stated, markup, given.url, near), modified=modified(stated),
    )  # fmt: skip


def no_article_without_blocks(stated: Stated) -> NotAnArticle:
    """The verdict on a page that shows no text at all."""
    title = stated.title_guess
    return NotAnArticle(NotAnArticleReason.TOO_LITTLE_TEXT, "no text at all", title)


def _from_text(text: str, stated_title: str, given: _Given) -> Extraction | NotAnArticle:
    page = text_blocks(text)
    blocks = page.blocks
    texts = [b.text for b in blocks]
    if not texts:
        raise Reject(Reason.EMPTY, "no line of text")
    lines = measure([*texts, stated_title] if stated_title else texts)
    run = best_segment(lines.size[: len(texts)])
    guess = len(texts) if stated_title else title_index(texts, lines, *run)
    rows = text_rows(len(texts), lines, -1 if guess is None else guess)
    chances = without_comment_section(lines, load_trees("text").probabilities(rows))
    kept = without_captions(lines, chances, select_lines(lines, chances))
    kept = with_last_sentence(lines, chances, without_tail(lines, chances, kept))
    kept, known = _without_furniture(blocks, lines, kept)
    bounds = article_bounds(lines, kept, chances)
    if not stated_title and bounds and not same_article(bounds, run):
        better = title_index(texts, lines, *bounds)
        guess = guess if better is None else better
    title = stated_title or (texts[guess] if guess is not None else "")
    kept = _without_title(blocks, kept, title)
    refusal = no_article(
        blocks, lines, kept, title=title, url=given.url, stated_article=False, declared=False,
        chances_top=float(chances.max()), document_title=texts[0],
    )  # fmt: skip
    if refusal is not None:
        return refusal
    stated = Stated()
    near = _near_title(blocks, title, kept)
    return _assemble(
        page, lines, chances, kept, known, title,
        page_facts(stated, given.url, page, lines, kept), given,
        authors=(), published=published(stated, None, given.url, near), modified=None,
    )  # fmt: skip


def _without_title(blocks: Sequence[Block], kept: list[int], title: str) -> list[int]:
    """The kept blocks without copies of the title, whole or cut off with dots."""
    plain = title.lower()

    def is_copy(text: str) -> bool:
        low = text.lower()
        stem = low.rstrip(" .…")
        return low == plain or (stem != low and len(stem) > 12 and plain.startswith(stem))

    # Most blocks differ in the first letter already.
    first = plain[:1]
    return [i for i in kept if blocks[i].text[0].lower()[0] != first or not is_copy(blocks[i].text)]


def _without_furniture(
    blocks: Sequence[Block], lines: Lines, kept: list[int]
) -> tuple[list[int], dict[int, RemovalReason]]:
    """The kept blocks without those that are furniture by their wording, and why they are."""
    texts, words = [b.text for b in blocks], lines.size.tolist()
    said = without_discussion(texts, words, kept)
    before = without_notice(texts, words, said)
    known = dict.fromkeys(kept[len(said) :], RemovalReason.COMMENT)
    known |= dict.fromkeys(said[len(before) :], RemovalReason.FOOTER)
    known |= {i: reason for i in before if (reason := furniture_reason(blocks[i].text))}
    return [i for i in kept if i not in known], known


def _shown_authors(blocks: Sequence[Block], near: Sequence[str]) -> tuple[str, ...]:
    counts = Counter(block.text for block in blocks)
    linked = (b.text for b in blocks if b.links and b.text not in near)
    return shown_authors(near, frozenset([*linked, *(t for t, n in counts.items() if n > 1)]))


def _near_title(blocks: Sequence[Block], title: str, kept: Sequence[int]) -> list[str]:
    """The lines between the title and the third block of the body: where datelines stand."""
    first = kept[0] if kept else 0
    places = [i for i in range(first + 1) if blocks[i].text == title]
    start = places[-1] if places else max(0, first - 8)
    end = min(max(first, start) + 3, start + 25, len(blocks))
    before = [b.text for b in blocks[max(0, start - 4) : start]]
    after = [b.text for b in blocks[kept[-1] + 1 : kept[-1] + 4]] if kept else []
    return [*(b.text for b in blocks[start + 1 : end]), *reversed(before), *after]


def _assemble(
    page: Page,
    lines: Lines,
    chances: Probabilities,
    kept: Sequence[int],
    known: dict[int, RemovalReason],
    title: str,
    facts: PageFacts,
    given: _Given,
    **found: Any,
) -> Extraction:
    blocks = page.blocks
    recalled = recall(given.template, lines, chances, kept)
    without_memory = None
    if recalled.repeated:
        kinds = ((i, kind_of(page, i, float(lines.size[i]))) for i in kept)
        without_memory = tuple(blocks[i].text for i, kind in kinds if kind != "caption")
        known |= dict.fromkeys(recalled.repeated, RemovalReason.REPEATED)
        kept = [i for i in kept if i not in known]
    extra = [i for i in captions(page, lines, kept) if i not in known]
    shown = sorted([*kept, *extra])
    chosen, of_pictures = set(shown), set(extra)
    paragraphs = tuple(
        Paragraph(
            "caption" if i in of_pictures else kind_of(page, i, float(lines.size[i])),
            blocks[i].text,
            page.place(blocks[i]),
        )
        for i in shown
    )
    removed = [i for i in range(len(blocks)) if i not in chosen]
    known |= {i: RemovalReason.TITLE for i in removed if blocks[i].text == title}
    body = (kept[0], kept[-1]) if kept else (0, 0)
    return Extraction(
        title=title,
        paragraphs=paragraphs,
        site_name=facts.site_name,
        site_language=facts.site_language,
        canonical_url=facts.canonical_url,
        section=facts.section,
        lead_image=facts.lead_image,
        paywalled=facts.paywalled,
        removed=removed_blocks(page, lines, removed, known, body),
        mode=page.mode,
        encoding=given.encoding,
        lesson=recalled.lesson,
        template_pages=given.template.pages if given.template else 0,
        without_memory=without_memory,
        **found,
    )
