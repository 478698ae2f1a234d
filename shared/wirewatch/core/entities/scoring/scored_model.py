"""A model of a language: what it reads in texts, and the scorer that has the last word."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.scoring.reading import Bounds, Read, Reading, places
from wirewatch.core.entities.scoring.scorer import SpanScorer

SCORER = "scorer.npz"
"""The file of a scorer's weights in the package of its reader."""


class Reader(Protocol):
    """Reads texts of one language with that language's own network; lives in `package`."""

    package: str

    def read(self, texts: Sequence[str]) -> Iterator[Read]: ...


class ScoredModel:
    """Without a `scorer` given, raises OSError where the one of the package cannot be read."""

    def __init__(self, reader: Reader, scorer: SpanScorer | None = None) -> None:
        self.reader = reader
        self.scorer = scorer or _packaged(reader.package)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What the network sees in each text, and what `judged` needs of it."""
        names: list[list[Span]] = [[] for _ in texts]
        bounds: list[list[Bounds]] = [[] for _ in texts]
        lengths: list[list[int]] = [[] for _ in texts]
        rows: list[list[NDArray[np.float16]]] = [[] for _ in texts]
        for part in self.reader.read(texts):
            for (number, _), own in zip(part.batch, part.names, strict=True):
                names[number] += own
            if not part.found:
                continue
            hidden = self.scorer.begun(part.words, part.found, part.stretches)
            kept = np.flatnonzero(self.scorer.possible(hidden))
            small = hidden[kept].astype(np.float16)
            numbers, found = places(part.batch, part.found)
            for row, at in enumerate(kept.tolist()):
                first, after = part.found[at]
                bounds[numbers[at]].append(found[at])
                lengths[numbers[at]].append(after - first)
                rows[numbers[at]].append(small[row])
        return [
            Reading(*of_text[:3], np.stack(of_text[3])) if of_text[3] else Reading(of_text[0])
            for of_text in zip(names, bounds, lengths, rows, strict=True)
        ]


def _packaged(package: str) -> SpanScorer:
    data = files(package).joinpath(SCORER).read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as archive:
        return SpanScorer({part: archive[part] for part in archive.files})
