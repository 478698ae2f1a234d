"""Lines that are page furniture by their wording alone, wherever they stand."""

import re
from collections.abc import Sequence

from wirewatch.core.extract.article import RemovalReason
from wirewatch.core.extract.boilerplate_words import WORD_CLASSES, word_classes
from wirewatch.core.extract.words import words_of

_ADVERT = 1 << WORD_CLASSES.index("advert")
_READ_ALSO = re.compile(
    r"^\W*(?:(?:read|see|watch) (?:also|more|next)|also read|more on this|related(?: stor(?:y|ies)"
    r"| articles?| news)?|(?:das könnte sie )?auch interessant|lesen sie (?:auch|hier|dazu|mehr)"
    r"|mehr zum thema|(?:à )?lire aussi|voir aussi|sur le même sujet|(?:le[ea]|vea) también"
    r"|te puede interesar|más información|lei?a (?:também|mais)|veja também|leggi anche"
    r"|potrebbe interessarti|lees ook|lees verder|läs (?:också|mer|även)|les også|læs også"
    r"|czytaj (?:też|także|również|więcej)|zobacz (?:też|także)|čtěte (?:také|též)|čítajte aj"
    r"|citiți și|citește și|читай(?:те)? (?:также|ещ[её]|далее)|смотрите также|по теме"
    r"|читай(?:те)? (?:також|ще)|ще за темою|прочетете още|вижте още|прочитајте и|pročitajte i"
    r"|διαβάστε (?:επίσης|ακόμα|ακόμη)|δείτε επίσης|(?:ayrıca|bunu da) okuyun|ilgili haberler?"
    r"|baca juga|xem thêm|đọc thêm|olvasta már|kapcsolódó|lue myös|loe ka|skaityk(?:ite)? taip pat"
    r"|اقرأ أيض[اً]+|إقرأ أيض[اً]+|اقرأ المزيد|بیشتر بخوانید|همچنین بخوانید|مزید پڑھیں"
    r"|यह भी पढ़ें|ये भी पढ़ें"
    r"|আরও পড়ুন|อ่านเพิ่มเติม|あわせて読みたい|関連記事|【関連】|相关阅读|延伸阅读"
    r"|延伸閱讀|相關新聞|더 읽기|관련 ?기사)"
    r"\s*(?:[:：|›»>–—-]|$)",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"^(?:topics?|tags?|filed under|themen|schlag(?:worte|wörter)|étiquettes|mots[- ]clés|etiquetas"
    r"|temas|palabras clave|palavras-chave|argomenti|onderwerpen|ämnen|tagi|tematy|témata|теги|темы"
    r"|теми|ключевые слова|ετικέτες|etiketler|الوسوم|标签|標籤|タグ|태그)\s*[:：]",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:unsubscribe|in your inbox|sign up (?:for|to) (?:our|the)|abbestellbar"
    r"|newsletter abonnieren|dans votre boîte mail|désinscri\w+|darse de baja"
    r"|cancele quando|отписаться|відписатися)\b",
    re.IGNORECASE,
)
# What `_LETTER` cannot match without, in lower case: far cheaper to look for.
_LETTER_STEMS = (
    "unsubscribe", "in your inbox", "sign up", "abbestellbar", "newsletter abonnieren",
    "votre boîte mail", "désinscri", "darse de baja", "cancele quando", "отписаться", "відписатися",
)  # fmt: skip
_DATE_FIRST = re.compile(
    r"^\W*(?:(?:19|20)\d\d\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-]\d\d[./-]\d\d)"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?")
_UNSPACED_ADVERTS = frozenset(
    [
        "広告",
        "广告",
        "廣告",
        "광고",
        "โฆษณา",
        "विज्ञापन",
        "বিজ্ঞাপন",
        "اشتہار",
        "إعلان",
        "اعلان",
        "تبلیغات",
    ]
)
_LABELS = frozenset(
    [
        "advertisement",
        "advertisements",
        "advertising",
        "ad",
        "anzeige",
        "werbung",
        "publicité",
        "publicidad",
        "publicidade",
        "pubblicità",
        "advertentie",
        "annons",
        "annonse",
        "annonce",
        "reklama",
        "reklame",
        "reklam",
        "reklamı",
        "reklám",
        "reklaam",
        "mainos",
        "реклама",
        "рекламa",
        "διαφήμιση",
        "iklan",
        "quảng",
        "sponsored",
        "promoted",
        "публікація",
    ]
)


_TICKER = " +++ "
_BETWEEN_TOOLS = re.compile(r"\s*[|/·•]\s*")
_TOOL = re.compile(
    r"print|share|tweet|e-?mail|facebook|whatsapp|drucken|teilen|imprimer|partager|imprimir"
    r"|compartir|compartilhar|stampa|condividi|печать|поделиться|印刷(?:する)?|シェア(?:する)?"
    r"|打印|分享|인쇄|공유",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W{0,3}(?:©|\(c\)|copyright)\s.{0,60}?\b(?:19|20)\d\d"
    r"|^\W{0,3}(?:copyright\s)?©?\s?(?:19|20)\d\d\b.{0,50}(?:©|rights reserved)"
    r"|\ball rights reserved\b|\bвсе права (?:защищены|сохранены)|\balle rechte vorbehalten"
    r"|\btous droits réservés|\bwszelkie prawa zastrzeżone|\btodos los derechos reservados"
    r"|\btodos os direitos reservados|\btutti i diritti riservati|版权所有|版權所有"
    r"|免责声明|免責聲明|凡本[网網站][^，。]{0,12}[注註]明",
    re.IGNORECASE,
)
# What `_NOTICE` cannot match without, in lower case: far cheaper to look for.
_NOTICE_STEMS = (
    "©", "(c)", "copyright", "rights reserved", "права", "vorbehalten", "réservés", "zastrzeżone",
    "reservados", "riservati", "版权", "版權", "免责", "免責", "凡本",
)  # fmt: skip
_NOTICE_WITHIN = 200
_NOTICE_LENGTH = 400
_MOST_BEHIND = 200.0
_LEAST_BEFORE = 25.0


def without_notice(texts: Sequence[str], words: Sequence[float], kept: list[int]) -> list[int]:
    """The kept blocks before a copyright notice: the page's terms of use follow it.

    Only where an article stands before it and little behind; a credit line ends no article.
    """
    heads = {i: texts[i][:_NOTICE_WITHIN] for i in kept if len(texts[i]) < _NOTICE_LENGTH}
    if not _holds("\n".join(heads.values()), _NOTICE_STEMS):
        return kept
    for place, i in enumerate(kept):
        if i in heads and _NOTICE.search(heads[i]):
            before = sum(words[k] for k in kept[:place])
            behind = sum(words[k] for k in kept[place:])
            if before >= _LEAST_BEFORE and behind < _MOST_BEHIND:
                return kept[:place]
    return kept


def _holds(text: str, stems: Sequence[str]) -> bool:
    low = text.lower()
    return any(stem in low for stem in stems)


_DISCUSSION = re.compile(
    r"^\W*(?:\d+\s+)?(?:(?:user|reader|your|all)\s+)?(?:comments?|kommentare?"
    r"|commentaires?|comentarios|comentários|commenti|reacties|komentarze|komentáře|комментарии|коментарі|σχόλια"
    r"|yorumlar|bình luận|评论|評論|コメント|댓글|التعليقات)"
    r"(?:\s+(?:are\s+)?(?:now\s+)?closed.{0,40})?\s*(?:\(\d+\)|\d+)?\W*$",
    re.IGNORECASE,
)
_LEAST_DISCUSSED = 60.0


def without_discussion(texts: Sequence[str], words: Sequence[float], kept: list[int]) -> list[int]:
    """The kept blocks before a heading for readers' comments, where an article stands before it."""
    before = 0.0
    for place, i in enumerate(kept):
        if len(texts[i]) < 80 and before >= _LEAST_DISCUSSED and _DISCUSSION.match(texts[i]):
            return kept[:place]
        before += words[i]
    return kept


def furniture_reason(text: str) -> RemovalReason | None:
    """Why a line can never be part of an article: an advertisement label, a pointer elsewhere."""
    if text.count(_TICKER) > 1 and not text.startswith(_TICKER.lstrip()):
        return RemovalReason.RELATED
    if len(text) > 300:
        return None
    if len(text) <= 40:
        words = words_of(text.lower())
        known = word_classes()
        if text.strip(" :.-–—|[]()") in _UNSPACED_ADVERTS:
            return RemovalReason.ADVERTISEMENT
        if (
            words
            and len(words) <= 4
            and any(w in _LABELS for w in words)
            and all(w in _LABELS or known.get(w, 0) & _ADVERT or len(w) <= 2 for w in words)
        ):
            return RemovalReason.ADVERTISEMENT
        tools = _BETWEEN_TOOLS.split(text)
        if len(tools) > 1 and all(_TOOL.fullmatch(tool) for tool in tools):
            return RemovalReason.SHARE
        if _is_dateline(text):
            return RemovalReason.BYLINE
    if _TOPICS.match(text):
        return RemovalReason.NAVIGATION
    if len(text) < 160 and _holds(text, _LETTER_STEMS) and _LETTER.search(text):
        return RemovalReason.FORM
    if _READ_ALSO.match(text):
        return RemovalReason.RELATED
    return None


def _is_dateline(text: str) -> bool:
    """Whether a short line begins with a date and holds little else."""
    match = _DATE_FIRST.match(text)
    if match is None:
        return False
    rest = words_of(_CLOCK.sub(" ", text[match.end() :]))
    return len(rest) <= 8 and text.rstrip()[-1] not in ".!?。"
