"""Parse a page once with libxml2 and flatten it to blocks."""

from typing import Any

from lxml import etree

from wirewatch.core.extract.blocks import MAX_BLOCKS, Block, Containers, Page
from wirewatch.core.extract.markup_words import BIT, class_bits, tag_bits
from wirewatch.core.extract.references import without_nonsense
from wirewatch.core.extract.unprintable import without_unprintable


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SKIP = _names(
    "script style noscript template svg iframe object textarea input select option head canvas"
    " audio video map math datalist embed applet noframes frameset link meta base title"
)
_BLOCK = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend"
    " li main menu nav ol p picture pre section summary table tbody td tfoot th thead tr ul amp-img"
    " article-body"
)
_INLINE_TEXT, _SKIPPED, _BREAK, _LINK = range(4)
_BLOCK_BASE = 4
_ROLE = {
    **dict.fromkeys(_SKIP, _SKIPPED), "br": _BREAK, "a": _LINK,
    **{tag: _BLOCK_BASE + i for i, tag in enumerate(_BLOCK)},
}  # fmt: skip
_TAG_BITS = {tag: tag_bits(tag) for tag in _BLOCK}
_NAMING = frozenset(("class", "id", "role", "itemprop", "data-component", "data-testid"))
_HIDDEN = BIT["hidden"]
_LITTLE = 200
_SENTENCE_END = ".!?…。！？\"'”»:;"


class NoTree(Exception):
    """The markup is beyond what is read as a tree: too deep, too long a piece, too many blocks."""


def parse_html(markup: bytes) -> Any:
    """The root element of a document in UTF-8, or None where there is no element at all.

    Raises NoTree where elements nest more than 256 deep or a piece is longer than 10 MB.
    """
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError:
        root = None
    if len(parser.error_log) and any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise NoTree
    return root


def read_html(markup: bytes) -> tuple[Any, Page] | None:
    """A document's root element and its blocks, None where there is no element at all.

    Where references to characters that do not exist stand in the text it is read once more
    without them and without unknown names. Raises NoTree as `parse_html` and `html_blocks` do.
    """
    root = parse_html(markup)
    if root is None:
        return None
    page = html_blocks(root)
    if any("\ufffd" in block.text for block in page.blocks):
        meaningful = without_nonsense(markup)
        again = parse_html(meaningful) if len(meaningful) < len(markup) else None
        if again is not None:
            root, page = again, html_blocks(again)
    return root, page


def html_blocks(root: Any) -> Page:
    """Flatten a parsed page; text order is document order. Raises NoTree beyond
    `MAX_BLOCKS`."""
    walker = _Walker()
    for body in root.findall("body") or [root]:
        walker.walk(body)
    templates = root.findall(".//template")
    if templates and sum(len(b.text) for b in walker.blocks) < _LITTLE:
        for element in templates:  # a page that shows nothing but what is in its templates
            element.tag = "div"
        return html_blocks(root)
    page = Page(walker.blocks, "html", root.getroottree(), walker.containers())
    page.sift()
    return page


class _Walker:
    """Collects text between block boundaries in one pass without recursion."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._held: list[tuple[int, int, int, int, int, int]] = [(0, 0, 0, 0, 0, 0)]
        self._parts: list[str] = []
        self._link_chars = 0
        self._links = 0
        self._kinds: dict[tuple[str, str], int] = {}
        self._paths: dict[tuple[int, int], int] = {}

    def containers(self) -> Containers:
        """The containers met so far."""
        return Containers(*map(list, zip(*self._held, strict=True)))

    def walk(self, body: Any) -> None:  # noqa: C901  (one loop, since calls cost most here)
        """Add the blocks below `body`."""
        parts, role_of = self._parts, _ROLE.get
        number, link = self._contain(body, 0), 0
        holder, is_block = body, True
        stack: list[tuple[Any, Any, Any, int, bool, int]] = []
        element, children = body, iter(body)
        if body.text:
            parts.append(body.text)
        while True:
            for child in children:
                role = role_of(child.tag, _INLINE_TEXT)
                if role <= _BREAK and role:  # skipped or a break
                    if role == _BREAK:
                        self._break(holder, number)
                    tail = child.tail
                    if tail and (parts or not tail.isspace()):
                        parts.append(tail)
                        if link:
                            self._link_chars += len(tail.strip())
                    continue
                stack.append((element, children, holder, number, is_block, link))
                element, children = child, iter(child)
                is_block = role >= _BLOCK_BASE
                if is_block:
                    if parts:
                        self._flush(holder, number)
                    holder, number = child, self._contain(child, number)
                elif role == _LINK:
                    link += 1
                    self._links += 1
                text = child.text
                if text and (parts or not text.isspace()):
                    parts.append(text)
                    if link:
                        self._link_chars += len(text.strip())
                break
            else:
                if is_block and parts:
                    self._flush(holder, number)
                if not stack:
                    return
                tail = element.tail
                element, children, holder, number, is_block, link = stack.pop()
                if tail and (parts or not tail.isspace()):
                    parts.append(tail)
                    if link:
                        self._link_chars += len(tail.strip())
                if len(self.blocks) >= MAX_BLOCKS:
                    raise NoTree

    def _contain(self, element: Any, parent: int) -> int:
        """Note an element as a container; returns its number."""
        tag = element.tag
        bits = _TAG_BITS.get(tag, 0)
        names = first = ""
        for key, value in element.items():
            if key == "class":
                names += " " + value
                first = value
            elif key in _NAMING:
                names += " " + value
            elif key == "hidden" or (key == "style" and "none" in value and "display" in value):
                bits |= _HIDDEN
        if names and parent:  # what the page's body is called says nothing about its parts
            bits |= class_bits(names)
        held, kinds, paths = self._held, self._kinds, self._paths
        kind = kinds.setdefault((tag, first), len(kinds) + 1)
        _, _, above, depth, outer, _ = held[parent]
        path = paths.setdefault((outer, kind), len(paths) + 1)
        held.append((parent, bits, above | bits, depth + 1, kind, path))
        return len(held) - 1

    def _break(self, holder: Any, number: int) -> None:
        """A line break ends a block after a sentence or an empty line."""
        text = "".join(self._parts[-3:]).rstrip(" \t\n\xa0")
        if not text or text.endswith("\v") or text[-1] in _SENTENCE_END:
            self._flush(holder, number)
        else:
            self._parts.append(" \v")

    def _flush(self, holder: Any, number: int) -> None:
        text = " ".join("".join(self._parts).split())
        if not text.isprintable():
            text = without_unprintable(text)
        if text:
            linked = min(self._link_chars, len(text))
            self.blocks.append(Block(text, holder.tag, linked, self._links, number, 0, holder))
        self._parts.clear()
        self._link_chars = 0
        self._links = 0
