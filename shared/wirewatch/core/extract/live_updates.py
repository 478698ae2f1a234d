"""The entries of a live blog, as its linked data have them."""

from collections.abc import Iterator, Sequence

from wirewatch.core.extract.blocks import Block
from wirewatch.core.extract.stated import Stated, without_tags

_MOST = 500
_LEAST = 20


def live_blocks(blocks: Sequence[Block], stated: Stated) -> list[int]:
    """The numbers of the blocks that are headline or text of an entry in `liveBlogUpdate`.

    Entries are short and stand apart, each in its own frame, so they look like teasers.
    """
    headlines: set[str] = set()
    bodies: list[str] = []
    for entry in _entries(stated):
        headlines.add(_plain(entry.get("headline")))
        bodies.append(_plain(entry.get("articleBody") or entry.get("text")))
    headlines.discard("")
    if not headlines and not any(bodies):
        return []
    joined = "\n".join(bodies)
    return [
        i for i, block in enumerate(blocks)
        if block.text in headlines or (len(block.text) >= _LEAST and block.text in joined)
    ]  # fmt: skip


def _entries(stated: Stated) -> Iterator[dict[str, object]]:
    for node in stated.nodes:
        value = node.get("liveBlogUpdate")
        for entry in value[:_MOST] if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield entry


def _plain(value: object) -> str:
    return " ".join(without_tags(value).split()) if isinstance(value, str) else ""
