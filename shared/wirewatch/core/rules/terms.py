"""Words and phrases of a rule: from what the author wrote to folded tokens and patterns."""

import re

from wirewatch.core.rules.errors import RuleSyntaxError
from wirewatch.core.rules.lexer import Kind, Part
from wirewatch.core.rules.syntax import Field, Form, Pattern, PatternWord, Phrase
from wirewatch.core.text import Token, exact_form, folded_tokens, tokenize

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
    "=": "Write one sign only, right before the word.",
    "~": "Write one sign only, right before the word.",
    "#": "A comment has a blank after #; to look for the word, leave # out.",
}
_OTHER_NEAR = re.compile(
    r"(?P<order>PRE|ONEAR)(?:/\w*)?\Z|(?:NEAR|W|N|ADJ)(?:/\w*)?\Z"
    r"|(?P<count>ATLEAST|ANY)(?:/\w*)?\Z"
)
_PLAIN_WORDS = frozenset(("W", "N", "ANY", "ADJ", "PRE"))
_DISTANCE = re.compile(r"/(\d{1,9})\Z")

STAR, MARK = "\U00010330", "\U00010331"
"""Letters that stand for `*` and `?` while a pattern is cut into tokens (Gothic, without case)."""

_STANDING_IN = str.maketrans({"*": STAR, "\uff0a": STAR, "?": MARK, "\uff1f": MARK})
_BACK = str.maketrans({STAR: "*", MARK: "?"})
_WILDCARD = re.compile(r"[*?\uff0a\uff1f]")
# In quotes a question mark ends a sentence, unless more of a word follows.
_QUOTED_WILDCARD = re.compile(r"[*\uff0a]|[?\uff1f](?=[\w*?\uff0a\uff1f])")
_ENDING_MARK = re.compile(r"[?\uff1f](?=[^\w*?\uff0a\uff1f]|\Z)")
_STARS = re.compile(r"\*{2,}")
_BROAD_SCRIPTS = 0x1100  # from Hangul on a character says more than a letter of an alphabet


def term_from(part: Part, field: Field, first: int) -> Phrase | Pattern:
    """Return the phrase or pattern of a word or a quoted phrase.

    Raises RuleSyntaxError if there is no letter or digit in it, or a sign that other query
    languages give a meaning: a silent change of meaning would be worse than an error.
    """
    if part.kind is Kind.WORD:
        _refuse_reserved(part)
    text = part.text
    wildcard = (_QUOTED_WILDCARD if part.kind is Kind.PHRASE else _WILDCARD).search(text)
    if part.sign and wildcard is not None:
        raise RuleSyntaxError(
            f"{part.sign} takes no wildcards",
            position=part.end - len(text) + wildcard.start(),
            expected="a whole word",
            suggestion=f"Leave out {part.sign} or the wildcard.",
        )
    if wildcard is not None:
        words = _wild_words(part)
        if all(word.form is Form.WORD for word in words):
            folded = tuple([word.text for word in words])
            return Phrase(folded, field, text, part.start, part.end, first)
        return Pattern(words, field, text, part.start, part.end, first)
    folded = tuple(folded_tokens(text))
    if not folded:
        raise no_letter(part)
    if part.sign:
        signed = tuple([_signed(part.sign, text, token) for token in tokenize(text)])
        return Pattern(signed, field, text, part.start, part.end, first)
    return Phrase(folded, field, text, part.start, part.end, first)


def no_letter(part: Part) -> RuleSyntaxError:
    """Return the error of a part in which there is nothing to look for."""
    return RuleSyntaxError(
        f"There is no letter or digit in {shown(part.text)}",
        position=part.start,
        expected="a word",
        suggestion=_SIGNS.get(part.text, "Leave it out."),
    )


def shown(text: str) -> str:
    """Return text for a message of one line: quoted, control characters escaped, not too long."""
    return ascii(text[:40]) if not text.isprintable() else f"'{text[:40]}'"


def _signed(sign: str, text: str, token: Token) -> PatternWord:
    written = exact_form(text[token.start : token.end])
    if sign == "=":
        return PatternWord(Form.EXACT, written)
    return PatternWord(Form.STEM, written.lower())


