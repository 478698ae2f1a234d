"""The blocks of a page's markup, in one pass over its pieces."""

import re
from functools import lru_cache

from wirewatch.core.extract.blocks import MAX_BLOCKS, Block, Containers, Page
from wirewatch.core.extract.html_tags import (
    BLOCK,
    BREAK,
    CLOSED_BY,
    END,
    FENCES,
    HELD_BY,
    IMAGE,
    INLINE_END,
    INLINE_START,
    LINK,
    LINK_END,
    META,
    NOTHING,
    REFERENCE,
    ROLE,
    ROOT,
    RULE,
    START,
    TABLE_TAGS,
    WITHIN_PARAGRAPH,
    role_of_other,
)  # fmt: skip
from wirewatch.core.extract.markup import Markup, attributes, is_cut_short, read_markup, whole_tag
from wirewatch.core.extract.markup_words import BIT, class_bits, tag_bits
from wirewatch.core.extract.references import unescaped, without_nonsense
from wirewatch.core.extract.unprintable import without_unprintable

_TAG_BITS = {tag: tag_bits(tag) for tag in BLOCK}
_NAMING = frozenset(("class", "id", "role", "itemprop", "data-component", "data-testid"))
_HIDDEN = BIT["hidden"]
_LITTLE = 200
_SENTENCE_END = ".!?…。！？\"'”»:;"
_ONLY_CLASS = re.compile(r'\s+class="([^"&]+)"\s*')
_LONG_TAG = 300
_REACH = 64
_DEEPEST = 256


class NoTree(Exception):
    """The markup is beyond what is read as nested: too deep, or too many blocks."""


def read_html(text: str) -> tuple[Markup, Page]:
    """A page's markup in pieces, and its blocks.

    Where references to characters that do not exist stand in the text it is read once more
    without them and without unknown names. A page that shows nothing but what is in its templates
    is read with these. Raises NoTree beyond 256 levels or `MAX_BLOCKS`.
    """
    markup, page = html_blocks(text)
    if any("\ufffd" in block.text for block in page.blocks):
        raw = text.encode("utf-8", "replace")
        meaningful = without_nonsense(raw)
        if len(meaningful) < len(raw):
            text = meaningful.decode()
            markup, page = html_blocks(text)
    if markup.templates and sum(len(b.text) for b in page.blocks) < _LITTLE:
        markup, page = html_blocks(text, templates=True)
    return markup, page


def html_blocks(text: str, templates: bool = False) -> tuple[Markup, Page]:
    """Cut markup to pieces and these to blocks, in the order of the document. Raises NoTree."""
    markup = read_markup(text, templates)
    walker = _Walker(markup)
    walker.walk()
    page = Page(walker.blocks, "html", walker.containers())
    page.sift()
    return markup, page


