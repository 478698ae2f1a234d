"""Parse a page once with libxml2 and flatten it to blocks."""

from typing import Any

from lxml import etree

from wirewatch.core.errors import Reason, Reject
from wirewatch.core.extract.blocks import MAX_BLOCKS, Block, Page
from wirewatch.core.extract.markup_words import BIT, class_bits, tag_bits

_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "textarea",
        "input",
        "select",
        "option",
        "head",
        "canvas",
        "audio",
        "video",
        "map",
        "math",
        "datalist",
        "embed",
        "applet",
        "noframes",
        "frameset",
        "link",
        "meta",
        "base",
        "title",
    ]
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "label",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "picture",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "amp-img",
        "article-body",
    ]
)
_HIDDEN = BIT["hidden"]
_SENTENCE_END = ".!?…。！？\"'”»:;"


def parse_html(markup: str) -> Any:
    """The document's root element, or None where there is no element at all."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    data = markup.encode("utf-8", "replace")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def html_blocks(root: Any) -> Page:
    """Flatten a parsed page; text order is document order. Raises Reject(TOO_COMPLEX)."""
    walker = _Walker()
    bodies = root.findall("body")
    for body in bodies or [root]:
        walker.walk(body)
    page = Page(walker.blocks, "html", root.getroottree(), walker.parents, walker.kinds)
    page.sift()
    return page


class _Context:
    """What an element hands down to the text inside it."""

    __slots__ = ("any_bits", "containers", "depth", "element", "near", "own", "parent", "signature")

    def __init__(self, element: Any, parent: "_Context | None", number: int) -> None:
        tag = element.tag
        get = element.get
        names = get("class") or ""
        for attribute in ("id", "role", "itemprop", "data-component", "data-testid"):
            value = get(attribute)
            if value:
                names = f"{names} {value}"
        own = (class_bits(names) if names else 0) | tag_bits(tag)
        style = get("style")
        if (style and "none" in style and "display" in style) or get("hidden") is not None:
            own |= _HIDDEN
        self.element = element
        self.own = own
        self.parent = parent
        short = f"{tag}.{get('class') or ''}"
        if parent is None:
            self.near = self.any_bits = 0
            self.depth = 0
            self.containers = (number, number, number)
            self.signature = short
        else:
            self.near = parent.own | (parent.parent.own if parent.parent else 0)
            self.any_bits = parent.any_bits | parent.own
            self.depth = parent.depth + 1
            self.containers = (number, parent.containers[0], parent.containers[1])
            self.signature = f"{parent.signature.rpartition('>')[2]}>{short}"


class _Walker:
    """Collects text between block boundaries in one pass without recursion."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._link_chars = 0
        self._links = 0
        self.parents: list[int] = [0]
        self.kinds: list[str] = [""]

    def walk(self, body: Any) -> None:
        """Add the blocks below `body`."""
        context = self._context(body, None)
        link = 0
        stack: list[tuple[Any, Any, _Context, bool, int]] = []
        children = iter(body)
        element = body
        is_block = True
        self._text(body.text or "", link)
        while True:
            child = next(children, None)
            if child is None:
                if is_block:
                    self._flush(context)
                if not stack:
                    break
                tail = element.tail
                element, children, context, is_block, link = stack.pop()
                self._text(tail or "", link)
                continue
            tag = child.tag
            if self._is_void(tag, context):
                if child.tail:
                    self._text(child.tail, link)
                continue
            stack.append((element, children, context, is_block, link))
            is_block = tag in _BLOCK
            if is_block:
                self._flush(context)
                context = self._context(child, context)
            elif tag == "a":
                link += 1
                self._links += 1
            element, children = child, iter(child)
            if child.text:
                self._text(child.text, link)
            if len(self.blocks) >= MAX_BLOCKS:
                raise Reject(Reason.TOO_COMPLEX, f"more than {MAX_BLOCKS} blocks of text")

    def _context(self, element: Any, parent: "_Context | None") -> "_Context":
        context = _Context(element, parent, len(self.parents))
        self.parents.append(parent.containers[0] if parent else 0)
        self.kinds.append(context.signature.rpartition(">")[2])
        return context

    def _is_void(self, tag: Any, context: "_Context") -> bool:
        """Whether an element has no text of its own; a line break takes effect."""
        if tag == "br":
            self._break(context)
            return True
        return not isinstance(tag, str) or tag in _SKIP

    def _text(self, text: str, link: int) -> None:
        self._parts.append(text)
        if link:
            self._link_chars += len(text.strip())

    def _break(self, context: _Context) -> None:
        """A line break ends a block after a sentence or an empty line."""
        text = "".join(self._parts[-3:]).rstrip(" \t\n\xa0")
        if not text or text.endswith("\v") or text[-1] in _SENTENCE_END:
            self._flush(context)
        else:
            self._parts.append(" \v")

    def _flush(self, context: _Context) -> None:
        if not self._parts:
            self._links = 0
            return
        text = " ".join("".join(self._parts).split())
        if text:
            self.blocks.append(
                Block(
                    text,
                    context.element.tag,
                    min(self._link_chars, len(text)),
                    self._links,
                    context.own,
                    context.near,
                    context.any_bits,
                    context.depth,
                    context.containers,
                    context.signature,
                    0,
                    context.element,
                )
            )
        self._parts = []
        self._link_chars = 0
        self._links = 0
