"""English names by the network of en_core_web_md (MIT licence)."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO

import numpy as np

from wirewatch.core.entities.english.decoding import Decoder, Found, decoded
from wirewatch.core.entities.english.embedding import WordVectors
from wirewatch.core.entities.english.network import Floats, Network
from wirewatch.core.entities.english.runs import near_capitals, runs_of
from wirewatch.core.entities.english.signs import english_signs
from wirewatch.core.entities.english.stretches import (
    MOST_WORDS,
    NetworkState,
    first_chances,
    group_matrix,
    stretch_numbers,
)
from wirewatch.core.entities.english.words import WordCutter
from wirewatch.core.entities.entity import Kind, Span
from wirewatch.core.entities.head_words import by_head_word
from wirewatch.core.entities.scoring.batches import Gaps, batches
from wirewatch.core.entities.scoring.reading import Batch, Bounds, Candidates, Read, candidates

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
_DOUBTFUL = 0.8
"""A word that is less surely no name may begin or end one without a capital."""
_LINK_WORDS = (
    "of the and de la le du des van von der den di da dos del el al bin ibn for in on at to & - ' "
    "/ . , 's"
)
_LINKS = frozenset(_LINK_WORDS.split())


class EnglishReader:
    """Loads the network (6 MB). Raises OSError where the file of weights cannot be read."""

    package = "wirewatch.core.entities.english"

    def __init__(self) -> None:
        data = files(self.package).joinpath(WEIGHTS).read_bytes()
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            weights = {name: archive[name] for name in archive.files}
        self._network = Network(weights)
        self._decoder = Decoder(weights)
        self._vectors = WordVectors(weights, self._network)
        self._cutter = WordCutter()
        labels = [str(label) for label in weights["labels"]]
        self._kinds, self._groups = _grouped(labels)
        self._of_group = group_matrix(labels)
        self._signs = english_signs()

    def read(self, texts: Sequence[str]) -> Iterator[Read]:
        """What the network sees in texts, some of them at a time, near their capitals.

        A text of more words than a batch is read in parts; a name over the border of two is cut.
        """
        plain = [text.translate(_STRAIGHT) for text in texts]
        for batch in batches([self._cutter.words(text) for text in plain]):
            words = _words(plain, batch)
            kept = near_capitals(words)
            runs = runs_of(batch, kept)
            if not runs:
                continue
            vectors = self._network.in_context(
                self._vectors.of(words), [len(own) for _, own in batch], kept
            )
            lengths = [len(own) for _, own in runs]
            state = self._state(vectors, lengths)
            found = decoded(self._decoder, state.prepared, state.first, lengths, self._groups)
            names = [
                by_head_word(plain[number], self._spans(own, named))
                for (number, own), named in zip(runs, found, strict=True)
            ]
            yield Read(runs, names, *self._numbers(_words(plain, runs), state, Gaps(lengths)))

    def _state(self, vectors: Floats, lengths: Sequence[int]) -> NetworkState:
        prepared = self._decoder.prepared(vectors)
        ends = np.cumsum(np.asarray(lengths, np.int64))
        return NetworkState(self._decoder, vectors, prepared, self._decoder.first(prepared, ends))

    def _spans(self, words: Sequence[Bounds], found: Sequence[Found]) -> list[Span]:
        return [
            Span(words[first][0], words[after - 1][1], kind)
            for first, after, group in found
            if (kind := self._kinds[group]) is not None
        ]

    def _numbers(
        self, words: Sequence[str], state: NetworkState, gaps: Gaps
    ) -> tuple[Floats, Candidates, Floats]:
        firsts = first_chances(state, self._of_group)
        rows = np.concatenate([state.vectors, firsts, self._signs.of(words)], axis=1)
        ends = [
            (word[0].isupper() or word[0].isdigit() or chance < _DOUBTFUL)
            and any(map(str.isalnum, word))
            and word != "'s"
            for word, chance in zip(words, firsts[:, -1].tolist(), strict=True)
        ]
        spread = gaps.words(words)
        inside = [word.lower() in _LINKS for word in spread]
        found = candidates(spread, gaps.flags(ends), inside, MOST_WORDS)
        return gaps.rows(rows), found, stretch_numbers(state, self._of_group, gaps.closed(found))


def _words(texts: Sequence[str], batch: Batch) -> list[str]:
    return [texts[number][start:end] for number, own in batch for start, end in own]


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