class _Walker:
    """Collects text between block boundaries in one pass without recursion.

    Of open elements only blocks are held; others bound nothing. End tags that are left out are
    understood as browsers do: of a paragraph before any other block, of items, cells and rows
    before the next one; an end tag closes what is open inside of its element.
    """

    def __init__(self, markup: Markup) -> None:
        self.blocks: list[Block] = []
        self._markup = markup
        self._held = [0] * 6
        self._tags = [""]
        self._wrapped = bytearray(1)
        self._parts: list[str] = []
        self._link_chars = 0
        self._links = 0
        self._image = False
        self._closed = -1
        self._kinds: dict[tuple[str, str], int] = {}
        self._paths: dict[tuple[int, int], int] = {}
        self._named: dict[tuple[str, str], tuple[int, int]] = {}
        self._open = ["body"]
        self._numbers = [self._contain("body", "", 0, 0)]
        self._wraps = [0]

    def containers(self) -> Containers:
        """The containers met so far."""
        parents, bits, above, depths, kinds, paths = (self._held[i::6] for i in range(6))
        return Containers(parents, bits, above, depths, kinds, paths, self._tags, self._wrapped)

    def walk(self) -> None:  # noqa: C901  (one loop, since calls cost most here)
        """Add the blocks of the page."""
        parts, role_of, markup = self._parts, ROLE.get, self._markup
        opened, numbers, wraps = self._open, self._numbers, self._wraps
        link = 0  # how deep the open link stands, 0 for none
        pieces = iter(markup.pieces)
        text = next(pieces)
        if text and not text.isspace():
            parts.append(text)
        rest = zip(pieces, pieces, pieces, strict=False)
        for name, tag, text in rest:
            role = role_of(name)
            if role is None:
                name, role = role_of_other(name)
            if tag and (tag.count('"') & 1 or "'" in tag) and is_cut_short(tag):
                tag, text = whole_tag(tag, text, rest)
            if role == START:
                if tag[-1:] != "/" or not _closes_itself(tag):
                    if parts:
                        self._flush()
                    if opened[-1] == "p" and name not in WITHIN_PARAGRAPH:
                        del opened[-1], numbers[-1], wraps[-1]
                    if name in CLOSED_BY and opened[-1] not in HELD_BY[name]:
                        self._close_before(name)
                    numbers.append(self._contain(name, tag, numbers[-1], wraps[-1] > 0))
                    opened.append(name)
                    wraps.append(0)
            elif role == END:
                if parts:
                    self._flush()
                if opened[-1] == name[1:]:
                    del opened[-1], numbers[-1], wraps[-1]
                else:
                    self._close(name[1:])
                if len(opened) < link:
                    link = 0
            elif role == INLINE_START:
                wraps[-1] += 1
            elif role == INLINE_END:
                wraps[-1] -= 1
                self._closed = len(parts)
            elif role == LINK:
                if tag[-1:] != "/" or not _closes_itself(tag):
                    wraps[-1] += 1
                    link = len(opened)
                    self._links += 1
                    if wraps[-1] > _DEEPEST:
                        raise NoTree
            elif role == LINK_END:
                wraps[-1] -= 1
                self._closed = len(parts)
                link = 0
            elif role != NOTHING:
                self._note(role, tag)
            if text and (parts or not text.isspace()):
                parts.append(text)
                if link:
                    self._link_chars += len(text.strip())
        self._flush()

    def _note(self, role: int, tag: str) -> None:
        """Take in a tag that is met seldom."""
        markup = self._markup
        if role == BREAK:
            self._break()
        elif role == IMAGE:
            self._image = self._image or not self._parts
        elif role == RULE:
            self._flush()
        elif role == META:
            markup.metas.append(tag)
        elif role == REFERENCE:
            markup.links.append(tag)
        elif role == ROOT:
            markup.root = markup.root or tag

    def _close(self, tag: str) -> None:
        """Close the innermost open element of a name with all inside, if there is one near."""
        fenced = tag not in TABLE_TAGS
        for count in range(2, min(_REACH, len(self._open))):
            if self._open[-count] == tag:
                self._drop(count)
                return
            if fenced and self._open[1 - count] in FENCES:
                return

    def _close_before(self, tag: str) -> None:
        """Close the item, cell or row that ends where another begins."""
        closed, holders = CLOSED_BY[tag], HELD_BY[tag]
        most = 0
        for count in range(1, min(_REACH, len(self._open))):
            here = self._open[-count]
            if here in closed:
                most = count
                if tag in ("li", "td", "th"):
                    break
            elif here in holders or here == "table":
                break
        if most:
            self._drop(most)

    def _drop(self, count: int) -> None:
        del self._open[-count:], self._numbers[-count:], self._wraps[-count:]

    def _contain(self, name: str, tag: str, parent: int, wrapped: bool | int) -> int:
        """Note an element as a container; returns its number."""
        found = self._named.get((name, tag))
        if found is None:
            bits, first = (
                _named(name, tag) if len(tag) < _LONG_TAG else _named.__wrapped__(name, tag)
            )
            kind = self._kinds.setdefault((name, first), len(self._kinds) + 1)
            found = self._named[name, tag] = (bits, kind)
        bits, kind = found
        held, paths, at = self._held, self._paths, 6 * parent
        key = (held[at + 4], kind)
        path = paths.setdefault(key, len(paths) + 1)
        depth = held[at + 3] + 1
        if depth > _DEEPEST:
            raise NoTree
        held += (parent, bits, held[at + 2] | bits, depth, kind, path)
        self._tags.append(name)
        self._wrapped.append(wrapped)
        return len(self._tags) - 1

    def _break(self) -> None:
        """A line break ends a block after a sentence, an empty line, or the end of an element: a
        line that is a link or has letters of its own is no part of what follows.
        """
        if self._closed == len(self._parts):
            self._flush()
            return
        text = "".join(self._parts[-3:])
        if "&" in text:
            text = unescaped(text)
        text = text.rstrip(" \t\r\n\xa0")
        if not text or text.endswith("\v") or text[-1] in _SENTENCE_END:
            self._flush()
        else:
            self._parts.append(" \v")

    def _flush(self) -> None:
        text = "".join(self._parts)
        if "&" in text:
            text = unescaped(text)
        text = " ".join(text.split())
        if not text.isprintable():
            text = without_unprintable(text)
        if text:
            linked = min(self._link_chars, len(text))
            tag, number = self._open[-1], self._numbers[-1]
            self.blocks.append(Block(text, tag, linked, self._links, number, 0, self._image))
            self._image = False
            if len(self.blocks) > MAX_BLOCKS:
                raise NoTree
        self._parts.clear()
        self._closed = -1
        self._link_chars = 0
        self._links = 0


def _closes_itself(tag: str) -> bool:
    """Whether a slash ends the tag, and not an unquoted value."""
    return len(tag) == 1 or tag[-2] in " \t\n\"'"


@lru_cache(maxsize=20_000)
def _named(name: str, tag: str) -> tuple[int, str]:
    """The bits and the class of an element by its tag."""
    bits = _TAG_BITS.get(name, 0)
    if not tag:
        return bits, ""
    if (only := _ONLY_CLASS.fullmatch(tag)) is not None:
        return bits | class_bits(only[1]), only[1]
    names = first = ""
    for key, value in attributes(tag).items():
        if key == "class":
            names += " " + value
            first = value
        elif key in _NAMING:
            names += " " + value
        elif key == "hidden" or (key == "style" and "none" in value and "display" in value):
            bits |= _HIDDEN
    return (bits | class_bits(names) if names else bits), first
