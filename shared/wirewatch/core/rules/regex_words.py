"""What words an article must hold so that a regular expression can fit it.

Each fit contains the pattern's literal letters, and a row of letters in a text is part of one word.
So `/CVE-\\d+ in Kabul/` needs a word that ends in `cve`, the word `in` and one that fits `kabul*`.
Han characters are words themselves. Whatever this reader does not know (classes, escapes) it passes
over, so that it names too few words but never one that is not needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from wirewatch.core.rules.limits import MAX_NESTING
from wirewatch.core.rules.syntax import Form, PatternWord, Regex
from wirewatch.core.text import folded_words

Needed = tuple[PatternWord, ...]
"""Words and wildcards; at least one of them must occur in the article."""

_MOST_ALTERNATIVES = 50
_LEAST_LETTERS = 2
_APART = frozenset(" \t,;:!?()[]{}/<>@#%&*+=|~^-\u2013\u2014")
"""Characters that always stand between words."""

_ALPHABETS = ((0x30, 0x250), (0x386, 0x483), (0x48A, 0x530), (0x5D0, 0x5EB), (0x620, 0x660))
"""Digits, Latin, Greek, Cyrillic, Hebrew and Arabic letters: one letter of a text is one of its
folded form, whatever marks follow."""

_COMPOSED = frozenset("\u0438\u0456\u0443\u0433\u043a")
"""Cyrillic letters that a mark behind them may turn into another letter."""

_SPECIAL = frozenset(".^$")
_TOKEN = re.compile(
    r"(?P<flags>\(\?[imsU-]+\))"
    r"|(?P<open>\((?:\?P?<\w+>|\?[imsU-]*:)?)"
    r"|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>[*+?]\??|\{(?P<least>\d+)(?:,\d*)?\}\??)"
    r"|(?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|\\(?P<punct>[!-/:-@\[-`{-~])"
    r"|(?P<quoted>\\Q)"
    r"|(?P<escape>\\(?:x\{[0-9A-Fa-f]+\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]+|.))"
    r"|(?P<char>.)",
    re.DOTALL,
)


@lru_cache(1 << 12)
def needed_words(regex: Regex) -> tuple[Needed, ...]:
    """Return what every fit needs: of each group of words at least one. Empty if unknown."""
    try:
        return tuple(_Reader(list(_TOKEN.finditer(regex.pattern))).sequence_or_more())
    except _UnknownError:
        return ()


class _UnknownError(Exception):
    """Syntax that this reader does not follow."""


@dataclass(slots=True)
class _Sequence:
    """Letters so far, a break (None) where the pattern allows what we do not know."""

    letters: list[str | None] = field(default_factory=list)
    groups: list[Needed] = field(default_factory=list)

    def repeat(self, least: int) -> None:
        """What came last may stand there often, or not at all."""
        if least == 0 and self.letters:
            self.letters.pop()
        self.letters.append(None)

    def needed(self) -> list[Needed]:
        """What the sequence needs."""
        return [*self.groups, *((word,) for word in _words(self.letters))]


@dataclass(slots=True)
class _Reader:
    tokens: list[re.Match[str]]
    at: int = 0
    depth: int = 0

    def sequence_or_more(self) -> list[Needed]:
        """The alternatives up to a closing bracket or the end."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _UnknownError
        branches = [self.sequence()]
        while self.at < len(self.tokens) and self.tokens[self.at]["bar"]:
            self.at += 1
            branches.append(self.sequence())
        self.depth -= 1
        if len(branches) == 1:
            return branches[0]
        best = [max(branch, key=_letters, default=()) for branch in branches]
        together = tuple(dict.fromkeys([word for needed in best for word in needed]))
        return [together] if all(best) and len(together) <= _MOST_ALTERNATIVES else []

    def sequence(self) -> list[Needed]:
        found = _Sequence()
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token["bar"] or token["close"]:
                break
            self.at += 1
            if token["quoted"]:
                raise _UnknownError
            if token["open"]:
                self.group(found)
            elif token["repeat"]:
                least = token["least"]
                found.repeat(int(least) if least else int(token["repeat"][0] == "+"))
            elif token["punct"]:
                found.letters.append(token["punct"])
            elif token["char"] and token["char"] not in _SPECIAL:
                found.letters.append(token["char"])
            else:
                found.letters.append(None)
        return found.needed()

    def group(self, found: _Sequence) -> None:
        inside = self.sequence_or_more()
        if self.at == len(self.tokens):
            raise _UnknownError
        self.at += 1  # the closing bracket
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        optional = following is not None and (
            (following["repeat"] or "")[:1] in ("*", "?") or int(following["least"] or 1) == 0
        )
        if not optional:
            found.groups += inside
        found.letters.append(None)


def _words(letters: list[str | None]) -> Iterator[PatternWord]:
    """Yield the words of a row of letters: `doha deal ` is the ending `*doha` and the word `deal`.

    Where the pattern goes on with something unknown, more of the word may stand in the text.
    """
    start = 0
    while start < len(letters):
        if _folded(letters[start]) is None:
            if "\u4e00" <= (letters[start] or "") <= "\u9fff":
                yield PatternWord(Form.WILD, f"{letters[start]}*")
            start += 1
            continue
        end = start
        folded = []
        while end < len(letters) and (form := _folded(letters[end])) is not None:
            folded.append(form)
            end += 1
        if sum(form != "?" for form in folded) >= _LEAST_LETTERS:
            before = "" if start and letters[start - 1] in _APART else "*"
            after = "" if end < len(letters) and letters[end] in _APART else "*"
            text = f"{before}{''.join(folded)}{after}"
            form = Form.WILD if set(text) & set("*?") else Form.WORD
            yield PatternWord(form, text)
        start = end


@lru_cache(1 << 12)
def _folded(letter: str | None) -> str | None:
    """The folded form of a letter in a word, `?` for one of several; None if it is none."""
    if letter is None or not any(low <= ord(letter) < high for low, high in _ALPHABETS):
        return None
    words = folded_words(letter)
    # A Greek iota may be a mark below another letter, which folding removes.
    if len(words) != 1 or "\u03b9" in words[0]:
        return None
    return "?" if words[0] in _COMPOSED else words[0]


def _letters(needed: Needed) -> int:
    """How telling a group is: the letters of its shortest word."""
    return min((len(word.text.strip("*?")) for word in needed), default=0)
