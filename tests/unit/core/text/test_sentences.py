"""Where sentences end, by punctuation alone."""

import pytest

from wirewatch.core.text import tokenize


def sentences(text: str) -> list[str]:
    found: dict[int, list[str]] = {}
    for token in tokenize(text):
        found.setdefault(token.sentence, []).append(text[token.start : token.end])
    assert list(found) == list(range(len(found)))
    return [" ".join(found[number]) for number in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed.", ["He left", "She stayed"]),
        ("Why? Because! Well\u2026 Fine.", ["Why", "Because", "Well", "Fine"]),
        ("\u201cNo.\u201d He left.", ["No", "He left"]),
        ("Mr. Smith met Gen. Jones.", ["Mr Smith met Gen Jones"]),
        ("He chose No. 512. Then No.", ["He chose No 512", "Then No"]),
        ("J. K. Rowling and U.S. Army", ["J K Rowling and U.S Army"]),
        ("It rose 3.5 percent. Then fell.", ["It rose 3 5 percent", "Then fell"]),
        ("Am 3. Oktober war es. In 2010. Danach", ["Am 3 Oktober war es", "In 2010", "Danach"]),
        ("He paused... and went on.", ["He paused and went on"]),
        ("Что? Да. В 10 тыс. Рублей", ["Что", "Да", "В 10 тыс Рублей"]),
        ("我们去。好！", ["我 们 去", "好"]),
        ("هل ذهب؟ نعم. ثم", ["هل ذهب", "نعم", "ثم"]),
        ("वह गया। फिर आया", ["वह गया", "फिर आया"]),
        ("No end", ["No end"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentence_numbers_have_no_holes_where_a_sentence_has_no_words() -> None:
    assert sentences("One. ! ? Two.") == ["One", "Two"]
