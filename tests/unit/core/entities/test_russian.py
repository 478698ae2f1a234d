"""Russian names: the network as natasha runs it, labels, what one text does to another."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wirewatch.core.entities import EntityRecogniser
from wirewatch.core.entities.russian import RussianReader
from wirewatch.core.entities.russian.forms import form_numbers
from wirewatch.core.entities.russian.governors import Governors, governed, nouns
from wirewatch.core.entities.russian.labelling import named
from wirewatch.core.entities.russian.network import LABELS
from wirewatch.core.entities.russian.signs import lists
from wirewatch.core.entities.russian.words import Words
from wirewatch.core.entities.scoring.scored_model import ScoredModel

MODEL = ScoredModel(RussianReader())
TEXTS = [
    "Анна Орлова из «Сбербанка» уехала в Тверь. Её ждал И. П. Рогов.",
    "",
    "Министерство обороны Польши купит у Boeing 30 машин",
    "Лавров",
    "Цитата «Мы не",
    "сдадимся» не закончена",
]


def test_the_network_sees_what_natasha_sees() -> None:
    import natasha

    tagger: Any = natasha.NewsNERTagger(natasha.NewsEmbedding())
    text = " ".join(TEXTS)
    kinds = {"PER": "person", "ORG": "organisation", "LOC": "place"}
    expected = [(s.start, s.stop, kinds[s.type]) for s in tagger(text).spans]
    assert [(s.start, s.end, s.kind) for s in MODEL.read([text])[0].names] == expected
    assert len(expected) > 4


def test_a_text_is_not_changed_by_its_neighbours() -> None:
    for together, text in zip(MODEL.read(TEXTS), TEXTS, strict=True):
        (alone,) = MODEL.read([text])
        assert (together.names, together.bounds) == (alone.names, alone.bounds)


@settings(max_examples=50, deadline=None)
@given(
    arrays(np.float32, (4, 7), elements=st.integers(-9, 9).map(float)),
    arrays(np.float32, (7, 7), elements=st.integers(-5, 5).map(float)),
)
def test_the_likeliest_labels_are_found(scores: Any, transitions: Any) -> None:
    def worth(path: tuple[int, ...]) -> float:
        steps = sum(transitions[a, b] for a, b in zip((0, *path), path, strict=False))
        return float(steps + sum(scores[place, label] for place, label in enumerate(path)))

    best = max(worth(path) for path in product(range(7), repeat=4))
    starts = [path for path in product(range(7), repeat=4) if worth(path) == best]
    found = named(["слово"] * 4, scores, transitions)
    assert found in [_spans(path) for path in starts]


def _spans(path: tuple[int, ...]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for place, number in enumerate(path):
        part, _, kind = LABELS[number].partition("-")
        if part == "I" and found and found[-1][1:] == (place, kind):
            found[-1] = (found[-1][0], place + 1, kind)
        elif kind:
            found.append((place, place + 1, kind))
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60) | st.just("Анна Орлова — из Твери."), max_size=4))
def test_any_text_gives_spans_inside_it(texts: list[str]) -> None:
    recogniser = EntityRecogniser(models={"ru": MODEL})
    for text, found in zip(texts, recogniser.spans_each(texts, "ru"), strict=True):
        assert all(0 <= start < end <= len(text) for start, end, _ in found)


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Об этом сообщило министерство обороны Польши.", "министерство обороны Польши", "ORG"),
        ("Она играет в группе «Тихий омут» с 2001 года.", "Тихий омут", "ORG"),
        ("Историк Пётр Заславский умер в Кракове.", "Пётр Заславский", "PER"),
    ],
)
def test_names_with_what_belongs_to_them(text: str, name: str, label: str) -> None:
    found = EntityRecogniser(models={"ru": MODEL}).spans(text, "ru")
    assert (text.index(name), text.index(name) + len(name), label) in found


def test_words_are_cut_as_razdel_cuts_them() -> None:
    import razdel

    text = 'В 1990-х «Yahoo!» и Навсика́я (уст.) — А.С. Пушкин, Mail.Ru; "да"?'
    assert Words().of(text) == [(word.start, word.stop) for word in razdel.tokenize(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Проверку начала Федеральная служба по надзору в сфере связи",
            "Федеральная служба по надзору в сфере связи",
        ),
        ("Это решил комитет Госдумы по обороне", "комитет Госдумы по обороне"),
        ("Новый Камерный музыкальный театр закрыт", "Камерный музыкальный театр"),
    ],
)
def test_names_reach_over_small_words_from_their_noun(text: str, name: str) -> None:
    words = text.split()
    around = nouns(Governors(lists()).signs(words))
    assert name.split() in [words[first:after] for first, after in governed(words, around)]


def test_the_form_of_a_stretch_tells_of_quotes_and_brackets() -> None:
    words = ["Газета", "«", "Голос", "»", "(", "Voice", ")", "закрыта"]
    found = [(0, 3), (2, 3), (5, 6), (0, 4)]
    signs = Governors(lists()).signs(words)
    rows = form_numbers(words, signs, nouns(signs), found)
    assert rows[:, :5].tolist() == [
        [0, 1, 1, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
    ]
    assert form_numbers([], [], [], []).shape == (0, rows.shape[1])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("На сцену вывели В. И. Ленина.", "В. И. Ленина"),
        ("Об этом сказал В.Путин.", "В.Путин"),
        ("Компания Yahoo! купила завод.", "Yahoo!"),
        ("Иск подал Google! Завод закрыт.", "Google"),
    ],
)
def test_initials_and_marks_inside_sentences_belong_to_a_name(text: str, name: str) -> None:
    spans = EntityRecogniser(models={"ru": MODEL}).spans(text, "ru")
    assert name in [text[start:end] for start, end, _ in spans]


def test_abbreviations_of_things_are_no_names() -> None:
    recogniser = EntityRecogniser(models={"ru": MODEL})
    assert recogniser.spans("Как пишут СМИ, ДТП произошло утром.", "ru") == []