def _wild_words(part: Part) -> tuple[PatternWord, ...]:
    text = part.text
    ending = _ENDING_MARK.search(text)
    if part.kind is Kind.WORD and ending is not None:
        raise _bad_wildcard(part, ending.start(), "A ? stands at the end of a word", "Use *.")
    if STAR in text or MARK in text:
        raise _bad_wildcard(part, 0, "Wildcards do not go with these letters", "Leave them out.")
    marked = _ENDING_MARK.sub(" ", text).translate(_STANDING_IN)
    tokens = tokenize(marked)
    words = [token.folded.translate(_BACK) for token in tokens]
    beside = [t for t, word in zip(tokens, words, strict=True) if not word.strip("*?")]
    if 0 < len(beside) < len(tokens) and not _is_spaced(words) and _only_at_an_end(tokens, beside):
        words, beside = [word for word in words if word.strip("*")], []
    for token, word in zip(tokens, words, strict=False):
        if word.endswith("?"):
            at = min(token.start, len(text) - 1)
            raise _bad_wildcard(part, at, "A ? stands at the end of a word", "Use *.")
    if beside or not words:
        raise _bad_wildcard(
            part,
            min(beside[0].start, len(text) - 1) if beside else 0,
            "A wildcard stands alone",
            "Put it beside at least two letters of a word; for words in between use ONEAR/1.",
        )
    return tuple([_wild_word(part, word) for word in words])


def _wild_word(part: Part, word: str) -> PatternWord:
    if _WILDCARD.search(word) is None:
        return PatternWord(Form.WORD, word)
    letters = _WILDCARD.sub("", word)
    if len(letters) < 2 and all(ord(letter) < _BROAD_SCRIPTS for letter in letters):
        found = _WILDCARD.search(part.text)
        at = found.start() if found else 0
        problem = f"Nearly every word fits {shown(word)}"
        raise _bad_wildcard(part, at, problem, "Give at least two letters.")
    return PatternWord(Form.WILD, _STARS.sub("*", word))


def _only_at_an_end(tokens: list[Token], beside: list[Token]) -> bool:
    """Whether of all words only the first or the last is a wildcard alone, and a star."""
    alone = len(beside) == 1 and beside[0] in (tokens[0], tokens[-1])
    return alone and set(beside[0].folded) == {STAR}


def _is_spaced(words: list[str]) -> bool:
    """Whether the script is one with spaces: some words are longer than a letter."""
    return any(len(word.strip("*?")) > 1 for word in words)


def _bad_wildcard(part: Part, offset: int, problem: str, suggestion: str) -> RuleSyntaxError:
    quote = part.kind is Kind.PHRASE
    return RuleSyntaxError(
        problem,
        position=part.start + len(part.sign) + quote + offset,
        expected="a word such as talib* or colo?r",
        suggestion=suggestion,
    )


def _refuse_reserved(part: Part) -> None:
    text = part.text
    if text[:1] in _RESERVED_FIRST and (len(text) > 1 or part.sign) and text not in _SIGNS:
        raise RuleSyntaxError(
            f"{text[0]} has no meaning before a word",
            position=part.start,
            expected="a word",
            suggestion=_RESERVED_FIRST[text[0]],
        )
    if text[:1] == "/" and len(text) > 1:
        raise RuleSyntaxError(
            "A word begins with /, which begins a regular expression, and none ends",
            position=part.start,
            expected="a regular expression such as /do.a/ or /do.a/i",
            suggestion="Write \\/ for a slash inside it; to look for words put them in quotes.",
        )
    operator = _OTHER_NEAR.match(text)
    if operator is None or part.sign or text in _PLAIN_WORDS:
        return
    found = _DISTANCE.search(text)
    number = found[1] if found else "5"
    name = operator["count"] or ("ONEAR" if operator["order"] else "NEAR")
    example = f"{name}/{3 if name == 'ATLEAST' else 2}" if operator["count"] else f"{name}/{number}"
    raise RuleSyntaxError(
        f"{shown(text)} is no operator",
        position=part.start,
        expected=f"{name} with a number" if operator["count"] else f"{name} with a number, s or p",
        suggestion=f"Write {example}; or put it in quotes to look for it.",
    )
