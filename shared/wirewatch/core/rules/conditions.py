"""Values of fields that ask for something else than the text: `lang:en`, `site:`, `words:>300`."""

import re
from datetime import date, timedelta

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.facts import WORD_FIELDS, canonical_host
from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.site_countries import COUNTRY_CODES, code_of
from wirewatch.core.rules.syntax import Between, Fact, Language
from wirewatch.core.rules.terms import no_letter, shown
from wirewatch.core.text import folded_words

VALUE_FIELDS = ("lang", "sitelang", "site", "country", "source", "published", "words", *WORD_FIELDS)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+\Z")
_LONGEST_HOST = 253
"""Characters of a name in the DNS (RFC 1035, section 2.3.4, without its framing)."""
_SOURCE = re.compile(r"[\w.:@+~-]+\Z")
_SCHEME = re.compile(r"[A-Za-z]+://")
EXAMPLES = {
    "lang": "en",
    "sitelang": "en",
    "site": "example.org",
    "country": "fr",
    "source": "world-feed",
    "published": ">=2026-01-31",
    "words": ">=300",
}
"""Values of fields whose value is no word of a text."""

_BOUNDS = re.compile(
    r"(?P<sign>>=|<=|>|<|=)?(?P<one>[^.<>=]+)\Z|(?P<low>[^.]*)\.\.(?P<high>[^.]*)\Z"
)
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?\Z")
_NUMBER = re.compile(r"[0-9]{1,7}\Z")


def condition_from(name: str, part: Part) -> Language | Fact | Between:
    """Return the condition of a field's value; RuleSyntaxError if it is none."""
    if part.sign and name not in ("published", "words"):
        raise _wrong(part, f"{part.sign} has no meaning in {name}:", "a value", "Leave it out.")
    if name == "lang":
        return Language(_language(part), part.start, part.end)
    if name == "sitelang":
        return Fact(name, _language(part), part.start, part.end)
    if name == "country":
        if code_of(part.text) not in COUNTRY_CODES:
            raise _wrong(
                part,
                f"{shown(part.text)} is no country code",
                "two letters such as fr",
                "Codes are those of ISO 3166, as in country:fr.",
            )
        return Fact(name, code_of(part.text), part.start, part.end)
    if name == "site":
        return Fact(name, _site(part), part.start, part.end)
    if name == "source":
        if _SOURCE.match(part.text) is None:
            raise _wrong(
                part, f"{shown(part.text)} is no id of a source", "an id", "As in source:bbc-world."
            )
        return Fact(name, part.text.casefold(), part.start, part.end)
    if name in ("published", "words"):
        low, high = _bounds(name, part)
        return Between(name, low, high, part.start, part.end)
    return Fact(name, _words(name, part), part.start, part.end)


def _language(part: Part) -> str:
    if _LANGUAGE.match(part.text) is None:
        raise _wrong(
            part,
            f"{shown(part.text)} is no language code",
            "a code such as en, ru or zh",
            "Codes are those of ISO 639, as in lang:en.",
        )
    return part.text.lower().replace("_", "-")


def _site(part: Part) -> str:
    text = _SCHEME.sub("", part.text, count=1).removesuffix("/")
    host = canonical_host(text) if len(text) <= _LONGEST_HOST else ""
    if _HOST.match(host) is None:
        raise _wrong(
            part,
            f"{shown(part.text)} is no site",
            "a name such as example.org",
            "Subdomains are included; for a part of the address use url:.",
        )
    return host


def _words(name: str, part: Part) -> str:
    if "*" in part.text:
        raise _wrong(
            part, f"{name}: takes no wildcards", "whole words", "Write the forms out with OR."
        )
    words = folded_words(part.text)
    if not words:
        raise no_letter(part)
    return " ".join(words)


def _bounds(name: str, part: Part) -> tuple[int | None, int | None]:
    text = part.sign + part.text if part.kind is Kind.WORD else part.text
    found = _BOUNDS.match(text)
    if found is None:
        raise _no_bounds(name, part)
    if found["one"] is None:
        low, high = found["low"], found["high"]
        bounds = (
            _period(name, low, part)[0] if low else None,
            _period(name, high, part)[1] if high else None,
        )
    else:
        bounds = _compared(found["sign"], *_period(name, found["one"], part))
    low_bound, high_bound = bounds
    least, most = (0, 10**7) if name == "words" else (1, date.max.toordinal())
    known = [bound for bound in bounds if bound is not None]
    if not known or not all(least <= bound <= most for bound in known):
        raise _no_bounds(name, part)
    if low_bound is not None and high_bound is not None and low_bound > high_bound:
        raise _no_bounds(name, part)
    return bounds


def _compared(sign: str | None, first: int, last: int) -> tuple[int | None, int | None]:
    if sign == ">=":
        return first, None
    if sign == ">":
        return last + 1, None
    if sign == "<=":
        return None, last
    if sign == "<":
        return None, first - 1
    return first, last


def _period(name: str, text: str, part: Part) -> tuple[int, int]:
    """Return the first and last number that a value means: a month is all its days."""
    if name == "words":
        if _NUMBER.match(text) is None:
            raise _no_bounds(name, part)
        return int(text), int(text)
    found = _DATE.match(text)
    if found is None:
        raise _no_bounds(name, part)
    year, month, day = (int(found[key]) if found[key] else None for key in ("year", "month", "day"))
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            last = first
        elif month:
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        else:
            last = date(first.year, 12, 31)
    except (ValueError, OverflowError) as error:
        raise _no_bounds(name, part) from error
    return first.toordinal(), last.toordinal()


def _no_bounds(name: str, part: Part) -> RuleSyntaxError:
    if name == "words":
        expected, suggestion = "a number or bounds", "As in words:>=300 or words:100..500."
    else:
        expected = "a day, month, year or bounds"
        suggestion = "As in published:>=2026-01-31 or published:2026-01..2026-03."
    return _wrong(part, f"{shown(part.sign + part.text)} is no {name}: value", expected, suggestion)


def _wrong(part: Part, problem: str, expected: str, suggestion: str) -> RuleSyntaxError:
    return RuleSyntaxError(problem, position=part.start, expected=expected, suggestion=suggestion)
