"""A page as a flat list of blocks, whatever it came from."""

from dataclasses import dataclass, field

from wirewatch.core.extract.unprintable import without_unprintable

MAX_BLOCKS = 30_000
"""More blocks than any article's page has; beyond it a page is refused as too complex."""

_LONG_RUN = 1_500


@dataclass(slots=True)
class Block:
    """One run of text between block boundaries.

    `link_chars` counts characters inside links; `container` is the number of the enclosing element
    in `Containers`; `line` is set for plain text only; `after_image` is whether an image
    stands between it and the block before.
    """

    text: str
    tag: str = "p"
    link_chars: int = 0
    links: int = 0
    container: int = 0
    line: int = 0
    after_image: bool = False


@dataclass(slots=True)
class Containers:
    """The block elements of a page in document order, number 0 standing for none.

    `parents` holds the number of each one's own container, `bits` its `markup_words`, `any_bits`
    those of it and all above it, `depths` how deep it stands; `kinds` numbers tag and class,
    `paths` tag and class with those of the parent. `tags` holds the names; `wrapped` whether an
    element that is no block stands between a container and its parent.
    """

    parents: list[int] = field(default_factory=lambda: [0])
    bits: list[int] = field(default_factory=lambda: [0])
    any_bits: list[int] = field(default_factory=lambda: [0])
    depths: list[int] = field(default_factory=lambda: [0])
    kinds: list[int] = field(default_factory=lambda: [0])
    paths: list[int] = field(default_factory=lambda: [0])
    tags: list[str] = field(default_factory=lambda: [""])
    wrapped: bytearray = field(default_factory=lambda: bytearray(1))
    _ordinals: list[int] = field(default_factory=list, init=False)
    _children: dict[tuple[int, str], int] = field(default_factory=dict, init=False)
    _paths_known: dict[int, str] = field(default_factory=dict, init=False)

    def path(self, number: int) -> str:
        """An XPath of the container.

        Where an element that is no block stands between a container and its parent, the container
        is counted among all of its name in the body that are shown.
        """
        if not self._paths_known:
            self._paths_known[0] = self._paths_known[1] = "/html/body"
            self._ordinals = self._counted()
        climb = []
        while number not in self._paths_known:
            climb.append(number)
            number = self.parents[number]
        path = self._paths_known[number]
        for number in reversed(climb):
            tag, place = self.tags[number], self._ordinals[number]
            if self.wrapped[number]:
                path = f"(/html/body//{tag})[{place}]"
            elif self._children[self.parents[number], tag] == 1:
                path = f"{path}/{tag}"
            else:
                path = f"{path}/{tag}[{place}]"
            self._paths_known[number] = path
        return path

    def end_of(self, number: int, most: int) -> int | None:
        """The number after the last container inside this one; None where there are over `most`."""
        level = self.depths[number]
        for here in range(number + 1, min(number + most + 1, len(self.tags))):
            if self.depths[here] <= level:
                return here
        return len(self.tags) if number + most >= len(self.tags) else None

    def _counted(self) -> list[int]:
        """Each container's number among its parent's children of its name, or where it is wrapped
        among all of its name."""
        children, ordinals = self._children, []
        for key, wrapped in zip(
            zip(self.parents, self.tags, strict=True), self.wrapped, strict=True
        ):
            if wrapped:
                ordinals.append(0)
                continue
            children[key] = count = children.get(key, 0) + 1
            ordinals.append(count)
        everywhere: dict[str, int] = {}
        last = self.wrapped.rfind(1) + 1
        for number, tag in enumerate(self.tags[:last]):
            everywhere[tag] = total = everywhere.get(tag, 0) + 1
            if self.wrapped[number]:
                ordinals[number] = total
        return ordinals


@dataclass(slots=True)
class Page:
    """The blocks of a page; `junk` are blocks set aside as unreadable."""

    blocks: list[Block]
    mode: str
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
        if self.mode == "html":
            path = self.containers.path(block.container)
            return "html:" + (path if path.isprintable() else without_unprintable(path))
        return f"line:{block.line}"


def _is_run(text: str) -> bool:
    """Whether the text is mostly one run without spaces, in a script that writes spaces."""
    sample = text[:_LONG_RUN]
    return sample.count(" ") * 200 < len(sample) and sum(c > "\u0e00" for c in sample) < 300
