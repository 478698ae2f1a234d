"""The scorer of spans: which stretches it sees, what it is told of them, which it lets stand."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.core.entities import EntityRecogniser
from wirewatch.core.entities.english import EnglishReader
from wirewatch.core.entities.entity import Span
from wirewatch.core.entities.name_matching import NameMatch
from wirewatch.core.entities.own_entities import OwnEntity, gazetteer_with
from wirewatch.core.entities.scoring import knowledge as knowing
from wirewatch.core.entities.scoring.knowledge import knowledge
from wirewatch.core.entities.scoring.reading import GAP, candidates
from wirewatch.core.entities.scoring.scored_model import ScoredModel
from wirewatch.core.entities.scoring.selection import selected

NONE: list[NameMatch] = []
PAIRS = st.tuples(st.integers(0, 12), st.integers(1, 5)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(st.tuples(PAIRS, st.integers(-3, 9)), max_size=8))
def test_the_worthiest_stretches_without_overlaps_are_selected(
    items: list[tuple[tuple[int, int], int]],
) -> None:
    spans = [span for span, _ in items]
    worth = [float(value) for _, value in items]
    best = max(
        sum(worth[n] for n in chosen)
        for size in range(len(items) + 1)
        for chosen in combinations(range(len(items)), size)
        if all(
            spans[a][1] <= spans[b][0] or spans[b][1] <= spans[a][0]
            for a, b in combinations(chosen, 2)
        )
    )
    kept = selected(spans, worth)
    assert all(spans[a][1] <= spans[b][0] for a, b in pairwise(kept))
    assert sum(worth[n] for n in kept) == best


def test_stretches_begin_and_end_where_a_name_may() -> None:
    words = ["The", "Bank", "of", "Eastland", "fell", GAP, GAP, "Marlow"]
    ends = [True, True, False, True, False, False, False, True]
    found = [words[a:b] for a, b in candidates(words, ends, [word == "of" for word in words], 3)]
    assert found == [["The"], ["Bank"], ["Bank", "of", "Eastland"], ["Eastland"], ["Marlow"]]


def test_what_is_known_of_a_stretch_is_told() -> None:
    bounds = [(0, 4), (0, 10), (20, 24)]
    bank = Span(0, 4, "organisation", "organisation:bank")
    rows = knowledge(bounds, [1, 2, 1], [bank], [bank], NONE)
    assert rows[0, :12].tolist() == [0, 1, 0, 0] * 3
    assert not rows[2, :28].any()
    assert rows[1, :24].sum() == 0
    assert rows[1, 24:28].any(), "that a known name is inside"


def test_many_stretches_are_told_what_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = [(at, at + length) for at in range(0, 60, 3) for length in (2, 5, 8)]
    lengths = [1, 2, 3] * 20
    spans = [Span(6, 8, "person"), Span(9, 17, "place", "place:x"), Span(45, 50, "event")]
    whole = knowledge(bounds, lengths, spans, spans, NONE)
    monkeypatch.setattr(knowing, "_AT_ONCE", 7)
    assert (knowledge(bounds, lengths, spans, spans, NONE) == whole).all()


def test_a_text_is_judged_alike_alone_and_beside_others() -> None:
    model = ScoredModel(EnglishReader())
    texts = ["Helen Marlow of Siemens flew to Porto.", "The Bank of Eastland fell.", "Lisbon"]
    for together, text in zip(model.read(texts), texts, strict=True):
        (alone,) = model.read([text])
        assert together.bounds == alone.bounds
        np.testing.assert_allclose(together.hidden, alone.hidden, atol=1e-2)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("She plays drums in the band Velvet Tractor.", "Velvet Tractor", "ORG"),
        ("He joined Dunmore Rovers from Ashby Town last year.", "Dunmore Rovers", "ORG"),
        ("They camped at Lake Orrin, near the village of Tessel.", "Tessel", "LOC"),
        ("The novelist Petra Lindqvist was born in 1954.", "Petra Lindqvist", "PER"),
    ],
)
def test_what_stands_beside_a_name_tells_its_kind(text: str, name: str, kind: str) -> None:
    found = EntityRecogniser(["en"]).spans(text, "en")
    assert (text.index(name), text.index(name) + len(name), kind) in found


def test_the_version_tells_one_gazetteer_from_another() -> None:
    own = gazetteer_with((OwnEntity("ferries", "organisation", "Lakeside Ferries"),))
    plain, other = EntityRecogniser(), EntityRecogniser(gazetteer=own)
    assert plain.version == EntityRecogniser().version != other.version
