"""Template memory: what repeats over the pages of one site is the site's and not the article's.

Of each page the fingerprints of its blocks are kept, with the number of other pages that had the
block inside their article and elsewhere. All bounds are small and what is seen no more is forgotten
first, so that a site's new design replaces its old one. Nothing here needs a second page: without
knowledge of a site no block is touched.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.extract.lines import Lines, Matrix

MEMORY_VERSION = 1
"""Changes with the fingerprints or the packed form; state of another version is not read."""

BLOCKS_PER_SITE = 1_500
SITES_IN_MEMORY = 200
_PAGES_KNOWN = 256
_MOST = 255
_LEAST_PAGES = 2
_COPY_SHARE = 0.4
_ENOUGH_WORDS = 5
_DOUBTFUL = 0.8

Prints = NDArray[np.uint64]
_HEAD = np.dtype([("version", "<u4"), ("pages", "<u4"), ("known", "<u4"), ("blocks", "<u4")])


@dataclass(frozen=True, slots=True)
class SiteTemplate:
    """What a page's site is known to repeat, for the extraction of one page.

    `prints` ascend; `inside` and `outside` count the other pages that had the block in their
    article and elsewhere. `pages` is how many pages of the site were learnt, this one left out.
    """

    pages: int
    prints: Prints
    inside: NDArray[np.int64]
    outside: NDArray[np.int64]

    def counts(self, prints: Prints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each fingerprint the pages that had it inside and outside their article."""
        none = np.zeros(len(prints), dtype=np.int64)
        if not len(self.prints):
            return none, none
        place = np.minimum(np.searchsorted(self.prints, prints), len(self.prints) - 1)
        found = self.prints[place] == prints
        return np.where(found, self.inside[place], 0), np.where(found, self.outside[place], 0)


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What a page teaches about its site: its blocks, and which of them the article holds."""

    prints: Prints
    inside: NDArray[np.bool_]
    is_copy: bool = False
    """Most of the article stands on another page of the site: nothing is learnt from a copy."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """The kept blocks that the site repeats, and what the page teaches."""

    repeated: list[int]
    lesson: PageBlocks


def recall(
    template: SiteTemplate | None, lines: Lines, chances: Matrix, kept: Sequence[int]
) -> Recalled:
    """Hold a page's blocks against what is known of its site, if anything is.

    The lesson holds as inside what the classifier kept, also where the memory then takes it out:
    else a block that is taken out would be forgotten.
    """
    prints = lines.prints[: len(chances)]
    inside = np.zeros(len(prints), dtype=np.bool_)
    inside[list(kept)] = True
    repeated, is_copy = _repeated(template, prints, kept, lines.size, chances)
    return Recalled(repeated, PageBlocks(prints, inside, is_copy))


def _repeated(
    template: SiteTemplate | None,
    prints: Prints,
    kept: Sequence[int],
    size: Matrix,
    chances: Matrix,
) -> tuple[list[int], bool]:
    """The kept blocks that the site repeats, and whether the page is a copy of another one.

    A block that two other pages had inside their article goes if it is of some length or doubtful.
    One that they had elsewhere may be this article's lead, which teasers quote: it goes only where
    it is doubtful and does not open the article. Of a copy nothing goes.
    """
    if template is None or not kept or template.pages < _LEAST_PAGES:
        return [], False
    inside, outside = template.counts(prints)
    chosen = np.array(kept)
    words = size[chosen]
    known = inside[chosen] > 0
    if float(words[known].sum()) > _COPY_SHARE * float(words.sum()):
        return [], True
    doubtful = chances[chosen] < _DOUBTFUL
    goes = (inside[chosen] >= _LEAST_PAGES) & ((words >= _ENOUGH_WORDS) | doubtful)
    later = np.arange(len(chosen)) > 0
    goes |= (inside[chosen] + outside[chosen] >= _LEAST_PAGES) & doubtful & later
    if goes.all():
        return [], False
    found: list[int] = chosen[goes].tolist()
    return found, False


class _Site:
    """One site's blocks, the one seen longest ago first: fingerprint -> inside << 8 | outside."""

    def __init__(self) -> None:
        self.pages = 0
        self.known: OrderedDict[int, None] = OrderedDict()
        self.blocks: OrderedDict[int, int] = OrderedDict()

    def learn(self, page: int, blocks: PageBlocks) -> None:
        """Count a page once, however often it comes."""
        if page in self.known:
            self.known.move_to_end(page)
            return
        self.known[page] = None
        if len(self.known) > _PAGES_KNOWN:
            self.known.popitem(last=False)
        self.pages += 1
        held = dict(zip(blocks.prints.tolist(), blocks.inside.tolist(), strict=True))
        held.pop(0, None)
        for print_, inside in held.items():
            count = self.blocks.pop(print_, 0)
            within, without = count >> 8, count & _MOST
            within, without = (within + 1, without) if inside else (within, without + 1)
            self.blocks[print_] = min(within, _MOST) << 8 | min(without, _MOST)
        while len(self.blocks) > BLOCKS_PER_SITE:
            self.blocks.popitem(last=False)

    def template(self, page: int) -> SiteTemplate:
        """What is known to one page; its own earlier versions do not count as another page."""
        less = int(page in self.known)
        prints = np.fromiter(self.blocks, np.uint64, len(self.blocks))
        counts = np.fromiter(self.blocks.values(), np.int64, len(self.blocks))
        order = np.argsort(prints)
        prints, counts = prints[order], counts[order]
        inside, outside = counts >> 8, counts & _MOST
        # Which blocks were on the page's own earlier version is not kept: one page less for all.
        outside = outside - np.where(inside > 0, 0, less)
        inside = np.maximum(inside - less, 0)
        return SiteTemplate(self.pages - less, prints, inside, np.maximum(outside, 0))

    def pack(self) -> bytes:
        head = np.array(
            [(MEMORY_VERSION, self.pages, len(self.known), len(self.blocks))], dtype=_HEAD
        )
        known = np.fromiter(self.known, "<u8", len(self.known))
        prints = np.fromiter(self.blocks, "<u8", len(self.blocks))
        counts = np.fromiter(self.blocks.values(), "<u2", len(self.blocks))
        return b"".join(part.tobytes() for part in (head, known, prints, counts))

    @classmethod
    def unpack(cls, data: bytes) -> "_Site":
        """A site from its packed form; an empty one from what another version packed."""
        site = cls()
        if len(data) < _HEAD.itemsize:
            return site
        version, pages, known, blocks = np.frombuffer(data, _HEAD, 1)[0].tolist()
        at = _HEAD.itemsize
        if version != MEMORY_VERSION or len(data) != at + 8 * known + 10 * blocks:
            return site
        site.pages = pages
        site.known.update(dict.fromkeys(np.frombuffer(data, "<u8", known, at).tolist()))
        at += 8 * known
        prints = np.frombuffer(data, "<u8", blocks, at).tolist()
        counts = np.frombuffer(data, "<u2", blocks, at + 8 * blocks).tolist()
        site.blocks.update(zip(prints, counts, strict=True))
        return site


