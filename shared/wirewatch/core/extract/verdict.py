"""Whether a page holds an article at all, and if not, what it is."""

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from wirewatch.core.extract.article import NotAnArticle, NotAnArticleReason
from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.line_features import LINE_FEATURES, line_row

_ITEMS = frozenset(("li", "h2", "h3", "h4"))
_MIN_WORDS = 25.0
_CONSENT = LINE_FEATURES.index("vocabulary_consent")
_UNSPACED = LINE_FEATURES.index("unspaced")
_ERROR = re.compile(
    r"\b(?:404|403|500|502|503|error|not found|page (?:not|cannot|can't)|access denied|forbidden"
    r"|nicht gefunden|fehler|introuvable|erreur|no encontrad[ao]|não encontrad[ao]|non trovat[ao]"
    r"|niet gevonden|hittades inte|nie znaleziono|nenalezena|не найдена|не найден[ао]?|ошибка"
    r"|не знайдено|помилка|δεν βρέθηκε|bulunamadı|tidak ditemukan|khطأ|just a moment"
    r"|are you a robot|captcha|service unavailable|bad gateway)\b|غير موجودة|找不到|未找到|不存在"
    r"|見つかりません|찾을 수 없",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\b(?:search results?|results for|you searched|suchergebnisse?|résultats de recherche"
    r"|resultados de (?:la )?búsqueda|resultados da (?:busca|pesquisa)|risultati della ricerca"
    r"|zoekresultaten|sökresultat|wyniki wyszukiwania|результаты поиска|результати пошуку"
    r"|arama sonuçları|hasil pencarian)\b|نتائج البحث|搜索结果|搜尋結果|検索結果|검색 결과",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(r"before you continue|cookie|consent|privacy|einwilligung", re.I)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:q|query|s|search|keyword|keywords|text|suche)=", re.I)


def no_article(
    blocks: Sequence[Block],
    kept: Sequence[int],
    *,
    title: str,
    url: str | None,
    stated_article: bool,
    chances_top: float,
    document_title: str = "",
) -> NotAnArticle | None:
    """The reason why the page is no article, or None.

    `stated_article` is whether the page's own markup declares one; `chances_top` is the highest
    probability among its blocks.
    """
    words = sum(_size(blocks[i].text) for i in kept)
    everything = sum(_size(b.text) for b in blocks)
    if words < 120 and _ERROR.search(f"{title} | {document_title}"):
        return NotAnArticle(NotAnArticleReason.ERROR_PAGE, f"the title is {title!r}", title)
    consent = sum(
        _size(b.text) for b in blocks if line_row(b.text)[_CONSENT] > 0.04 or _has_consent(b)
    )
    consent_kept = sum(
        _size(blocks[i].text) for i in kept if line_row(blocks[i].text)[_CONSENT] > 0
    )
    if everything < 800 and consent > 0.5 * everything and words - consent_kept < 40:
        return NotAnArticle(
            NotAnArticleReason.COOKIE_WALL, "most of the text asks for consent", title
        )
    heads = " ".join(b.text for b in blocks[:60] if b.tag in ("h1", "h2"))
    if words < 200 and _searched(url, f"{title} | {document_title}", heads):
        return NotAnArticle(NotAnArticleReason.SEARCH_RESULTS, "a list of search results", title)
    scattered = _scattered(blocks, kept)
    path = urlsplit(url).path.strip("/").lower() if url else "?"
    if words < _MIN_WORDS or (scattered and not stated_article):
        if _ERROR.search(heads) and words < 120:
            return NotAnArticle(
                NotAnArticleReason.ERROR_PAGE, f"a heading says {heads[:80]!r}", title
            )
        items = sum(b.link_chars >= 0.6 * len(b.text) or b.tag in _ITEMS for b in blocks)
        if len(blocks) >= 25 and (items >= 15 or scattered):
            home = path in ("", "index.html", "index.php", "home", "en", "de", "fr", "es", "ru")
            reason = NotAnArticleReason.HOME_PAGE if home else NotAnArticleReason.SECTION_LIST
            return NotAnArticle(reason, f"{len(blocks)} blocks, {words:.0f} words in a run", title)
    if words < _MIN_WORDS and not (stated_article and words >= 8 and chances_top > 0.5):
        detail = f"{words:.0f} words of running text, fewer than {_MIN_WORDS:.0f}"
        return NotAnArticle(NotAnArticleReason.TOO_LITTLE_TEXT, detail, title)
    return None


def _size(text: str) -> float:
    row = line_row(text)
    return row[0] * (1 - 0.5 * min(row[_UNSPACED], 1.0))


def _has_consent(block: Block) -> bool:
    low = block.text.lower()
    return "cookie" in low or "consent" in low


def _searched(url: str | None, title: str, heads: str) -> bool:
    if _SEARCH.search(title) or _SEARCH.search(heads):
        return True
    if not url:
        return False
    parts = urlsplit(url)
    return bool(_SEARCH_QUERY.search(parts.query)) and "search" in parts.path.lower()


def _scattered(blocks: Sequence[Block], kept: Sequence[int]) -> bool:
    """Whether what was kept are single paragraphs far apart, as teasers in a list are."""
    if len(kept) < 3 or len(blocks) < 40:
        return False
    gaps = [b - a for a, b in pairwise(kept)]
    wide = sum(g >= 3 for g in gaps)
    mean = sum(_size(blocks[i].text) for i in kept) / len(kept)
    return wide >= 0.6 * len(gaps) and mean < 45
