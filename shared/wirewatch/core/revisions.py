"""What a revision changed: which paragraphs were added, removed or reworded.

The revision before is not at hand any more when the next one comes, so its outline is kept with the
decision about it: 24 bytes a paragraph, enough to tell the same, a reworded and another one apart.
"""

import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from wirewatch.core.stories.signature import words_of

MAX_PARAGRAPHS = 256
"""Texts with more parts have no outline, and so no difference is told: comparing takes too long."""

_DIGEST_BYTES = 8
_SKETCH_NUMBERS = 8
_NUMBER_BYTES = 2
_RECORD_BYTES = _DIGEST_BYTES + _SKETCH_NUMBERS * _NUMBER_BYTES
_REWORDED_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Difference:
    """Numbers of paragraphs, from 0. One that only moved is in none of them."""

    title_changed: bool
    added: tuple[int, ...]
    """In the later text."""
    removed: tuple[int, ...]
    """In the earlier text."""
    changed: tuple[tuple[int, int], ...]
    """Pairs of the earlier and the later number."""


def outline(title: str, paragraphs: Sequence[str]) -> str | None:
    """What `difference` needs to know of a text, in base64; None of a text with too many parts."""
    if len(paragraphs) >= MAX_PARAGRAPHS:
        return None
    return b64encode(b"".join(_record(part) for part in (title, *paragraphs))).decode("ascii")


def difference(earlier: str, later: str) -> Difference:
    """What has become of the earlier outline's text in the later one's.

    Paragraphs are aligned by their digests; of those that stand in no equal pair, two are one
    reworded paragraph when at least a quarter of their neighbouring word pairs are common, told
    from the eight least hashes of each. The title is only compared with the title.

    Raises ValueError for what is no outline.
    """
    before, after = _records(earlier), _records(later)
    moved = Counter(map(_digest, before[1:])) & Counter(map(_digest, after[1:]))
    added: list[int] = []
    removed: list[int] = []
    changed: list[tuple[int, int]] = []
    matcher = SequenceMatcher(
        None, [_digest(r) for r in before[1:]], [_digest(r) for r in after[1:]], autojunk=False
    )
    equal = Counter[bytes]()
    for block in matcher.get_matching_blocks():
        equal.update(_digest(r) for r in before[1 + block.a : 1 + block.a + block.size])
    moved -= equal
    moved_away, moved_here = moved.copy(), moved.copy()
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        old = [i for i in range(a, a_end) if not _taken(moved_away, before[1 + i])]
        new = [i for i in range(b, b_end) if not _taken(moved_here, after[1 + i])]
        pairs = _reworded(before, after, old, new)
        changed += pairs
        removed += sorted(set(old) - {i for i, _ in pairs})
        added += sorted(set(new) - {j for _, j in pairs})
    title_changed = _digest(before[0]) != _digest(after[0])
    return Difference(title_changed, tuple(added), tuple(removed), tuple(changed))


def _reworded(
    before: Sequence[bytes], after: Sequence[bytes], old: Sequence[int], new: Sequence[int]
) -> list[tuple[int, int]]:
    """The most alike first; a paragraph is in one pair at most."""
    likely = sorted(
        (-share, i, j)
        for i in old
        for j in new
        if (share := _likeness(before[1 + i], after[1 + j])) >= _REWORDED_SHARE
    )
    earlier: set[int] = set()
    later: set[int] = set()
    pairs = []
    for _, i, j in likely:
        if i not in earlier and j not in later:
            earlier.add(i)
            later.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def _likeness(one: bytes, other: bytes) -> float:
    a, b = _sketch(one), _sketch(other)
    return len(a & b) / max(len(a), len(b), 1)


def _taken(moved: Counter[bytes], record: bytes) -> bool:
    digest = _digest(record)
    if not moved[digest]:
        return False
    moved[digest] -= 1
    return True


def _record(text: str) -> bytes:
    words = words_of(text)
    normalised = " ".join(words).encode("utf-8", "surrogatepass")
    pairs = {
        zlib.crc32(f"{a} {b}".encode("utf-8", "surrogatepass"))
        for a, b in zip(words, words[1:] or [""], strict=False)
    }
    least = sorted(pairs)[:_SKETCH_NUMBERS]
    sketch = b"".join(((n & 0xFFFF) or 1).to_bytes(_NUMBER_BYTES, "little") for n in least)
    return sha256(normalised).digest()[:_DIGEST_BYTES] + sketch.ljust(
        _SKETCH_NUMBERS * _NUMBER_BYTES, b"\0"
    )


def _records(text: str) -> list[bytes]:
    data = b64decode(text, validate=True)
    if not data or len(data) % _RECORD_BYTES:
        raise ValueError(f"{len(data)} bytes are no outline")
    return [data[at : at + _RECORD_BYTES] for at in range(0, len(data), _RECORD_BYTES)]


def _digest(record: bytes) -> bytes:
    return record[:_DIGEST_BYTES]


def _sketch(record: bytes) -> frozenset[bytes]:
    numbers = (record[at : at + _NUMBER_BYTES] for at in range(_DIGEST_BYTES, len(record), 2))
    return frozenset(number for number in numbers if number != b"\0\0")
