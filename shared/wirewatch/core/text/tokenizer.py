"""From one paragraph to its tokens, at the speed of the regular-expression engine.

A token is
- a run of letters, digits and marks of a script with spaces; an apostrophe, a soft hyphen, a
  zero-width character or tatweel inside the run leaves no trace (`don't` is `dont`), and a
  possessive 's goes (`Ghani's` is `ghani`);
- single letters with points between them (`U.S.` is `us`, `e.g.` is `eg`);
- one character, with its marks, of a script without spaces (Han, kana, Thai, Lao, Khmer, Myanmar).

Everything else separates tokens, hyphens and dashes among it (`al-Qaeda` is `al`, `qaeda`). Three
cases need saying:
- An elided article or pronoun is a token of its own (`l'Iran` is `l`, `iran`), whatever the
  language, because a rule on `iran` must find it.
- The zero-width non-joiner separates words between letters of the Arabic script, where Persian
  writers use it, a blank or nothing for the same thing; in other scripts it only shapes letters and
  is dropped.
- A token has at most MAX_TOKEN_CHARACTERS; a longer run of letters is cut into several tokens.
"""

import re
from bisect import bisect_left
from functools import cache, lru_cache

from wirewatch.core.text.characters import (
    APOSTROPHES,
    ATTACHED_LETTERS,
    DROPPED,
    GERSHAYIM,
    HEBREW_LETTERS,
    MARKS,
    SEPARATORS,
    UNSPACED,
    character_class,
)
from wirewatch.core.text.folding import fold_characters
from wirewatch.core.text.sentences import sentence_ends
from wirewatch.core.text.token import Token

MAX_TOKEN_CHARACTERS = 120
"""Of a folded token. Elasticsearch's `whitespace` tokenizer cuts at 255 UTF-16 units, so even a
word of characters outside the basic plane stays whole."""

ELISIONS = (
    "l d qu j m t s n c jusqu lorsqu puisqu quoiqu quelqu presqu "  # French, Catalan
    "un all dall dell nell sull coll quest quell sant bell tutt"  # Italian
)
"""What French, Italian and Catalan write before an apostrophe as a word of its own."""

_MAX_CACHED_CHARACTERS = 64
_MAX_CACHED_WORDS = 1 << 17
_MAX_MARKS = 64  # per letter, in words that are long or odd enough to be folded piece by piece

_NON_JOINER = 0x200C
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
# A Korean syllable is one letter or several, as Unicode composes it: no such letter is an initial.
_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb\uffa1-\uffdc"
_APOSTROPHE = "[" + re.escape(APOSTROPHES) + "]"
_IN_HEBREW = f"(?<=[{HEBREW_LETTERS}])[{GERSHAYIM}](?=[{HEBREW_LETTERS}])"
_JOINING = f"(?:[{character_class(DROPPED - {_NON_JOINER})}]|(?<![{_ARABIC}\u200c])\u200c+)"


def _word_pattern(limit: int) -> re.Pattern[str]:
    """Return the pattern of a token for text whose code points are below `limit`.

    Ranges outside the basic plane make a class several times slower, and few texts need them.
    """

    def within(codes: frozenset[int]) -> str:
        return character_class(code for code in codes if code < limit)

    rare_han = "\U00020000-\U0003ffff" if limit > 0x20000 else ""
    other = "_" + within(UNSPACED | SEPARATORS | DROPPED) + rare_han
    letter, letter_no_digit = rf"[^\W{other}]", rf"[^\W\d{other}{_HANGUL}]"
    unspaced = f"[{within(UNSPACED - MARKS - SEPARATORS - DROPPED)}{rare_han}]"
    mark = f"[{within(MARKS)}]"
    dropped = f"[{within(DROPPED - {_NON_JOINER})}]"
    joining = f"(?:{dropped}|(?<![{_ARABIC}\u200c])\u200c+)"
    return re.compile(
        # The first character decides which of the three kinds a token is.
        r"[^\W_](?:"
        # U.S. and e.g.; an initial before a name, as in J.Smith, is no part of such a word
        rf"(?<={letter_no_digit})(?:{mark}*\.{letter_no_digit})+{mark}*"
        rf"(?:\.?{_APOSTROPHE}[sS])?(?!{mark}|{letter}|{joining}+{letter})"
        f"|(?<={letter}){letter}*(?:{mark}+{letter}*|(?:{joining}+|{_IN_HEBREW})(?:{letter}|{mark})+)*"
        rf"|(?<={unspaced})(?:{joining}*(?:\u0e4d\u0e32|\u0ecd\u0eb2|{mark}))*"
        ")"
    )


_BASIC_WORD = _word_pattern(0x10000)
_BEYOND_BASIC = re.compile("[\U00010000-\U0010ffff]")


@cache
def _any_word() -> re.Pattern[str]:
    """The pattern for all of Unicode, made when the first such text comes."""
    return _word_pattern(0x110000)


_POSSESSIVE = re.compile(f"{_APOSTROPHE}{_JOINING}{{0,3}}[sS]\\Z")
_ELISION = re.compile(
    f"({'|'.join(ELISIONS.split())}){_JOINING}{{0,3}}?{_APOSTROPHE}{_JOINING}{{0,3}}"
    f"(?=\\w)(?![{ATTACHED_LETTERS}])",
    re.IGNORECASE,
)
_CLUSTER = re.compile(
    f"\\w(?:{_JOINING}|[{character_class(MARKS)}\\u1160-\\u11ff]){{0,{_MAX_MARKS}}}"
)


