"""Who wrote the article, where markup names nobody and only a line near the title shows it."""

import re
from collections.abc import Sequence

from wirewatch.core.extract.bylines import is_person, split_names
from wirewatch.core.extract.moments import written_date

_LONGEST = 120
_BY = re.compile(
    r"^(?:by|von|par|por|door|av|af|autor(?:in)?|autore|auteur|przez|автор|текст|oleh|yazan)"
    r"(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_EAST_ASIAN = (
    re.compile(r"(?:記者|记者|文|撰文|作者)\s*[:：/]\s*([\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])"),
    re.compile(r"(?:^|[\s=(])([\uac00-\ud7a3]{2,4})\s*기자(?![\uac00-\ud7a3])"),
)
_PIECES = re.compile(r"\s+[|•·–—-]\s+|\s*[|•]\s*")
_PARTICLES = frozenset(
    ["de", "da", "di", "del", "der", "den", "van", "von", "la", "le", "bin", "al", "el", "ten"]
)


def shown_authors(near_title: Sequence[str], elsewhere: frozenset[str]) -> tuple[str, ...]:
    """The names in the first line near the title that shows some; () for none.

    A byline begins with a word for *by*, or is a name in capitals beside a date.
    What stands elsewhere on the page too is a section or an agency and no author.
    """
    for line in near_title:
        if len(line) > _LONGEST:
            continue
        for pattern in _EAST_ASIAN:
            if match := pattern.search(line):
                return (match.group(1),)
        pieces = [p for p in _PIECES.split(line) if p.strip()]
        if _BY.match(line):
            dated = written_date(line, "text") is not None
            first = line.split(",")[0] if dated else pieces[0]
            names = [n for n in split_names(first) if _is_name(n)]
            if names:
                return tuple(dict.fromkeys(names))
        if len(pieces) in (2, 3) and any(written_date(p, "text") is not None for p in pieces):
            others = [p.strip() for p in pieces if written_date(p, "text") is None]
            names = [p for p in others if _is_name(p) and p not in elsewhere]
            if len(names) == 1 and not _BY.match(names[0]):
                return (names[0],)
    return ()


def _is_name(text: str) -> bool:
    """Two to four words with capitals, or without capitals in a script that has none."""
    words = text.split()
    if not 2 <= len(words) <= 4 or len(text) > 50 or not is_person(text):
        return False
    return all(
        w.lower() in _PARTICLES or w[0].isupper() or not (w[0].islower() or w[0].isdecimal())
        for w in words
    )
