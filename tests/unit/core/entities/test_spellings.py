"""How else a name is spelled, and where each spelling comes from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.entities import spellings
from wirewatch.core.text import folded_words


def texts(name: str, source: str | None = None) -> set[str]:
    return {one.text for one in spellings(name) if source in (None, one.source)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Idris Haqqani",
         {"Идрис Хаккани", "Идриса Хаккани", "إدريس حقاني", "伊德里斯·哈卡尼", "Idris Haqani"}),
        ("ادریس حقانی", {"Idris Haqqani", "Идрис Хаккани", "Ідріс Хаккані"}),
        ("Сергей Рябкин",
         {"Sergei Ryabkin", "Sergey Ryabkin", "Сергеем Рябкиным", "Сергій Рябкін"}),
        ("Олена Мельник", {"Olena Melnik", "Олени Мельник", "Елены Мельник"}),
        ("王立军", {"Wang Lijun", "王立軍", "Ван Лицзюнь"}),
        ("Wang Lijun", {"Ван Лицзюнь"}),
        ("이재용", {"Lee Jae-yong", "Lee Jaeyong"}),
        ("Παύλος", {"Παύλου", "Παύλο"}),
        ("Газпром", {"Gazprom", "غازبروم", "Газпрома", "Газпромом"}),
        ("Сеть Хаккани", {"Сети Хаккани", "Сетью Хаккани", "Haqqani network"}),
        ("Taliban", {"Талибан", "Талибана", "طالبان", "塔利班"}),
    ],
)  # fmt: skip
def test_spellings(name: str, expected: set[str]) -> None:
    known = {tuple(folded_words(text)) for text in texts(name)}
    missing = {text for text in expected if tuple(folded_words(text)) not in known}
    assert not missing


def test_each_says_where_it_comes_from() -> None:
    found = {one.text: one for one in spellings("Idris Haqqani")}
    assert found["Idris Haqqani"].source == "given"
    assert found["Idris Haqani"].source == "usual variant"
    assert found["Идрис Хаккани"].source == "transliteration"
    assert found["Идриса Хаккани"].source == "inflection"
    assert found["Идриса Хаккани"].via == "Идрис Хаккани"
    assert found["Идриса Хаккани"].language == "ru"


def test_what_the_gazetteer_knows_is_not_guessed() -> None:
    russian = [one for one in spellings("Vladimir Putin") if one.language == "ru"]
    assert {one.source for one in russian} <= {"gazetteer", "inflection"}


def test_kind_chooses_among_things_of_one_name() -> None:
    assert "Вашингтон" in texts("Washington")
    found = {one.text for one in spellings("Washington", kind="organisation")}
    assert "واشنطن" not in found


def test_women_keep_surnames_that_men_decline() -> None:
    assert "Анны Шульц" in texts("Анна Шульц")
    assert "Ивана Шульца" in texts("Иван Шульц")


@pytest.mark.parametrize("name", ["", " ", "!!!", "\u200c", "··"])
def test_nothing_has_no_spellings(name: str) -> None:
    assert spellings(name) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | st.text("abcdeyqxйшжцاحقعがサンプ한국习近平·-' ", max_size=30))
def test_any_text_is_taken(name: str) -> None:
    found = spellings(name, limit=50)
    assert found == spellings(name, limit=50)
    assert len(found) <= 50
    assert not found or found[0].source == "given"
    confidences = [one.confidence for one in found]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence <= 1 for confidence in confidences)
    keys = [tuple(folded_words(one.text)) for one in found]
    assert len(set(keys)) == len(keys)
