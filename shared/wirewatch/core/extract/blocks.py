"""A page as a flat list of blocks, whatever it came from."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Block:
    """One run of text between block boundaries, with what the markup says about it.

    `link_chars` counts characters inside links; `own_bits`, `near_bits` and `any_bits` are
    `markup_words` bits of the element itself, of its two next ancestors, and of all ancestors;
    `containers` are numbers of the enclosing elements, innermost first; `signature` is the
    element's tag and class with those of its parent; `line` is set for plain text only.
    """

    text: str
    tag: str = "p"
    link_chars: int = 0
    links: int = 0
    own_bits: int = 0
    near_bits: int = 0
    any_bits: int = 0
    depth: int = 0
    containers: tuple[int, int, int] = (0, 0, 0)
    signature: str = ""
    line: int = 0
    element: Any = None


@dataclass(slots=True)
class Page:
    """The blocks of a page; `tree` is the parsed document, None for plain text."""

    blocks: list[Block]
    mode: str
    tree: Any = None
    lines: list[str] = field(default_factory=list)

    def place(self, block: Block) -> str:
        """Where the block stands, as written in `Paragraph.place`."""
        if block.element is not None and self.tree is not None:
            return "html:" + str(self.tree.getpath(block.element))
        return f"line:{block.line}"
