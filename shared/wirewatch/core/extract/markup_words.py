"""What tag names, classes and ids say about a block, as bits of one integer.

The stems are the common vocabulary of web templates, gathered by thought, not from any one site.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("article", ("article", "story", "artikel", "articulo", "noticia", "news-item", "newsitem")),
    ("body", ("body", "content", "text", "inhalt", "cuerpo", "corps", "paragraph", "richtext")),
    ("post", ("entry", "post", "blog")),
    ("title", ("headline", "title", "titel", "titulo", "titre", "heading")),
    ("lead", ("lead", "standfirst", "summary", "intro", "subtitle", "subhead", "dek", "kicker",
              "abstract", "excerpt", "chapo", "vorspann", "teasertext")),
    ("caption", ("caption", "credit", "legend", "bildunter", "photographer", "imgdesc")),
    ("byline", ("byline", "author", "autor", "auteur", "writer", "redakteur", "bio")),
    ("date", ("date", "time", "publish", "datum", "fecha", "clock")),
    ("nav", ("nav", "menu", "breadcrumb", "crumb", "topbar", "toolbar", "skip", "pagination",
             "pager", "tabs", "sitemap")),
    ("sidebar", ("sidebar", "aside", "rail", "column-right", "rightcol", "secondary", "widget",
                 "marginal")),
    ("footer", ("footer", "foot", "bottom", "copyright", "imprint", "impressum", "legal",
                "disclaimer")),
    ("header", ("header", "masthead", "top", "logo", "branding")),
    ("comment", ("comment", "disqus", "kommentar", "reply", "respond", "discussion", "forum",
                 "livefyre", "opinions")),
    ("share", ("share", "social", "facebook", "twitter", "whatsapp", "addthis", "follow",
               "bookmark", "print", "tools")),
    ("related", ("related", "recommend", "readmore", "read-more", "more-", "seealso", "see-also",
                 "similar", "mehr", "verwandt", "relacionad", "promo", "crosslink", "suggest",
                 "onward", "next")),
    ("listing", ("teaser", "card", "list", "feed", "grid", "carousel", "slider", "popular",
                 "trending", "most", "latest", "ticker", "headlines", "archive", "item")),
    ("advert", ("advert", "sponsor", "anzeige", "taboola", "outbrain", "banner", "publi",
                "werbung", "reklam", "partner", "affiliate", "commercial", "dfp", "adslot")),
    ("signup", ("newsletter", "subscri", "signup", "sign-up", "register", "login", "paywall",
                "premium", "donat", "membership", "abo-", "offer", "cta", "piano")),
    ("consent", ("cookie", "consent", "gdpr", "privacy", "cmp", "popup", "modal", "overlay",
                 "notice", "dialog", "toast")),
    ("media", ("gallery", "image", "photo", "picture", "figure", "video", "player", "embed",
               "media", "slideshow", "audio", "podcast")),
    ("tags", ("tags", "tag-", "topic", "categor", "keyword", "label", "rubri")),
    ("quote", ("quote", "zitat", "pull")),
    ("box", ("box", "infobox", "factbox", "module", "panel", "block")),
    ("hidden", ("hidden", "visually", "sr-only", "screen-reader", "invisible", "offscreen")),
    ("live", ("live", "liveblog", "update")),
    ("meta", ("meta", "info", "details", "source", "count", "rating", "vote", "button", "btn")),
)  # fmt: skip
CLASS_BITS = tuple(name for name, _ in _GROUPS)
_STEM_BIT = {stem: 1 << i for i, (_, stems) in enumerate(_GROUPS) for stem in stems}


def _longest_of(words: Sequence[str]) -> str:
    """A pattern for the longest of the words, which tries each first letter once."""
    tails: dict[str, list[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(first) + _longest_of(rest) for first, rest in tails.items()]
    if not branches:
        return ""
    ended = "" in words
    if len(branches) == 1 and not ended:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ended else ''}"


_STEMS = re.compile(_longest_of(tuple(_STEM_BIT)))
_AD = re.compile(r"(?:^|[_-])ads?(?:$|[_\d-])")

TAG_BITS = (
    "nav", "aside", "footer", "header", "article", "main", "form", "figure", "list", "table",
    "section", "blockquote", "button", "paragraph", "heading",
)  # fmt: skip
_TAG_TO_BIT = {
    "nav": "nav", "menu": "nav", "aside": "aside", "footer": "footer", "header": "header",
    "article": "article", "main": "main", "form": "form", "fieldset": "form", "label": "form",
    "figure": "figure", "figcaption": "figure", "ul": "list", "ol": "list", "dl": "list",
    "table": "table", "section": "section", "blockquote": "blockquote", "button": "button",
    "p": "paragraph", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading",
    "h5": "heading", "h6": "heading",
}  # fmt: skip
_SHIFT = len(CLASS_BITS)
ALL_BITS = CLASS_BITS + tuple("tag_" + name for name in TAG_BITS)
_TAG_BIT = {tag: 1 << (_SHIFT + TAG_BITS.index(name)) for tag, name in _TAG_TO_BIT.items()}
BIT = {name: 1 << i for i, name in enumerate(ALL_BITS)}


def class_bits(names: str) -> int:
    """The bits for the value of a class, id, role or itemprop attribute."""
    bits = 0
    for name in names[:200].lower().split():
        bits |= _name_bits(name)
    return bits


@lru_cache(maxsize=50_000)
def _name_bits(name: str) -> int:
    bits = 0
    for stem in _STEMS.findall(name):
        bits |= _STEM_BIT[stem]
    return bits | BIT["advert"] if _AD.search(name) else bits


def tag_bits(tag: str) -> int:
    """The bit for an element's name; 0 for a name that says nothing."""
    return _TAG_BIT.get(tag, 0)
