"""From an expression to its parts: brackets, operators, field names, words and quoted phrases."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from wirewatch.core.rules.errors import RuleSyntaxError


class Kind(StrEnum):
    """What a part of an expression is; the value is how error messages call it."""

    OPEN = "an opening bracket"
    CLOSE = "a closing bracket"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    ATLEAST = "ATLEAST"
    ANY = "ANY"
    COMMA = "a comma"
    FIELD = "a field name"
    WORD = "a word"
    PHRASE = "a quoted phrase"
    REGEX = "a regular expression"
    COMMENT = "a comment"
    END = "the end of the rule"


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `text` is a field's name, a word, or a phrase without its quotes; `sign` the `=` or
    `~` right before a word or phrase."""

    kind: Kind
    text: str
    start: int
    end: int
    sign: str = ""


TERMS = (Kind.WORD, Kind.PHRASE, Kind.REGEX)
"""What is a clause by itself, or with a field before it."""

RAW_FIELDS = frozenset(
    (
        "site",
        "source",
        "url",
        "topic",
        "entity",
        "person",
        "org",
        "place",
        "author",
        "name",
        "words",
    )
) | {"published"}
"""Fields whose value may hold a colon."""

_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_OPENING, _CLOSING = "(\uff08", ")\uff09"
_COMMAS = ",\uff0c\u060c\u3001"
_HEBREW = "\u05d0-\u05ea"
# A double quote between two Hebrew letters marks an acronym and is part of the word.
_QUOTE = f"(?:(?<![{_HEBREW}])[{_QUOTES}]|[{_QUOTES}](?![{_HEBREW}]))"
_IN_WORD = f"(?:[^\\s{_OPENING}{_CLOSING}{_QUOTES}]|(?<=[{_HEBREW}])[{_QUOTES}](?=[{_HEBREW}]))"
# Between the members of ANY a comma parts words, but not the digits of a number.
_IN_MEMBER = f"(?:(?![{_COMMAS}]){_IN_WORD}|(?<=\\d),(?=\\d))"
# It ends where a word could end, so that paths and words with a slash are words.
_REGEX = (
    "(?P<regex>/(?!\\s)(?:[^/\\\\\\n]|\\\\[^\\n])+/i?"
    f"(?=[\\s\ufeff{_OPENING}{_CLOSING}{_COMMAS}]|\\Z))"
)
_FIELD = "(?P<field>[A-Za-z]+(?:/[0-9]+)?)[:\\uff1a](?!//)"


def _pattern(in_word: str, *, fields: bool) -> re.Pattern[str]:
    return re.compile(
        "(?P<blank>[\\s\\ufeff]+)"
        f"|(?P<comment>(?<![^\\s{_OPENING}{_CLOSING}])#(?:(?=\\n)|\\Z|[\\s#][^\\n]*))"
        f"|(?P<open>[{_OPENING}])|(?P<close>[{_CLOSING}])|(?P<quote>(?P<sign>[=~]?){_QUOTE})"
        + (f"|{_FIELD}" if fields else "|(?P<field>(?!))")
        + (f"|{_REGEX}" if fields else "|(?P<regex>(?!))")
        + f"|(?P<word>{in_word}+)"
        + ("" if in_word is _IN_WORD else f"|(?P<comma>[{_COMMAS}])")
    )


_PARTS = {
    (in_any, fields): _pattern(_IN_MEMBER if in_any else _IN_WORD, fields=fields)
    for in_any in (False, True)
    for fields in (False, True)
}
_CLOSING_QUOTE = re.compile(_QUOTE)
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_COUNTED = re.compile(r"(?P<near>O?NEAR)/(?:[0-9]{1,9}|[sSpP])\Z|(?P<any>ANY|ATLEAST)/[0-9]{1,9}\Z")


def parts_of(expression: str) -> tuple[list[Part], list[RuleSyntaxError]]:
    """Return the parts of an expression, the last of kind END, and what is wrong with quotes.

    Everything else is left to the parser.
    """
    parts: list[Part] = []
    errors: list[RuleSyntaxError] = []
    brackets: list[bool] = []  # whether each open bracket is that of an ANY
    position, length = 0, len(expression)
    while position < length:
        last = parts[-1] if parts else None
        raw = (
            last is not None
            and (last.kind is Kind.FIELD and last.end == position)
            and last.text.lower() in RAW_FIELDS
        )
        in_any = bool(brackets) and brackets[-1]
        match = _PARTS[in_any, not raw].match(expression, position)
        if match is None:  # the alternatives cover every character; a guard against an endless loop
            raise AssertionError(f"no part of a rule at offset {position}")
        end = match.end()
        if match["quote"] is not None:
            closing = _CLOSING_QUOTE.search(expression, end)
            if closing is None:
                errors.append(_not_closed(end - 1))
            stop, after = (closing.start(), closing.end()) if closing else (length, length)
            parts.append(Part(Kind.PHRASE, expression[end:stop], position, after, match["sign"]))
            end = after
        elif match["blank"] is None:
            part = _part(match)
            if part.kind is Kind.OPEN:
                brackets.append(last is not None and last.kind is Kind.ANY)
            elif part.kind is Kind.CLOSE and brackets:
                brackets.pop()
            parts.append(part)
        position = end
    parts.append(Part(Kind.END, "", length, length))
    return parts, errors


def _part(match: re.Match[str]) -> Part:
    start, end = match.span()
    if match["open"]:
        return Part(Kind.OPEN, "(", start, end)
    if match["close"]:
        return Part(Kind.CLOSE, ")", start, end)
    if match["comment"]:
        return Part(Kind.COMMENT, match["comment"], start, end)
    if match["field"]:
        return Part(Kind.FIELD, match["field"], start, end)
    if match["regex"]:
        return Part(Kind.REGEX, match["regex"], start, end)
    word = match["word"]
    if word is None:
        return Part(Kind.COMMA, ",", start, end)
    counted = _COUNTED.match(word)
    if counted is not None:
        kind = Kind.NEAR if counted["near"] else Kind[counted["any"]]
        return Part(kind, word, start, end)
    sign = word[0] if word[0] in "=~" and len(word) > 1 else ""
    return Part(_OPERATORS.get(word, Kind.WORD), word[len(sign) :], start, end, sign)


def as_word(part: Part) -> Part:
    """Return what looked like a regular expression as a word: values of fields are none."""
    return replace(part, kind=Kind.WORD) if part.kind is Kind.REGEX else part


def _not_closed(position: int) -> RuleSyntaxError:
    return RuleSyntaxError(
        "The quote is not closed",
        position=position,
        expected="a closing quote",
        suggestion="Put \" after the phrase's last word.",
    )
