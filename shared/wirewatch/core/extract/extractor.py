"""From a page to its article: the one way through guard, decoding, blocks and classifier."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.extract.article import (
    Extraction,
    NotAnArticle,
    Paragraph,
    RemovalReason,
)
from wirewatch.core.extract.blocks import Block, Page
from wirewatch.core.extract.bylines import authors
from wirewatch.core.extract.decode import decode, repair
from wirewatch.core.extract.furniture import furniture_reason
from wirewatch.core.extract.guard import (
    MAX_DECODED_BYTES,
    check_bytes,
    check_text,
    inflate,
    is_too_deep,
)
from wirewatch.core.extract.html_blocks import html_blocks, parse_html
from wirewatch.core.extract.html_features import html_rows
from wirewatch.core.extract.moments import modified, published
from wirewatch.core.extract.page_facts import PageFacts, page_facts
from wirewatch.core.extract.page_features import context_rows
from wirewatch.core.extract.removal import removed_blocks
from wirewatch.core.extract.selection import (
    Probabilities,
    fill_gaps,
    fill_text_gaps,
    first_sentence,
    select,
    without_captions,
)
from wirewatch.core.extract.stated import Stated, read_stated
from wirewatch.core.extract.text_blocks import flatten_markup, text_blocks
from wirewatch.core.extract.text_title import guess_title, title_index
from wirewatch.core.extract.title import html_title
from wirewatch.core.extract.trees import load_trees
from wirewatch.core.extract.verdict import no_article

EXTRACTOR_VERSION = "1.0"
"""Changes whenever the same page may yield another article."""

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|article|meta|script|table)\b", re.I)
_KINDS = {
    "li": "list_item", "dd": "list_item", "dt": "list_item", "blockquote": "quote",
    "td": "table", "th": "table", "tr": "table", "caption": "caption", "figcaption": "caption",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading",
}  # fmt: skip


def extract(
    content: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = MAX_DECODED_BYTES,
) -> Extraction | NotAnArticle:
    """The article of a page, or why it has none.

    Bytes are decoded by mark, declaration or detection; a text is taken as it is. The content
    type decides between HTML and plain text unless the content plainly is the other. Raises
    Reject with EMPTY, TOO_LARGE (more than `max_bytes`), BINARY, UNDECODABLE or TOO_COMPLEX.
    """
    if isinstance(content, bytes):
        data = inflate(content, max_bytes)
        check_bytes(data, max_bytes)
        text, encoding = decode(data, content_type)
    else:
        text, encoding = content, "unicode"
    check_text(text, max_bytes)
    text = repair(text)
    if not _is_markup(text, content_type):
        return _from_text(text, "", url, encoding)
    if is_too_deep(text):
        flat, title = flatten_markup(text)
        if not flat.strip():
            raise Reject(Reason.EMPTY, "markup without text")
        return _from_text(flat, title, url, encoding)
    root = parse_html(text)
    if root is None:
        raise Reject(Reason.EMPTY, "no element in the markup")
    return _from_html(root, url, encoding)


def _is_markup(text: str, content_type: str | None) -> bool:
    """HTML or plain text, by content type; by content where the type is missing or wrong."""
    kind = (content_type or "").split(";")[0].strip().lower()
    found = len(_MARKUP.findall(text[:20_000]))
    if kind == "text/plain":
        return text.lstrip()[:200].lower().startswith(("<!doctype html", "<html"))
    if kind in ("text/html", "application/xhtml+xml"):
        return found > 0 or "<" in text
    return found >= 1


def _from_html(root: Any, url: str | None, encoding: str) -> Extraction | NotAnArticle:
    stated = read_stated(root)
    page = html_blocks(root)
    if not page.blocks:
        return no_article_without_blocks(stated)
    rows = html_rows(page, stated.title_guess, stated.body, stated.description)
    chances = load_trees("html").probabilities(rows)
    kept = select([b.text for b in page.blocks], chances)
    kept = _without_furniture(page.blocks, fill_gaps(page.blocks, chances, kept))
    title = html_title(stated, page.blocks, kept)
    kept = _without_title(page.blocks, kept, title)
    refusal = no_article(
        page.blocks, kept, title=title, url=url, stated_article=bool(stated.article),
        chances_top=float(chances.max()),
        document_title=stated.document_title,
    )  # fmt: skip
    if refusal is not None:
        return refusal
    facts = page_facts(stated, url)
    near = _near_title(page.blocks, title, kept)
    return _assemble(
        page, kept, title, facts, encoding,
        authors=authors(stated, root), published=published(stated, root, url, near),
        modified=modified(stated),
    )  # fmt: skip


def no_article_without_blocks(stated: Stated) -> NotAnArticle:
    """The verdict on a page that shows no text at all."""
    refusal = no_article(
        [], [], title=stated.title_guess, url=None, stated_article=False, chances_top=0.0
    )
    if refusal is None:
        raise AssertionError("a page without blocks cannot be an article")
    return refusal


def _from_text(
    text: str, stated_title: str, url: str | None, encoding: str
) -> Extraction | NotAnArticle:
    page = text_blocks(text)
    texts = [b.text for b in page.blocks]
    if not texts:
        raise Reject(Reason.EMPTY, "no line of text")
    first_guess = stated_title or guess_title(texts)
    chances = load_trees("text").probabilities(context_rows(texts, first_guess))
    kept = fill_text_gaps(texts, chances, select(texts, chances))
    kept = without_captions(texts, chances, kept)
    kept = _without_furniture(page.blocks, kept)
    title = _text_title(texts, kept, chances, first_guess)
    kept = _without_title(page.blocks, kept, title)
    refusal = no_article(
        page.blocks, kept, title=title, url=url, stated_article=False,
        chances_top=float(chances.max()),
    )  # fmt: skip
    if refusal is not None:
        return refusal
    stated = Stated()
    near = _near_title(page.blocks, title, kept)
    return _assemble(
        page, kept, title, page_facts(stated, url, page, kept), encoding,
        authors=(), published=published(stated, None, url, near), modified=None,
    )  # fmt: skip


def _text_title(
    texts: Sequence[str], kept: Sequence[int], chances: Probabilities, fallback: str
) -> str:
    if not kept:
        return fallback
    sure = [i for i in kept if chances[i] > 0.5] or list(kept)
    start = first_sentence(texts, sure)
    index = title_index(texts, start if start is not None else sure[0], sure[-1] + 1)
    return texts[index] if index is not None else fallback


def _without_title(blocks: Sequence[Block], kept: list[int], title: str) -> list[int]:
    """The kept blocks without copies of the title, whole or cut off with dots."""
    plain = title.lower()

    def is_copy(text: str) -> bool:
        low = text.lower()
        stem = low.rstrip(" .…")
        return low == plain or (stem != low and len(stem) > 12 and plain.startswith(stem))

    return [i for i in kept if not is_copy(blocks[i].text)]


def _without_furniture(blocks: Sequence[Block], kept: Sequence[int]) -> list[int]:
    return [i for i in kept if furniture_reason(blocks[i].text) is None]


def _near_title(blocks: Sequence[Block], title: str, kept: Sequence[int]) -> list[str]:
    """The lines between the title and the third block of the body: where datelines stand."""
    first = kept[0] if kept else 0
    places = [i for i in range(first + 1) if blocks[i].text == title]
    start = places[-1] if places else max(0, first - 8)
    end = min(max(first, start) + 3, start + 25, len(blocks))
    before = [b.text for b in blocks[max(0, start - 4) : start]]
    after = [b.text for b in blocks[kept[-1] + 1 : kept[-1] + 4]] if kept else []
    return [*(b.text for b in blocks[start + 1 : end]), *reversed(before), *after]


def _kind(block: Block) -> str:
    return _KINDS.get(block.tag, "paragraph")


def _assemble(
    page: Page, kept: Sequence[int], title: str, facts: PageFacts, encoding: str, **found: Any
) -> Extraction:
    chosen = set(kept)
    paragraphs = tuple(
        Paragraph(_kind(page.blocks[i]), page.blocks[i].text, page.place(page.blocks[i]))
        for i in kept
    )
    removed = [i for i in range(len(page.blocks)) if i not in chosen]
    known = {i: RemovalReason.TITLE for i in removed if page.blocks[i].text == title}
    for i in removed:
        if i not in known and (reason := furniture_reason(page.blocks[i].text)):
            known[i] = reason
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
        removed=removed_blocks(page, removed, known, body),
        mode=page.mode,
        encoding=encoding,
        **found,
    )


def probabilities_of(texts: Sequence[str]) -> Probabilities:
    """The text model's probability for each line of a page (for inspection and tests)."""
    if not texts:
        return np.zeros(0, dtype=np.float32)
    return load_trees("text").probabilities(context_rows(texts, guess_title(texts)))
