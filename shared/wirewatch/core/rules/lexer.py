"""From an expression to its parts: brackets, operators, field names, words and quoted phrases."""

import re
from dataclasses import dataclass
from enum import StrEnum

from wirewatch.core.rules.errors import RuleSyntaxError


class Kind(StrEnum):
    """What a part of an expression is; the value is how error messages call it."""

    OPEN = "an opening bracket"
    CLOSE = "a closing bracket"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    FIELD = "a field name"
    WORD = "a word"
    PHRASE = "a quoted phrase"
    END = "the end of the rule"


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `text` is a field's name, a word, or a phrase without its quotes."""

    kind: Kind
    text: str
    start: int
    end: int


_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
_OPENING, _CLOSING = "(\uff08", ")\uff09"
_HEBREW = "\u05d0-\u05ea"
# A double quote between two Hebrew letters marks an acronym and is part of the word.
_QUOTE = f"(?:(?<![{_HEBREW}])[{_QUOTES}]|[{_QUOTES}](?![{_HEBREW}]))"
_IN_WORD = f"(?:[^\\s{_OPENING}{_CLOSING}{_QUOTES}]|(?<=[{_HEBREW}])[{_QUOTES}](?=[{_HEBREW}]))"
_PART = re.compile(
    f"(?P<blank>[\\s\\ufeff]+)|(?P<open>[{_OPENING}])|(?P<close>[{_CLOSING}])"
    f"|(?P<quote>{_QUOTE})|(?P<field>[A-Za-z]+)[:\\uff1a](?!//)|(?P<word>{_IN_WORD}+)"
)
_CLOSING_QUOTE = re.compile(_QUOTE)
_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def parts_of(expression: str) -> list[Part]:
    """Return the parts of an expression, the last of kind END.

    Raises RuleSyntaxError for a quote that is not closed; everything else is left to the parser.
    """
    parts: list[Part] = []
    position, length = 0, len(expression)
    while position < length:
        match = _PART.match(expression, position)
        if match is None:  # the alternatives cover every character; a guard against an endless loop
            raise AssertionError(f"no part of a rule at offset {position}")
        end = match.end()
        if match.lastgroup == "quote":
            closing = _CLOSING_QUOTE.search(expression, end)
            if closing is None:
                raise RuleSyntaxError(
                    "The quote is not closed",
                    position=position,
                    expected="a closing quote",
                    suggestion="Put \" after the phrase's last word.",
                )
            parts.append(
                Part(Kind.PHRASE, expression[end : closing.start()], position, closing.end())
            )
            end = closing.end()
        elif match.lastgroup != "blank":
            parts.append(_part(match))
        position = end
    parts.append(Part(Kind.END, "", length, length))
    return parts


def _part(match: re.Match[str]) -> Part:
    start, end = match.span()
    if match["open"]:
        return Part(Kind.OPEN, "(", start, end)
    if match["close"]:
        return Part(Kind.CLOSE, ")", start, end)
    if match["field"]:
        return Part(Kind.FIELD, match["field"], start, end)
    word = match["word"]
    return Part(_OPERATORS.get(word, Kind.WORD), word, start, end)
