"""What a kept block is: paragraph, heading, list item, quote, cell of a table, caption."""

from collections.abc import Sequence
from typing import Any

from wirewatch.core.extract.blocks import Block, Page
from wirewatch.core.extract.lines import Lines
from wirewatch.core.extract.markup_words import BIT

_KINDS = {
    "li": "list_item", "dd": "list_item", "dt": "list_item", "blockquote": "quote",
    "td": "table", "th": "table", "tr": "table", "caption": "caption", "figcaption": "caption",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading",
}  # fmt: skip
_WITHIN = frozenset(("blockquote", "td", "th", "figcaption"))
_REACH = 4
_CELL_WORDS = 25.0
_CELL_LENGTH = 300
_CAPTION = BIT["caption"]
_PICTURE = BIT["tag_figure"] | BIT["media"]
_CAPTION_WORDS = 4.0
_APART = 5


def kind_of(block: Block, words: float) -> str:
    """The kind of a block of so many words, by its tag and those it stands in.

    A cell that holds a whole paragraph, or stands in a table of one column, is layout and no table.
    """
    kind = _KINDS.get(block.tag)
    cell = block.element if kind == "table" else None
    element = block.element
    for _ in range(_REACH if kind is None and element is not None else 0):
        element = element.getparent()
        if element is None:
            break
        if element.tag in _WITHIN:
            kind = _KINDS[element.tag]
            cell = element if kind == "table" else None
            break
    if kind == "table" and (words > _CELL_WORDS or not _is_cell(cell)):
        return "paragraph"
    return kind or "paragraph"


def _is_cell(element: Any) -> bool:
    """Whether an element is a cell beside another in a table that holds no further table."""
    while element is not None and element.tag not in ("td", "th"):
        element = element.getparent()
    row = None if element is None else element.getparent()
    if row is None or row.tag != "tr" or len(row.findall("td")) + len(row.findall("th")) < 2:
        return False
    if element.find(".//table") is not None or element.find(".//div") is not None:
        return False
    return sum(map(len, element.itertext())) <= _CELL_LENGTH


def captions(page: Page, lines: Lines, kept: Sequence[int]) -> list[int]:
    """The numbers of the captions among and beside the kept blocks that are not kept themselves.

    Captions follow each other in a gallery: one counts while it stands near the last one found.
    """
    if not kept or page.mode != "html":
        return []
    chosen = set(kept)
    bits, above = page.containers.bits, page.containers.parents
    dated = lines.row("date")  # a byline in a frame named after credits
    found = [
        i for i, block in enumerate(page.blocks)
        if i not in chosen and (block.tag == "figcaption" or not dated[i])
        and lines.size[i] >= _CAPTION_WORDS and not block.links
        and _is_caption(block, bits[block.container], bits[above[block.container]])
    ]  # fmt: skip
    first, last = kept[0], kept[-1]
    inside = [i for i in found if first < i < last]
    for i in found:
        if i > last and i - last <= _APART:
            inside.append(i)
            last = i
    for i in reversed(found):
        if i < first and first - i <= _APART:
            inside.append(i)
            first = i
    return sorted(inside)


def _is_caption(block: Block, own: int, above: int) -> bool:
    if block.tag in ("figcaption", "caption"):
        return True
    return bool((own | above) & _CAPTION and (own | above) & _PICTURE)