class _FoldedWords(dict[str, str]):
    """Word as written to folded form, so that each word is folded once; bounded.

    A word of several tokens has a blank in its entry; `_pieces` says where they stand.
    """

    def __missing__(self, word: str) -> str:
        if len(word) > _MAX_CACHED_CHARACTERS:
            return _folded_word(word)
        if len(self) >= _MAX_CACHED_WORDS:
            self.clear()
        folded = self[word] = _folded_word(word)
        return folded


_FOLDED = _FoldedWords()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of one paragraph in order. No text raises."""
    pattern = _BASIC_WORD if _BEYOND_BASIC.search(text) is None else _any_word()
    found = list(pattern.finditer(text))
    starts = [match.start() for match in found]
    ends = [match.end() for match in found]
    folded = [_FOLDED[match[0]] for match in found]
    if "" in folded or " " in "".join(folded):
        starts, ends, folded = _with_pieces(text, starts, ends, folded)
    sentences = _sentence_numbers(text, starts)
    return list(map(Token._make, zip(folded, starts, ends, sentences, strict=True)))


def folded_tokens(text: str) -> list[str]:
    """Return the folded tokens of one paragraph: those of `tokenize`, without their places."""
    pattern = _BASIC_WORD if _BEYOND_BASIC.search(text) is None else _any_word()
    folded = list(map(_FOLDED.__getitem__, pattern.findall(text)))
    if "" in folded or " " in "".join(folded):
        return [token.folded for token in tokenize(text)]
    return folded


def without_possessive(word: str) -> str:
    """Return a word without the possessive 's that tokens leave out."""
    return _POSSESSIVE.sub("", word)


def _folded_word(word: str) -> str:
    """Return a found word's folded form; that of a word of several tokens contains a blank."""
    if len(word) > MAX_TOKEN_CHARACTERS:
        return " "
    word = _POSSESSIVE.sub("", word)
    if _ELISION.match(word):
        return " "
    folded = fold_characters(word)
    return folded if len(folded) <= MAX_TOKEN_CHARACTERS else " "


def _with_pieces(
    text: str, starts: list[int], ends: list[int], folded: list[str]
) -> tuple[list[int], list[int], list[str]]:
    """Put the pieces of words that are several tokens in their places; drop words of no letter."""
    pieces: list[tuple[int, int, str]] = []
    for start, end, word in zip(starts, ends, folded, strict=True):
        if word and " " not in word:
            pieces.append((start, end, word))
        elif word:
            pieces.extend(
                [
                    (start + first, start + last, part)
                    for first, last, part in _pieces(text[start:end])
                ]
            )
    return (
        [piece[0] for piece in pieces],
        [piece[1] for piece in pieces],
        [piece[2] for piece in pieces],
    )


def _pieces(word: str) -> tuple[tuple[int, int, str], ...]:
    """Return start, end and folded form of each token of a word that is several."""
    return _short_pieces(word) if len(word) <= _MAX_CACHED_CHARACTERS else _find_pieces(word)


def _find_pieces(word: str) -> tuple[tuple[int, int, str], ...]:
    pieces: list[tuple[int, int, str]] = []
    end = len(word)
    possessive = _POSSESSIVE.search(word)
    kept_end = possessive.start() if possessive else end
    position = 0
    while (elision := _ELISION.match(word, position, kept_end)) is not None:
        pieces.append((position, elision.end(1), fold_characters(elision[1])))
        position = elision.end()
    rest = word[position:kept_end]
    folded = fold_characters(rest) if len(rest) <= MAX_TOKEN_CHARACTERS else " "
    if len(folded) <= MAX_TOKEN_CHARACTERS and folded != " ":
        pieces.append((position, end, folded))
    else:
        pieces.extend(_cut(rest, position))
    return tuple([piece for piece in pieces if piece[2]])


_short_pieces = lru_cache(_MAX_CACHED_WORDS >> 3)(_find_pieces)


def _cut(word: str, offset: int) -> list[tuple[int, int, str]]:
    """Cut an overlong word between characters, so that no folded piece is too long.

    Marks beyond `_MAX_MARKS` on one letter are no language and are left out.
    """
    pieces: list[tuple[int, int, str]] = []
    folded, start, end = "", 0, 0
    for cluster in _CLUSTER.finditer(word):
        part = fold_characters(cluster[0])[:MAX_TOKEN_CHARACTERS]
        if len(folded) + len(part) > MAX_TOKEN_CHARACTERS:
            pieces.append((offset + start, offset + end, folded))
            folded, start = "", cluster.start()
        folded += part
        end = cluster.end()
    pieces.append((offset + start, offset + end, folded))
    return pieces


def _sentence_numbers(text: str, starts: list[int]) -> list[int]:
    """Return the sentence of each token, given where the tokens start."""
    numbers: list[int] = []
    for number, end in enumerate(sentence_ends(text)):
        numbers.extend([number] * (bisect_left(starts, end) - len(numbers)))
    last = numbers[-1] + 1 if numbers else 0
    numbers.extend([last] * (len(starts) - len(numbers)))
    return numbers