class TemplateMemory:
    """The sites seen of late; others are taken from `load` and given back through `changed`.

    Args:
        load: the packed state of a site from an earlier run, None where there is none.
        sites: how many sites are held in memory, about 150 kB each.
    """

    def __init__(
        self,
        load: Callable[[str], bytes | None] = lambda site: None,
        sites: int = SITES_IN_MEMORY,
    ) -> None:
        self._load = load
        self._most = sites
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._changed: set[str] = set()

    def template(self, site: str, page: str) -> SiteTemplate:
        """What is known of a site, for a page of it; `page` names the same page every time."""
        return self._site(site).template(_number(page))

    def learn(self, site: str, page: str, blocks: PageBlocks) -> None:
        """Take in an article's page; a copy of another page teaches nothing."""
        if not blocks.is_copy:
            self._site(site).learn(_number(page), blocks)
            self._changed.add(site)

    def changed(self) -> dict[str, bytes]:
        """The packed state of the sites that learnt since the last call. To be called before more
        than `sites` others are asked for, or what was learnt is lost."""
        packed = {s: self._sites[s].pack() for s in sorted(self._changed) if s in self._sites}
        self._changed.clear()
        return packed

    def _site(self, site: str) -> _Site:
        held = self._sites.pop(site, None)
        if held is None:
            held = _Site.unpack(self._load(site) or b"")
        self._sites[site] = held
        if len(self._sites) > self._most:
            oldest = next((s for s in self._sites if s not in self._changed and s != site), None)
            if oldest is not None:
                del self._sites[oldest]
        return held


def _number(page: str) -> int:
    return int.from_bytes(blake2b(page.encode(), digest_size=8).digest(), "little")
