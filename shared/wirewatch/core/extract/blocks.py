"""A page as a flat list of blocks, whatever it came from."""

from dataclasses import dataclass, field
from typing import Any

from wirewatch.core.extract.unprintable import without_unprintable

MAX_BLOCKS = 30_000
"""More blocks than any article's page has; beyond it a page is refused as too complex."""

_LONG_RUN = 1_500


@dataclass(slots=True)
class Block:
    """One run of text between block boundaries.

    `link_chars` counts characters inside links; `container` is the number of the enclosing element
    in `Containers`; `line` is set for plain text only.
    """

    text: str
    tag: str = "p"
    link_chars: int = 0
    links: int = 0
    container: int = 0
    line: int = 0
    element: Any = None


@dataclass(slots=True)
class Containers:
    """The block elements of a page in document order, number 0 standing for none.

    `parents` holds the number of each one's own container, `bits` its `markup_words`, `any_bits`
    those of it and all above it, `depths` how deep it stands; `kinds` numbers tag and class,
    `paths` tag and class with those of the parent.
    """

    parents: list[int] = field(default_factory=lambda: [0])
    bits: list[int] = field(default_factory=lambda: [0])
    any_bits: list[int] = field(default_factory=lambda: [0])
    depths: list[int] = field(default_factory=lambda: [0])
    kinds: list[int] = field(default_factory=lambda: [0])
    paths: list[int] = field(default_factory=lambda: [0])


@dataclass(slots=True)
class Page:
    """The blocks of a page; `tree` is the parsed document, None for plain text.

    `junk` are blocks set aside as unreadable.
    """

    blocks: list[Block]
    mode: str
    tree: Any = None
    containers: Containers = field(default_factory=Containers)
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
            path = str(self.tree.getpath(block.element))
            return "html:" + (path if path.isprintable() else without_unprintable(path))
        return f"line:{block.line}"


def _is_run(text: str) -> bool:
    """Whether the text is mostly one run without spaces, in a script that writes spaces."""
    sample = text[:_LONG_RUN]
    return sample.count(" ") * 200 < len(sample) and sum(c > "\u0e00" for c in sample) < 300
