"""A page as a flat list of blocks, whatever it came from."""

from dataclasses import dataclass, field
from typing import Any

MAX_BLOCKS = 30_000
"""More blocks than any article's page has; beyond it a page is refused as too complex."""

_LONG_RUN = 1_500


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
    """The blocks of a page; `tree` is the parsed document, None for plain text.

    `parents` holds the number of each container's own container, `kinds` its tag and class;
    `junk` are blocks set aside as unreadable.
    """

    blocks: list[Block]
    mode: str
    tree: Any = None
    parents: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    junk: list[Block] = field(default_factory=list)

    def sift(self) -> None:
        """Move blocks that no reader could read, endless runs without a space, to `junk`."""
        self.junk = [b for b in self.blocks if len(b.text) > _LONG_RUN and _is_run(b.text)]
        if self.junk:
            self.blocks = [
                b for b in self.blocks if len(b.text) <= _LONG_RUN or not _is_run(b.text)
            ]

    def place(self, block: Block) -> str:
        """Where the block stands, as written in `Paragraph.place`."""
        if block.element is not None and self.tree is not None:
            return "html:" + str(self.tree.getpath(block.element))
        return f"line:{block.line}"


def _is_run(text: str) -> bool:
    """Whether the text is mostly one run without spaces, in a script that writes spaces."""
    sample = text[:_LONG_RUN]
    return sample.count(" ") * 200 < len(sample) and sum(c > "\u0e00" for c in sample) < 300
