"""What English words say about names: own lists, small words, endings."""

from importlib.resources import files

from wirewatch.core.entities.head_words import NEITHER, ORGANISATIONS, PLACES
from wirewatch.core.entities.scoring.word_signs import WordSigns

_ALONE = [
    "in",
    "at",
    "of",
    "by",
    "from",
    "to",
    "for",
    "with",
    "on",
    "and",
    "the",
    "a",
    "an",
    ",",
    ".",
    "(",
    ")",
    "-",
    "as",
    "was",
    "is",
    "between",
    "who",
    "where",
    "which",
    "&",
    ":",
    "/",
    ";",
    "or",
    "'s",
    "his",
    "her",
    "its",
    "their",
    "said",
    "'",
    "after",
    "he",
    "she",
    "it",
    "they",
]
_ENDINGS = (
    "ton|ham|ville|burg|burgh|ford|field|wick|shire|mouth|stead|borough|bury|port|dale|worth",
    "land|stan|ia|istan|grad|polis|abad|pur|nesia",
    "son|sen|man|ez|ini|ski|sky|ov|ev|ova|eva|ich|wicz|enko|ian|yan|dze|shvili|oglu|berg|stein",
    "ish|ese|ian|ean|ic|ans",
    "tech|soft|corp|net|com|tel|bank|gas|oil|neft|prom|bus|pharm|ware",
    "ists|ers|ors|ies|men",
)


def english_signs() -> WordSigns:
    """The signs of English words. Raises OSError where the lists cannot be read."""
    rows = files("wirewatch.core.entities.english").joinpath("lists.tsv").read_text("utf-8")
    lists = {
        name: frozenset(words.split())
        for name, words in (
            row.split("\t") for row in rows.splitlines() if row and not row.startswith("#")
        )
    }
    heads = {"organisation": ORGANISATIONS, "place": PLACES, "neither": NEITHER}
    return WordSigns(lists | heads, _ALONE, _ENDINGS)
