"""Products: known ones, in many scripts, and never an organisation."""

import pytest

from wirewatch.core.entities import Entity, EntityRecogniser, OwnEntity, gazetteer_with


@pytest.fixture(scope="module")
def recogniser() -> EntityRecogniser:
    return EntityRecogniser()


def _named(entities: tuple[Entity, ...]) -> dict[str, list[str]]:
    return {e.entity_id: sorted({m.surface for m in e.mentions}) for e in entities}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Kyiv asked for more HIMARS launchers.", "product:himars"),
        ("ru", "Самолёт Ту-154 сел в Москве, за ним «Боинг 737».", "product:tu-154"),
        ("ru", "Космонавты вернулись с Международной космической станции.", "product:iss"),
        ("uk", "Уночі випустили ракети «Кинджал» і Ми-8 не злетів.", "product:mi-8"),
        ("fr", "Paris a livré des missiles SCALP à Kiev.", "product:storm-shadow"),
        ("de", "Der Bundestag stritt über Taurus-Marschflugkörper.", "product:taurus-missile"),
        ("ar", "اعترضت القبة الحديدية صاروخين.", "product:iron-dome"),
        ("fa", "گنبد آهنین فعال شد.", "product:iron-dome"),
        ("zh", "嫦娥六号在月球背面着陆。", "product:change-6"),
        ("ja", "新幹線は午後に再開した。", "product:shinkansen"),
        ("ko", "삼성은 챗GPT를 금지했다.", "product:chatgpt"),
        ("hi", "चंद्रयान-3 चाँद पर उतरा।", "product:chandrayaan-3"),
    ],
)
def test_a_product_is_one_thing_in_every_script(
    recogniser: EntityRecogniser, language: str, text: str, expected: str
) -> None:
    assert expected in _named(recogniser.recognise("", [text], language))


def test_a_maker_and_its_product_are_two(recogniser: EntityRecogniser) -> None:
    text = (
        "Shares of Apple fell after it said that fewer people bought the iPhone 15 Pro. "
        "Boeing delivered no Boeing 737 MAX in May, and Toyota recalled the Toyota Corolla."
    )
    named = _named(recogniser.recognise("Apple iPhone sales fall", [text], "en"))
    assert named["product:iphone"] == ["iPhone", "iPhone 15 Pro"]
    assert named["product:boeing-737-max"] == ["Boeing 737 MAX"]
    assert named["product:toyota-corolla"] == ["Toyota Corolla"]
    assert set(named) >= {"organisation:apple", "organisation:boeing", "organisation:toyota"}
    assert not any("iphone" in each for each in named if each.startswith("organisation"))


def test_a_longer_name_around_a_product_stays(recogniser: EntityRecogniser) -> None:
    text = "The editor of Windows Central said on Monday that she would leave."
    named = _named(recogniser.recognise("", [text], "en"))
    assert not any(each.startswith("product") for each in named)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("She bought an iPhone 15. He left.", "iPhone 15"),
        ("She dropped the iPhone I bought.", "iPhone"),
        ("The Falcon 9 v1.1 flew again.", "Falcon 9 v1.1"),
        ("An iPhone 15 Pro Max. Nothing else.", "iPhone 15 Pro Max"),
    ],
)
def test_a_version_ends_before_what_is_none(
    recogniser: EntityRecogniser, text: str, product: str
) -> None:
    found = [e for e in recogniser.recognise("", [text], "en") if e.kind == "product"]
    assert [m.surface for e in found for m in e.mentions] == [product]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Windows were broken and a patriot with a javelin ran into a tempest."),
        ("ru", "Новичок нашёл кинжал и орешник."),
        ("en", "The stinger of the harpoon was iron."),
    ],
)
def test_common_words_are_no_products(
    recogniser: EntityRecogniser, language: str, text: str
) -> None:
    assert not [e for e in recogniser.recognise("", [text], language) if e.kind == "product"]


def test_the_span_holds_a_quotation_mark_with_its_other_half(recogniser: EntityRecogniser) -> None:
    text = "Ракета «Кинжал» пролетела над областью."
    named = _named(recogniser.recognise("", [text], "ru"))
    assert named["product:kinzhal"] in (["Кинжал"], ["Ракета «Кинжал»"])


def test_models_labels_have_no_products(recogniser: EntityRecogniser) -> None:
    spans = recogniser.spans("Boeing delivered the Boeing 787 Dreamliner to Japan.", "en")
    assert {label for *_, label in spans} <= {"PER", "ORG", "LOC"}
    assert not any(start == 21 for start, _, _ in spans)


def test_a_product_of_your_own() -> None:
    own = OwnEntity("harbour-pass", "product", "Harbour Pass", ("Портовая карта",))
    recogniser = EntityRecogniser(gazetteer=gazetteer_with((own,)))
    named = _named(recogniser.recognise("", ["Buy a Harbour Pass in Kellwick."], "en"))
    assert named["product:harbour-pass"] == ["Harbour Pass"]
