"""Plain text as blocks, and a linear way to flatten markup that no tree parser should see."""

import html
import re

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.extract.blocks import MAX_BLOCKS, Block, Page
from wirewatch.core.extract.unprintable import without_unprintable

_MAX_RUN = 3
_BULLET = re.compile(r"^(?:[•●◦▪■‣⁃·*+]|[-–—](?=\s))\s*")
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=\S)")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,1000})</title", re.IGNORECASE)


def text_blocks(text: str) -> Page:
    """One block for each non-empty line; bullets and numbers of lists are taken off.

    Of a line repeated on and on only the first three are taken. Raises Reject(TOO_COMPLEX).
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[Block] = []
    before, run = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        # A printable line holds no white space but plain spaces.
        if not line.isprintable():
            clean = without_unprintable(" ".join(line.split()))
        elif "  " in line:
            clean = " ".join(line.split())
        else:
            clean = line.strip(" ")
        if not clean:
            continue
        run = run + 1 if clean == before else 0
        before = clean
        if run >= _MAX_RUN:
            continue
        if len(blocks) >= MAX_BLOCKS:
            raise Reject(Reason.TOO_COMPLEX, f"more than {MAX_BLOCKS} lines of text")
        tag = "p"
        bullet = None
        if not clean[0].isalnum():
            bullet = _BULLET.match(clean)
        elif line[0].isspace():
            # A number opens a list item only where the line is set in; else it may be a date.
            bullet = _NUMBER.match(clean)
        if bullet and bullet.end() < len(clean):
            clean, tag = clean[bullet.end() :], "li"
        blocks.append(Block(clean, tag, line=number))
    page = Page(blocks, "text")
    page.sift()
    return page


_RAW = frozenset(
    ["script", "style", "noscript", "template", "svg", "select", "textarea", "head", "title"]
)
_INLINE_NAMES = frozenset(
    [
        "a",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "span",
        "font",
        "small",
        "big",
        "sub",
        "sup",
        "q",
        "cite",
        "abbr",
        "mark",
        "code",
        "ins",
        "del",
        "time",
    ]
)
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})")


def flatten_markup(markup: str) -> tuple[str, str]:
    """Strip tags in linear time, without a tree: the text, one block a line, and the title.

    For markup whose nesting or attributes would cost a parser too much.
    """
    title = _TITLE.search(markup)
    name = without_unprintable(html.unescape(" ".join(title.group(1).split()))) if title else ""
    return html.unescape("".join(_Flattener(markup).pieces())), name


class _Flattener:
    """Walks the markup once; what was searched to the end in vain is not searched again."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._missing: set[str] = set()

    def pieces(self) -> list[str]:
        """The text between tags, with line feeds where blocks end."""
        markup, found, position = self._markup, list[str](), 0
        while (start := markup.find("<", position)) >= 0:
            found.append(markup[position:start])
            position, gap = self._after_tag(start)
            found.append(gap)
        found.append(markup[position:])
        return found

    def _find(self, what: str, start: int) -> int:
        if what in self._missing:
            return -1
        end = self._markup.find(what, start)
        if end < 0:
            self._missing.add(what)
        return end

    def _after_tag(self, start: int) -> tuple[int, str]:
        """Where the text goes on after the tag at `start`, and what stands for the tag."""
        markup = self._markup
        if markup.startswith("<!--", start):
            end = self._find("-->", start + 4)
            return (end + 3 if end >= 0 else start + 4), " "
        match = _NAME.match(markup, start + 1)
        if match is None and markup[start + 1 : start + 2] not in ("!", "?"):
            return start + 1, " "
        end = self._find(">", start)
        if end < 0:
            return start + 1, " "
        if match is None:
            return end + 1, "\n"
        name = match.group(1).lower()
        if name in _RAW and markup[start + 1] != "/":
            close = self._find(f"</{match.group(1)}", end)
            if close >= 0:
                return max(self._find(">", close), close) + 1, "\n"
        return end + 1, " " if name in _INLINE_NAMES else "\n"
