"""Ordinary words that a careless gazetteer takes for names, and names among small words."""

import pytest

from wirewatch.core.entities.gazetteer import shipped_gazetteer
from wirewatch.core.entities.known_names import known_spans


def found(text: str, language: str) -> set[str]:
    (spans,) = known_spans(shipped_gazetteer(), [text], [[]], language)
    return {span.known for span in spans}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "كان السفر إلى مدينة صغيرة فيما مضى"),
        ("he", "הארץ הזאת אלה שינה פתח"),
        ("ur", "کیا یہ میدان ہے"),
        ("fa", "این روش یک سفر و وام است، هما"),
        ("hi", "सागर के पास आनंद"),
        ("zh", "两国联合声明"),
        ("ko", "이를 위해 노력했다"),
        ("de", "Man sieht das. Im Mai nicht."),
        ("en", "The Island was small. Nice people were Reading there, far from the Sun."),
        ("vi", "Tại đây, Anh nói."),
    ],
)
def test_ordinary_words_are_no_names(language: str, text: str) -> None:
    assert found(text, language) == set()


@pytest.mark.parametrize(
    ("language", "text", "entity_id"),
    [
        ("ar", "قال ذلك بالقاعدة أمس", "organisation:al-qaeda"),
        ("ar", "انضم للقاعدة", "organisation:al-qaeda"),
        ("he", "הוא נסע לירושלים", "place:jerusalem"),
        ("ko", "트럼프가 서울에서 말했다", "place:seoul"),
        ("en", "She lives in Nice, France, now.", "place:gn2990440"),
        ("en", "Apple said so. We think Apple is right.", "organisation:apple"),
        ("it", "Il treno arriva a Bologna domani.", "place:gn3181928"),
    ],
)
def test_names_are_found_where_the_text_supports_them(
    language: str, text: str, entity_id: str
) -> None:
    assert entity_id in found(text, language)


@pytest.mark.parametrize(
    ("text", "is_him"),
    [
        ("Trump spoke on Monday.", True),
        ("President Trump spoke.", True),
        ("Melania Trump spoke. Trump smiled.", False),
        ("They met at Trump Tower.", False),
        ("Melania Trump and Donald Trump spoke; Trump smiled.", True),
    ],
)
def test_a_famous_surname_alone(text: str, is_him: bool) -> None:
    assert ("person:donald-trump" in found(text, "en")) == is_him
