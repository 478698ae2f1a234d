"""The passages of an article to show for it."""

from wirewatch.core.matching import event_hits, snippets
from wirewatch.core.ports import Found
from wirewatch.events import Article, Snippet


def snippets_of(found: Found) -> tuple[Snippet, ...]:
    """Passages to show for a result: around its hits, or the beginning where there are none."""
    if found.match is not None and found.match.hits:
        return snippets(found.article.article, event_hits(found.match))
    return _lead(found.article.article)


def _lead(article: Article) -> tuple[Snippet, ...]:
    for number, paragraph in enumerate(article.body):
        if paragraph.kind == "paragraph":
            text = paragraph.text[:280] + (" …" if len(paragraph.text) > 280 else "")
            return (Snippet(field="body", paragraph=number, text=text, highlights=()),)
    return ()
