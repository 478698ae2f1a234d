"""What looks like the query language of another system, where an author may mean something else."""

import re

from wirewatch.core.rules.errors import RuleWarning
from wirewatch.core.rules.lexer import Kind, Part

_DISTANCE = re.compile(r"(?:w|pre|within|adj)/(?P<words>[0-9]{1,3})\Z", re.IGNORECASE)
_WEIGHT = re.compile(r"\w[~^][0-9.]*\Z")
_COMMA = re.compile(r"[^\W\d_],[^\W\d_]")
_OPENING, _CLOSING = "'\u2018\u201a\u201b`", "'\u2019\u201b\u2018"


def foreign_word(parts: list[Part], at: int) -> RuleWarning | None:
    """Return what the author of a word, the part before `at`, should know."""
    part = parts[at - 1]
    before = parts[at - 2] if at > 1 else None
    text = part.text
    if part.sign == "~" and text.isdecimal() and before is not None and _touches(before, part):
        message = f"~{text} behind a phrase is a word here; for words close together write NEAR"
    elif found := _DISTANCE.match(text):
        message = f"{_shown(text)} is read as words; the operator is NEAR/{found['words']}"
    elif _WEIGHT.search(text):
        message = f"{_shown(text)} is read as words: ~ and ^ mean nothing behind a word"
    elif _COMMA.search(text):
        message = f"{_shown(text)} is read as a phrase; for either word write OR"
    elif text[0] in _OPENING and text[-1] not in _CLOSING and _is_closed(parts, at):
        message = "Single quotes are read as apostrophes; put a phrase in double quotes"
    else:
        return None
    return RuleWarning(message, part.start)


def _touches(before: Part, part: Part) -> bool:
    return before.kind is Kind.PHRASE and before.end == part.start


def _is_closed(parts: list[Part], at: int) -> bool:
    """Whether words in a row end in a closing quote."""
    for part in parts[at : at + 20]:
        if part.kind is not Kind.WORD:
            return False
        if part.text[-1] in _CLOSING:
            return True
    return False


def _shown(text: str) -> str:
    return f"'{text[:40]}'"
