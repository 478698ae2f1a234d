"""English names by the networks of en_core_web_sm and en_core_web_md (MIT licence) together."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO

import numpy as np

from wirewatch.core.entities.english.decoding import Decoder, Found, decoded
from wirewatch.core.entities.english.embedding import WordVectors
from wirewatch.core.entities.english.network import Floats, Network
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
from wirewatch.core.entities.scoring.reading import Candidates, Read, candidates

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
_DOUBTFUL = 0.8
"""A word that is less surely no name may begin or end one without a capital."""
_LINK_WORDS = (
    "of the and de la le du des van von der den di da dos del el al bin ibn for in on at to & - ' "
    "/ . , 's"
)
_LINKS = frozenset(_LINK_WORDS.split())


class EnglishReader:
    """Loads both networks (9 MB). Raises OSError where the file of weights cannot be read."""

    package = "wirewatch.core.entities.english"

    def __init__(self) -> None:
        data = files(self.package).joinpath(WEIGHTS).read_bytes()
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            weights = {name: archive[name] for name in archive.files}
        self._networks = [Network(weights, prefix) for prefix in NETWORKS]
        self._decoders = [Decoder(weights, prefix) for prefix in NETWORKS]
        self._vectors = WordVectors(weights, self._networks)
        self._cutter = WordCutter()
        labels = [str(label) for label in weights["labels"]]
        self._kinds, self._groups = _grouped(labels)
        self._of_group = group_matrix(labels)
        self._signs = english_signs()

    def read(self, texts: Sequence[str]) -> Iterator[Read]:
        """What the networks see in texts, some of them at a time.

        A text of more words than a batch is read in parts; a name over the border of two is cut.
        """
        plain = [text.translate(_STRAIGHT) for text in texts]
        for batch in batches([self._cutter.words(text) for text in plain]):
            words = [plain[number][start:end] for number, own in batch for start, end in own]
            lengths = [len(own) for _, own in batch]
            states = self._states(words, lengths)
            names = []
            for (number, own), found in zip(batch, self._names(states, lengths), strict=True):
                spans = [
                    Span(own[first][0], own[after - 1][1], kind)
                    for first, after, group in found
                    if (kind := self._kinds[group]) is not None
                ]
                names.append(by_head_word(plain[number], spans))
            yield Read(batch, names, *self._numbers(words, states, Gaps(lengths)))

    def _states(self, words: Sequence[str], lengths: Sequence[int]) -> list[NetworkState]:
        ends = np.cumsum(np.asarray(lengths, np.int64))
        states = []
        embedded = self._vectors.of(words)
        for network, decoder, own in zip(self._networks, self._decoders, embedded, strict=True):
            vectors = network.in_context(own, lengths)
            prepared = decoder.prepared(vectors)
            states.append(NetworkState(decoder, vectors, prepared, decoder.first(prepared, ends)))
        return states

    def _names(self, states: Sequence[NetworkState], lengths: Sequence[int]) -> list[list[Found]]:
        return decoded(
            self._decoders,
            [state.prepared for state in states],
            [state.first for state in states],
            lengths,
            self._groups,
        )

    def _numbers(
        self, words: Sequence[str], states: Sequence[NetworkState], gaps: Gaps
    ) -> tuple[Floats, Candidates, Floats]:
        firsts = first_chances(states, self._of_group)
        vectors = [state.vectors for state in states]
        rows = np.concatenate([*vectors, firsts, self._signs.of(words)], axis=1)
        ends = [
            (word[0].isupper() or word[0].isdigit() or chance < _DOUBTFUL)
            and any(map(str.isalnum, word))
            and word != "'s"
            for word, chance in zip(words, firsts[:, -1].tolist(), strict=True)
        ]
        spread = gaps.words(words)
        inside = [word.lower() in _LINKS for word in spread]
        found = candidates(spread, gaps.flags(ends), inside, MOST_WORDS)
        return gaps.rows(rows), found, stretch_numbers(states, self._of_group, gaps.closed(found))


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
