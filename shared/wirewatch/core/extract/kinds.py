"""What a kept block is: paragraph, heading, list item, quote, cell of a table, caption."""

from collections.abc import Sequence

from wirewatch.core.extract.blocks import Block, Containers, Page
from wirewatch.core.extract.lines import Lines
from wirewatch.core.extract.markup_words import BIT

_KINDS = {
    "li": "list_item", "dd": "list_item", "dt": "list_item", "blockquote": "quote",
    "td": "table", "th": "table", "tr": "table", "caption": "caption", "figcaption": "caption",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading",
}  # fmt: skip
_WITHIN = frozenset(("blockquote", "td", "th", "figcaption"))
_CELLS = ("td", "th")
_REACH = 4
_CELL_WORDS = 25.0
_CELL_LENGTH = 300
_CELL_PARTS = 60
_CAPTION = BIT["caption"]
_PICTURE = BIT["tag_figure"] | BIT["media"]
_CAPTION_WORDS = 4.0
_APART = 5


def kind_of(page: Page, i: int, words: float) -> str:
    """The kind of the block with number `i`, of so many words, by its tag and those it stands in.

    A cell that holds a whole paragraph, or stands in a table of one column, is layout and no table.
    """
    block = page.blocks[i]
    kind = _KINDS.get(block.tag)
    held, number = page.containers, block.container
    for _ in range(_REACH if kind is None and number else 0):
        number = held.parents[number]
        if held.tags[number] in _WITHIN:
            kind = _KINDS[held.tags[number]]
            break
    if kind == "table" and (words > _CELL_WORDS or not _is_cell(page, i, number)):
        return "paragraph"
    return kind or "paragraph"


def _is_cell(page: Page, i: int, number: int) -> bool:
    """Whether a block's container is a cell, or in one, beside another in a table that holds no
    further table and no frame."""
    held = page.containers
    while number and held.tags[number] not in _CELLS:
        number = held.parents[number]
    row = held.parents[number]
    if held.tags[row] != "tr":
        return False
    end = held.end_of(number, _CELL_PARTS)
    if end is None or {"table", "div"} & set(held.tags[number + 1 : end]):
        return False
    first = last = i
    blocks, length = page.blocks, len(page.blocks[i].text)
    while first > 0 and number <= blocks[first - 1].container < end and length <= _CELL_LENGTH:
        first -= 1
        length += len(blocks[first].text)
    while (
        last + 1 < len(blocks)
        and number <= blocks[last + 1].container < end
        and length <= _CELL_LENGTH
    ):
        last += 1
        length += len(blocks[last].text)
    return length <= _CELL_LENGTH and _has_other_cell(held, row, number)


def _has_other_cell(held: Containers, row: int, cell: int) -> bool:
    for here in range(row + 1, len(held.tags)):
        if held.depths[here] <= held.depths[row]:
            return False
        if here != cell and held.parents[here] == row and held.tags[here] in _CELLS:
            return True
    return False


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
