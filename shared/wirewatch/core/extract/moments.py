"""Publication and modification time: read, compared, and marked sure or not."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from unicodedata import digit

from wirewatch.core.extract.article import Moment
from wirewatch.core.extract.markup import Markup
from wirewatch.core.extract.month_names import MONTHS
from wirewatch.core.extract.stated import Stated

_ISO = re.compile(
    r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)"
    r"(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d|UTC|GMT)?)?"
)
_URL_DATE = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_DIGIT = re.compile(r"\d")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")
_CLOCK = re.compile(
    r"(?<!\d)([01]?\d|2[0-3])[:.h]([0-5]\d)(?::([0-5]\d))?\s*(am|pm|AM|PM|a\.m|p\.m)?"
)
# Vowel signs of Indic and Thai letters are no word characters to `re`.
_MONTH = r"((?:[^\W\d_]|[\u0901-\u0965\u0981-\u09e5\u0e30-\u0e4e]){2,16})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|º|er|\.)?,?\s+(?:de\s+|of\s+|d[’'])?{_MONTH}"
    r"\.?,?\s+(?:de\s+)?((?:19|20)\d\d|25[4-9]\d)(?!\d)"
)
_MONTH_FIRST = re.compile(rf"{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)((?:19|20)\d\d)\.?,?\s+{_MONTH}\s+(\d{{1,2}})\b")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?((?:19|20)\d\d)", re.I)
_EAST_ASIAN = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})(?:[./-]|\. )(\d{1,2})(?:[./-]|\. )((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
_RFC2822 = re.compile(
    r"\w{3}, (\d{1,2}) (\w{3}) ((?:19|20)\d\d) (\d\d):(\d\d)(?::(\d\d))? ?([+-]\d{4}|GMT|UTC|Z)?"
)

_BUDDHIST = 543  # years of the Thai calendar are this many ahead
_PUBLISHED_METAS = (
    "article:published_time", "og:published_time", "article:published", "datepublished",
    "publish-date", "publishdate", "publish_date", "published_time", "pubdate", "publication_date",
    "publicationdate", "date.issued", "dc.date.issued", "dcterms.created", "dc.date", "dc.created",
    "dcterms.date", "sailthru.date", "parsely-pub-date", "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "og:article:published_time",
    "rnews:datepublished", "datecreated", "date", "vr:published_time", "displaydate",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "article:modified", "last-modified",
    "dcterms.modified", "dc.date.modified", "modified_time", "revision_date",
)  # fmt: skip


def parse_moment(text: str, found_in: str, sure: bool) -> Moment | None:
    """A Moment from a machine-readable or written date, None where there is no valid one."""
    text = " ".join(text[:200].split())
    if not _DIGIT.search(text):
        return None
    match = _ISO.search(text)
    if match:
        y, mo, d, h, mi, s, zone = match.groups()
        return _moment((y, mo, d), (h, mi, s), zone, found_in, sure)
    match = _RFC2822.search(text)
    if match:
        d, name, y, h, mi, s, zone = match.groups()
        month = MONTHS.get(name.lower())
        return _moment((y, month, d), (h, mi, s), zone, found_in, sure) if month else None
    return written_date(text, found_in, sure)


def written_date(text: str, found_in: str, sure: bool = False) -> Moment | None:
    """A Moment from a date as people write it, in many languages and digits."""
    if not text.isascii():
        text = "".join(str(digit(c)) if c > "\x7f" and c.isdecimal() else c for c in text)
    clock = _CLOCK.search(text)
    time: tuple[Any, Any, Any] = (None, None, None)
    for pattern, order in (
        (_EAST_ASIAN, (0, 1, 2)), (_YEAR_FIRST, (0, 1, 2)), (_VIETNAMESE, (2, 1, 0)),
        (_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1)), (_YEAR_MONTH_DAY, (0, 1, 2)),
        (_DOTTED, (2, 1, 0)),
    ):  # fmt: skip
        match = pattern.search(text)
        if not match:
            continue
        y, mo, d = (match.group(i + 1) for i in order)
        month = mo if mo.isdigit() else MONTHS.get(mo.lower().rstrip("."))
        if month is None:
            continue
        y = str(int(y) - _BUDDHIST) if int(y) > 2500 else y
        if pattern is _DOTTED and int(mo) > 12 >= int(d):
            month, d = d, mo  # month first
        rest = text[: match.start()] + " " + text[match.end() :]
        clock = _CLOCK.search(rest)
        if clock:
            hour = int(clock.group(1))
            if clock.group(4):
                hour = hour % 12 + (12 if clock.group(4)[0] in "pP" else 0)
            time = (hour, clock.group(2), clock.group(3))
        moment = _moment((y, month, d), time, None, found_in, sure)
        if moment:
            return moment
    return None


def _moment(
    day: tuple[Any, Any, Any], time: tuple[Any, Any, Any], zone: str | None, where: str, sure: bool
) -> Moment | None:
    year, month, date = (int(x) for x in day)
    hour, minute, second = (int(x) if x is not None else None for x in time)
    try:
        datetime(year, month, date, hour or 0, minute or 0, second or 0)
    except ValueError:
        return None
    value = f"{year:04d}-{month:02d}-{date:02d}"
    if hour is None or minute is None or zone is None:
        # RFC 3339 has no time without a zone; without one only the day is certain.
        return Moment(value, "day", where, sure)
    zone = "Z" if zone in ("UTC", "GMT", "Z", "+0000", "+00:00") else zone
    if zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    precision = "minute" if second is None else "second"
    return Moment(
        f"{value}T{hour:02d}:{minute:02d}:{second or 0:02d}{zone}", precision, where, sure
    )


def published(
    stated: Stated, markup: Markup | None, url: str | None, near_title: Sequence[str]
) -> Moment | None:
    """The publication time: linked data, meta, time element, URL, text near the title.

    The first that yields a date wins; it is sure when it is stated by linked data or a meta
    element and no other of these names another day more than one day away.
    """
    found = list(_candidates(stated, markup, url, near_title))
    if not found:
        return None
    best = found[0]
    if not best.sure:
        agreeing = sum(_days_apart(best, m) <= 1 for m in found[1:] if m.precision != "month")
        if agreeing and best.precision != "month":
            return Moment(best.value, best.precision, best.found_in, True)
        return best
    conflict = any(_days_apart(best, m) > 1 for m in found[1:] if m.sure)
    return Moment(best.value, best.precision, best.found_in, not conflict)


def _days_apart(a: Moment, b: Moment) -> int:
    if "month" in (a.precision, b.precision):
        return 0 if a.value[:7] == b.value[:7] else 31
    one, two = (datetime.fromisoformat(m.value[:10]) for m in (a, b))
    return abs((one - two).days)


def _candidates(
    stated: Stated, markup: Markup | None, url: str | None, near_title: Sequence[str]
) -> Iterator[Moment]:
    """The times that the places name, best place first; where that is sure only sure ones."""
    best: Moment | None = None
    value = stated.article.get("datePublished") or stated.article.get("dateCreated")
    if isinstance(value, str) and (m := parse_moment(value, "json-ld", True)):
        best = m
        yield m
    for name in _PUBLISHED_METAS:
        if (text := stated.metas.get(name)) and (m := parse_moment(text, "meta", name != "date")):
            best = best or m
            yield m
    sure = best is not None and best.sure
    if markup is not None:
        yield from _time_elements(markup, sure)
    if not sure:
        yield from _weak_candidates(url, near_title)


def _weak_candidates(url: str | None, near_title: Sequence[str]) -> Iterator[Moment]:
    day = (None, None, None)
    if (
        url
        and (match := _URL_DATE.search(url))
        and (m := _moment(match.groups(), day, None, "url", False))  # type: ignore[arg-type]
    ):
        yield m
    for line in near_title:
        if len(line) <= 120 and (m := parse_moment(line, "text", False)):
            yield m
            break
    if url and (match := _URL_MONTH.search(url)):
        yield Moment(f"{match.group(1)}-{match.group(2)}", "month", "url", False)


def _time_elements(markup: Markup, sure: bool) -> Iterator[Moment]:
    if sure and "atepublished" not in markup.shown and "atePublished" not in markup.shown:
        return
    for place, stated in markup.named("time") if "<time" in markup.shown else ():
        text = stated.get("datetime") or markup.text_of(place)
        prop = f"{stated.get('itemprop', '')} {stated.get('class', '')}".lower()
        if "modif" in prop or "update" in prop:
            continue
        if m := parse_moment(text, "time", "datepublished" in prop):
            yield m
            break
    for place, _, stated in markup.marked("datePublished"):
        if stated.get("itemprop") != "datePublished":
            continue
        text = stated.get("content") or stated.get("datetime") or markup.text_of(place)
        if m := parse_moment(text, "microdata", True):
            yield m
            break


def modified(stated: Stated) -> Moment | None:
    """The time of the last change, as stated by linked data or a meta element."""
    value = stated.article.get("dateModified")
    if isinstance(value, str) and (m := parse_moment(value, "json-ld", True)):
        return m
    for name in _MODIFIED_METAS:
        if (text := stated.metas.get(name)) and (m := parse_moment(text, "meta", True)):
            return m
    return None
