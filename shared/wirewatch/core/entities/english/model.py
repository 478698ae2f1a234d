"""English names by the networks of en_core_web_sm and en_core_web_md (MIT licence) together."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO

import numpy as np

from wirewatch.core.entities.english.decoding import Decoder, Found, decoded
from wirewatch.core.entities.english.embedding import WordVectors
from wirewatch.core.entities.english.network import Network
from wirewatch.core.entities.english.words import WordCutter
from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.head_words import by_head_word

NETWORKS = ("small", "medium")
WEIGHTS = "weights.npz"

# The model was trained on straight quotes; each stands for one character, so offsets hold.
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_KINDS: dict[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "event",
}
_BATCH_WORDS = 2_000
"""Words computed together: more need more memory (6 KB each) and are no faster."""


class EnglishModel:
    """Loads both networks (9 MB). Raises OSError where the file of weights cannot be read."""

    name = "english"

    def __init__(self) -> None:
        data = files("wirewatch.core.entities.english").joinpath(WEIGHTS).read_bytes()
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            weights = {name: archive[name] for name in archive.files}
        self._networks = [Network(weights, prefix) for prefix in NETWORKS]
        self._decoders = [Decoder(weights, prefix) for prefix in NETWORKS]
        self._vectors = WordVectors(weights, self._networks)
        self._cutter = WordCutter()
        self._kinds, self._groups = _grouped([str(label) for label in weights["labels"]])

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """The names in each text, in order.

        A text of more words than a batch is read in parts; a name over the border of two is cut.
        """
        plain = [text.translate(_STRAIGHT) for text in texts]
        found: list[list[Span]] = [[] for _ in texts]
        for batch in _batches([self._cutter.words(text) for text in plain]):
            words = [plain[number][start:end] for number, own in batch for start, end in own]
            for (number, own), names in zip(batch, self._names(words, batch), strict=True):
                for first, after, group in names:
                    kind = self._kinds[group]
                    if kind is not None:
                        found[number].append(Span(own[first][0], own[after - 1][1], kind))
        return [by_head_word(text, own) for text, own in zip(plain, found, strict=True)]

    def _names(self, words: Sequence[str], batch: "_Batch") -> list[list[Found]]:
        lengths = [len(own) for _, own in batch]
        vectors = [
            network.in_context(embedded, lengths)
            for network, embedded in zip(self._networks, self._vectors.of(words), strict=True)
        ]
        return decoded(self._decoders, vectors, lengths, self._groups)


_Batch = list[tuple[int, Sequence[tuple[int, int]]]]
"""Numbers of texts with the bounds of their words."""


def _batches(bounds: Sequence[Sequence[tuple[int, int]]]) -> Iterator[_Batch]:
    batch: _Batch = []
    words = 0
    for number, own in enumerate(bounds):
        for start in range(0, len(own), _BATCH_WORDS):
            part = own[start : start + _BATCH_WORDS]
            if batch and words + len(part) > _BATCH_WORDS:
                yield batch
                batch, words = [], 0
            batch.append((number, part))
            words += len(part)
    if batch:
        yield batch


def _grouped(labels: Sequence[str]) -> tuple[list[Kind | None], list[list[int]]]:
    """The kinds with their labels; a label of no kind of ours stands alone, as rival."""
    kinds: list[Kind | None] = []
    groups: list[list[int]] = []
    for number, label in enumerate(labels):
        kind = _KINDS.get(label)
        if kind is not None and kind in kinds:
            groups[kinds.index(kind)].append(number)
        else:
            kinds.append(kind)
            groups.append([number])
    return kinds, groups
