"""Words and phrases of a rule: from what the author wrote to folded tokens."""

import re

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.syntax import Field, Language, Phrase
from wirewatch.core.text import tokenize

_SIGNS = {
    "&": "Write AND.",
    "&&": "Write AND.",
    "|": "Write OR.",
    "||": "Write OR.",
    "!": "Write NOT.",
}
_RESERVED_FIRST = {
    "-": "To exclude a word, write NOT before it; or put it in quotes.",
    "!": "To exclude a word, write NOT before it; or put it in quotes.",
    "=": "Exact forms are not supported; leave out the sign or put the word in quotes.",
    "~": "Inflected forms are not supported; leave out the sign or put the word in quotes.",
    "@": "Lists are not supported; leave out the sign or put the word in quotes.",
    "#": "Comments are not supported; leave out the sign or put the word in quotes.",
    "/": "Regular expressions are not supported; put the words in quotes.",
}
_RESERVED_OPERATOR = re.compile(r"(?:NEAR|ONEAR|ATLEAST|ANY|W|PRE)/\w*\Z")
_WILDCARD = re.compile(r"[*?\uff0a]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")


def phrase_from(part: Part, field: Field) -> Phrase:
    """Return the tokens of a word or a quoted phrase.

    Raises RuleSyntaxError if there is no letter or digit in it, or a sign that other query
    languages give a meaning: a silent change of meaning would be worse than an error.
    """
    if part.kind is Kind.WORD:
        _refuse_reserved(part)
    elif (star := part.text.find("*")) >= 0:
        raise _no_wildcards(part.start + 1 + star)
    tokens = tuple([token.folded for token in tokenize(part.text)])
    if not tokens:
        raise RuleSyntaxError(
            f"There is no letter or digit in {_shown(part.text)}",
            position=part.start,
            expected="a word",
            suggestion=_SIGNS.get(part.text, "Leave it out."),
        )
    return Phrase(tokens, field, part.text, part.start, part.end)


def language_from(part: Part) -> Language:
    """Return the condition `lang:` with a code such as `en` or `pt-BR`; else RuleSyntaxError."""
    if _LANGUAGE.match(part.text) is None:
        raise RuleSyntaxError(
            f"{_shown(part.text)} is no language code",
            position=part.start,
            expected="a code such as en, ru or zh",
            suggestion="Codes are those of ISO 639, as in lang:en.",
        )
    return Language(part.text.lower().replace("_", "-"), part.start, part.end)


def _refuse_reserved(part: Part) -> None:
    text = part.text
    if len(text) > 1 and text[0] in _RESERVED_FIRST and text not in _SIGNS:
        raise RuleSyntaxError(
            f"{text[0]} has no meaning before a word",
            position=part.start,
            expected="a word",
            suggestion=_RESERVED_FIRST[text[0]],
        )
    if _RESERVED_OPERATOR.match(text):
        raise RuleSyntaxError(
            f"{_shown(text)} is not supported",
            position=part.start,
            expected="a word, AND, OR or NOT",
            suggestion="Use AND, or put the words in quotes to have them side by side.",
        )
    wildcard = _WILDCARD.search(text)
    if wildcard is not None:
        raise _no_wildcards(part.start + wildcard.start())


def _no_wildcards(position: int) -> RuleSyntaxError:
    return RuleSyntaxError(
        "Wildcards are not supported",
        position=position,
        expected="a whole word",
        suggestion="Write the forms out, as in (taliban OR talib).",
    )


def _shown(text: str) -> str:
    """Return text for a message of one line: quoted, control characters escaped, not too long."""
    return ascii(text[:40]) if not text.isprintable() else f"'{text[:40]}'"
