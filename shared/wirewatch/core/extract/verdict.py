"""Whether a page holds an article at all, and if not, what it is."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.article import NotAnArticle, NotAnArticleReason
from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.lines import Lines, Matrix
from wirewatch.core.extract.listing import is_listing
from wirewatch.core.extract.words import words_of

_ITEMS = frozenset(("li", "h2", "h3", "h4"))
_MIN_WORDS = 25.0
_CONSENT_SHARE = 0.08
_ASKING_BLOCKS = 2
_DOUBTED_WORDS = 60.0
_DOUBT = 0.6
_ERROR_WORDS = 120.0
_FEW_WORDS = 60.0
_AT_START = 4
_SHORT_TITLE = 6
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
    r"|arama sonuçları|αποτελέσματα αναζήτησης|hasil pencarian)\b"
    r"|نتائج البحث|搜索结果|搜尋結果|検索結果|검색 결과",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookie|consent(?!ed)|personali[sz]ed ads|legitimate interest|privacy (?:settings|policy)"
    r"|our \d+ partners|einwilligung|datenschutzeinstellung|consentement|consentimiento|consenso"
    r"|toestemming|samtycke|zgod[ęy] na|souhlas|соглас(?:ие|ия|ием)\b|файлы куки|συγκατάθεση"
    r"|çerez|ملفات تعريف|個人情報|同意",
    re.IGNORECASE,
)
# What `_CONSENT` cannot match without, in lower case: far cheaper to look for.
_CONSENT_STEMS = (
    "cookie", "consen", "personali", "legitimate interest", "privacy ", "partners", "einwilligung",
    "datenschutzeinstellung", "toestemming", "samtycke", "zgod", "souhlas", "соглас", "файлы куки",
    "συγκατάθεση", "çerez", "ملفات تعريف", "個人情報", "同意",
)  # fmt: skip
_HOME = re.compile(r"/*(?:index\.\w+|home|default\.\w+)?/*|/[a-z]{2}(?:-[a-z]{2})?/?", re.I)
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:q|query|s|search|keyword|keywords|text|suche)=", re.I)


def no_article(
    blocks: Sequence[Block],
    lines: Lines,
    kept: Sequence[int],
    *,
    title: str,
    url: str | None,
    stated_article: bool,
    declared: bool,
    chances_top: float,
    document_title: str = "",
) -> NotAnArticle | None:
    """The reason why the page is no article, or None.

    `stated_article` is whether linked data describe one, `declared` whether anything in the markup
    says so (see `Stated.declares_article`), `chances_top` the highest probability of a block.
    """
    size = lines.size[: len(blocks)]
    inside = np.zeros(len(blocks), dtype=bool)
    inside[list(kept)] = True
    words = float(size[inside].sum())
    everything = float(size.sum())
    home = url is not None and _is_home(url)
    if _names_error(title, document_title, words, stated_article):
        return NotAnArticle(NotAnArticleReason.ERROR_PAGE, f"the title is {title!r}", title)
    if words < 200 and everything < 800 and _asks_consent(blocks, size, inside):
        return NotAnArticle(
            NotAnArticleReason.COOKIE_WALL, "most of the text asks for consent", title
        )
    heads = " ".join(b.text for b in blocks[:60] if b.tag in ("h1", "h2"))
    listed = not declared and is_listing(blocks, lines, size, kept, chances_top)
    if (words < _FEW_WORDS or listed) and _searched(url, f"{title} | {document_title}", heads):
        return NotAnArticle(NotAnArticleReason.SEARCH_RESULTS, "a list of search results", title)
    if words < _MIN_WORDS or listed or (home and words < 40):
        if _ERROR.search(heads) and words < 120:
            return NotAnArticle(
                NotAnArticleReason.ERROR_PAGE, f"a heading says {heads[:80]!r}", title
            )
        items = sum(b.link_chars >= 0.6 * len(b.text) or b.tag in _ITEMS for b in blocks)
        if (len(blocks) >= 25 and items >= 15) or listed or (home and len(blocks) >= 14):
            reason = NotAnArticleReason.HOME_PAGE if home else NotAnArticleReason.SECTION_LIST
            return NotAnArticle(reason, f"{len(blocks)} blocks, {words:.0f} words in a run", title)
    if words < _DOUBTED_WORDS and chances_top < _DOUBT and not declared:
        detail = f"{words:.0f} words, and none of them reads like news"
        return NotAnArticle(NotAnArticleReason.TOO_LITTLE_TEXT, detail, title)
    if words < _MIN_WORDS and not (stated_article and words >= 8 and chances_top > 0.5):
        detail = f"{words:.0f} words of running text, fewer than {_MIN_WORDS:.0f}"
        return NotAnArticle(NotAnArticleReason.TOO_LITTLE_TEXT, detail, title)
    return None


def _names_error(title: str, document_title: str, words: float, stated_article: bool) -> bool:
    """Whether the title is an error's and not a headline about one: short, or over next to nothing.

    A page whose markup declares an article is believed as soon as it has a sentence or two.
    """
    if words >= (_MIN_WORDS if stated_article else _ERROR_WORDS):
        return False
    error = _ERROR.search(title) or _ERROR.search(document_title)
    return error is not None and (
        words < _MIN_WORDS or error.start() < _AT_START or len(words_of(title)) <= _SHORT_TITLE
    )


def _asks_consent(blocks: Sequence[Block], size: Matrix, inside: NDArray[np.bool_]) -> bool:
    """Whether the page, or what was taken for its article, is mostly a question for consent."""
    joined = "\n".join([b.text for b in blocks])  # no block holds a line feed
    lowered = joined.lower()
    stems = [stem for stem in _CONSENT_STEMS if stem in lowered]
    asking = np.array(
        [
            any(stem in low for stem in stems) and _CONSENT.search(block.text) is not None
            for block, low in zip(blocks, lowered.split("\n"), strict=True)
        ],
        dtype=bool,
    )
    asked = float(size[asking].sum())
    kept = float(size[inside].sum())
    other = float(size[inside & ~asking].sum())
    if asked > 0.5 * float(size.sum()) and other < 40:
        return True
    if asked < _CONSENT_SHARE * float(size.sum()) and asking[inside].sum() < _ASKING_BLOCKS:
        return False  # a notice at the edge of a page of something else
    return kept < 150 and other < 40 and float(size[inside & asking].sum()) >= 0.4 * kept > 0


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def _searched(url: str | None, title: str, heads: str) -> bool:
    if _SEARCH.search(title) or _SEARCH.search(heads):
        return True
    if not url:
        return False
    parts = urlsplit(url)
    return bool(_SEARCH_QUERY.search(parts.query)) and "search" in parts.path.lower()
