"""Letters that are no language's words: keys, codes, random strings, bare names."""

from collections.abc import Sequence
from itertools import pairwise

from wirewatch.core.language.cues import any_small_word

_FEW_WORDS = 4
_SEVERAL = 5
_SOME_WORDS = 3
_FEW_LETTERS = 40
_ENOUGH_KNOWN = 0.12
_USUAL = "zw wz zv vz zj jz jv vj zz ww wj xx jj vv sj bj dj cj mj vw xp hw kw kv kz"
_RARE_PAIRS = frozenset(
    a + b
    for a, b in (
        *((x, y) for x in "jqvwxz" for y in "jqvwxz"),
        *((x, y) for x in "qx" for y in "bdfgkmnrl"),
        *((y, x) for x in "qx" for y in "bdfgkmp"),
        *((x, y) for x in "bcdfghkmpsvw" for y in "jx"),
        *((x, y) for x in "fghkp" for y in "vwz"),
    )
) - frozenset(_USUAL.split())
"""Pairs of letters that Latin-script languages hardly have inside words."""


def unlike_words(words: str, script: str) -> str | None:
    """Why these words are no language's, None where they may be."""
    letters = words.replace(" ", "")
    if len(set(letters.lower())) < min(5, 2 + len(letters) // 6):
        return "few different letters"
    if script != "latin":
        return None
    tokens = words.split()
    small = any_small_word()
    known = sum(t.lower() in small for t in tokens if len(t) > 1)
    few = len(tokens) <= _FEW_WORDS and len(letters) < _FEW_LETTERS
    if known > _ENOUGH_KNOWN * len(tokens):
        return None
    if few and not known and all(t[0].isupper() for t in tokens):
        return "only names"
    if sum(map(_mixed_case, tokens)) > 0.3 * len(tokens):
        return "upper and lower case mixed inside words"
    if all(len(t) > 25 for t in tokens):
        return "no words"
    strange = sum(len(t) for t in tokens if _unpronounceable(t))
    rare = _rare_pairs(tokens)
    if strange > (0.45 if known or len(tokens) < _SEVERAL else 0.3) * len(letters):
        return "no pronounceable words"
    # Real text, even in a language unknown here, has few of either.
    if rare * 16 > len(letters) or (rare >= 2 and rare * 40 + strange > 0.5 * len(letters)):
        return "no pronounceable words"
    return None


def doubtful(words: str) -> bool:
    """Whether nothing known stands among some words of Latin letters, and something odd does.

    Says little alone; beside a guess of low confidence it tells random letters from language.
    """
    tokens = words.split()
    small = any_small_word()
    if len(tokens) < _SOME_WORDS or any(t.lower() in small for t in tokens if len(t) > 1):
        return False
    return bool(_rare_pairs(tokens)) or any(map(_unpronounceable, tokens))


def _rare_pairs(tokens: Sequence[str]) -> int:
    """How many rare pairs there are beside those with the one letter that a language may favour."""
    found = [a + b for t in tokens for a, b in pairwise(t.lower()) if a + b in _RARE_PAIRS]
    return len(found) - max((sum(c in pair for pair in found) for c in "jqvwxz"), default=0)


def _mixed_case(token: str) -> bool:
    return len(token) > 3 and sum(a.islower() and b.isupper() for a, b in pairwise(token)) > 1


def _unpronounceable(token: str) -> bool:
    """Whether a longer word has a run of six consonants or under one vowel in six letters."""
    if len(token) < 5:
        return False
    if len(token) > 30:
        return True
    run = longest = vowels = 0
    for c in token.lower():
        if c in "bcdfghjklmnpqrstvwxzß":
            run += 1
            longest = max(longest, run)
        else:
            run = 0
            vowels += 1
    return longest >= 6 or vowels * 6 < len(token)
