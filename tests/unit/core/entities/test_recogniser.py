"""Entities of articles written for this test."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.entities import TITLE, Entity, EntityRecogniser
from wirewatch.core.entities import recogniser as module

RECOGNISER = EntityRecogniser()
TITLE_TEXT = "Pentagon doubts Taliban pledge to break with al-Qaeda"
BODY = [
    "Ashraf Ghani’s government has asked the US Treasury for help, the Telegraph reported.",
    "Joe Biden will review Donald Trump’s Doha deal. Mr Trump signed it; Mr Ghani did not.",
    "“The Haqqani Network is close to al Qaeda,” said Edward Marlow of the International "
    "Crisis Group. Marlow knows Afghanistan and Pakistan.",
]


def by_id(entities: tuple[Entity, ...]) -> dict[str, Entity]:
    return {entity.entity_id: entity for entity in entities}


@pytest.fixture(scope="module")
def english() -> dict[str, Entity]:
    return by_id(RECOGNISER.recognise(TITLE_TEXT, BODY, "en"))


@pytest.mark.parametrize(
    ("entity_id", "surfaces"),
    [
        ("organisation:al-qaeda", ["al-Qaeda", "al Qaeda"]),
        ("organisation:taliban", ["Taliban"]),
        ("organisation:haqqani-network", ["Haqqani Network"]),
        ("organisation:us-treasury", ["US Treasury"]),
        ("organisation:pentagon", ["Pentagon"]),
        ("organisation:telegraph", ["Telegraph"]),
        ("organisation:icg", ["International Crisis Group"]),
        ("person:ashraf-ghani", ["Ashraf Ghani", "Ghani"]),
        ("person:joe-biden", ["Joe Biden"]),
        ("person:donald-trump", ["Donald Trump", "Trump"]),
        ("person:~edward-marlow", ["Edward Marlow", "Marlow"]),
        ("place:AF", ["Afghanistan"]),
        ("place:PK", ["Pakistan"]),
        ("place:doha", ["Doha"]),
    ],
)
def test_english(english: dict[str, Entity], entity_id: str, surfaces: list[str]) -> None:
    assert [mention.surface for mention in english[entity_id].mentions] == surfaces


def test_title_and_lead_are_salient(english: dict[str, Entity]) -> None:
    salience = {entity_id: entity.salience for entity_id, entity in english.items()}
    assert salience["organisation:al-qaeda"] > salience["organisation:telegraph"]
    assert salience["organisation:telegraph"] > salience["place:PK"]
    assert all(0 < value <= 1 for value in salience.values())


def test_title_mentions_are_marked(english: dict[str, Entity]) -> None:
    assert english["organisation:pentagon"].mentions[0].paragraph == TITLE


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "Владимира Путина ждут в Кабуле, сообщил Дмитрий Песков.",
         {"person:vladimir-putin", "place:kabul", "person:dmitry-peskov"}),
        ("uk", "У Києві Володимир Зеленський зустрів делегацію НАТО.",
         {"place:kyiv", "person:volodymyr-zelensky", "organisation:nato"}),
        ("fr", "Emmanuel Macron est arrivé au Royaume-Uni.",
         {"person:emmanuel-macron", "place:GB"}),
        ("de", "Die Vereinten Nationen warnen vor Hunger in Deutschland.",
         {"organisation:united-nations", "place:DE"}),
        ("es", "El Estado Islámico atacó en Siria.", {"organisation:islamic-state", "place:SY"}),
        ("ar", "قال الرئيس الروسي فلاديمير بوتين إن القاعدة هزمت في أفغانستان",
         {"person:vladimir-putin", "organisation:al-qaeda", "place:AF"}),
        ("fa", "اشرف غنی در کابل با طالبان گفتگو کرد",
         {"person:ashraf-ghani", "place:kabul", "organisation:taliban"}),
        ("zh", "习近平在北京会见普京。",
         {"person:xi-jinping", "place:beijing", "person:vladimir-putin"}),
        ("ja", "プーチン大統領はロシアのモスクワで演説した。",
         {"person:vladimir-putin", "place:RU", "place:moscow"}),
        ("el", "Ο Κυριάκος Μητσοτάκης μίλησε στην Αθήνα για την Τουρκία.",
         {"person:kyriakos-mitsotakis", "place:athens", "place:TR"}),
        ("tr", "Cumhurbaşkanı Erdoğan Ankara'da NATO heyetiyle görüştü.",
         {"person:recep-tayyip-erdogan", "place:ankara", "organisation:nato"}),
        ("hi", "नरेंद्र मोदी ने नई दिल्ली में कहा।", {"person:narendra-modi", "place:new-delhi"}),
        ("pl", "Donald Tusk spotkał się w Warszawie z delegacją Francji.",
         {"person:donald-tusk", "place:warsaw", "place:FR"}),
        ("sw", "Umoja wa Mataifa ulisema Nairobi.",
         {"organisation:united-nations", "place:nairobi"}),
    ],
)  # fmt: skip
def test_languages(language: str, text: str, expected: set[str]) -> None:
    assert by_id(RECOGNISER.recognise("", [text], language)).keys() >= expected


def test_ordinary_words_are_not_names() -> None:
    text = "Tell us who said so. The apple fell and the taliban of words with un fed nobody."
    found = by_id(RECOGNISER.recognise("", [text], "en"))
    assert not found.keys() & {"place:US", "organisation:who", "organisation:apple"}
    assert not found.keys() & {"organisation:united-nations", "organisation:fed"}


def test_longer_names_are_not_cut_to_known_ones() -> None:
    found = RECOGNISER.recognise("", ["The Bank of Afghanistan lent money to Ann Parker."], "en")
    assert "Bank of Afghanistan" in {entity.name for entity in found}


def test_spans_have_labels() -> None:
    text = "Joe Biden spoke at NATO in Paris."
    found = [(text[start:end], label) for start, end, label in RECOGNISER.spans(text, "en")]
    assert found == [("Joe Biden", "PER"), ("NATO", "ORG"), ("Paris", "LOC")]


def test_texts_together_give_what_each_gives_alone() -> None:
    texts = [TITLE_TEXT, *BODY, "Marlow slept."]
    assert RECOGNISER.spans_each(texts, "en") == [RECOGNISER.spans(text, "en") for text in texts]


def test_a_missing_model_is_noted_and_the_rest_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> object:
        raise ImportError("no such model")

    monkeypatch.setitem(module.READERS, "en", absent)
    recogniser = EntityRecogniser(["en", "ru"])
    assert "en" in recogniser.missing
    assert "no such model" in recogniser.missing["en"]
    assert "ru" not in recogniser.missing
    found = by_id(recogniser.recognise(TITLE_TEXT, BODY, "en"))
    assert found.keys() >= {"organisation:taliban", "person:~edward-marlow"}


def test_no_model_is_loaded_before_it_is_needed() -> None:
    recogniser = EntityRecogniser()
    recogniser.recognise("", ["Emmanuel Macron"], "fr")
    assert recogniser._models == {}


_TEXT = st.text(max_size=120) | st.sampled_from([TITLE_TEXT, *BODY, "A’s", "the the", "«»", "U.S."])


@settings(max_examples=80, deadline=None)
@given(
    _TEXT,
    st.lists(_TEXT, max_size=4),
    st.sampled_from(["en", "ru", "fr", "de", "ar", "zh", "ja", "el", "und"]),
)
def test_spans_are_exact_and_answers_repeat(title: str, body: list[str], language: str) -> None:
    entities = RECOGNISER.recognise(title, body, language)
    assert entities == RECOGNISER.recognise(title, body, language)
    texts = {TITLE: title, **dict(enumerate(body))}
    taken: set[tuple[int, int]] = set()
    for entity in entities:
        assert entity.mentions
        for mention in entity.mentions:
            assert texts[mention.paragraph][mention.start : mention.end] == mention.surface
            assert mention.surface.strip() == mention.surface != ""
            places = {(mention.paragraph, at) for at in range(mention.start, mention.end)}
            assert not places & taken
            taken |= places
    assert len({entity.entity_id for entity in entities}) == len(entities)


@pytest.mark.parametrize("language", ["en", "ru", "fr", "zh"])
@pytest.mark.parametrize(
    "text",
    ["\ud83d Joe Biden in Paris", "\x00", "a\u0301" * 300, "Ж" * 5000, "A." * 2000, " \n\n "],
)
def test_odd_text_does_not_raise(text: str, language: str) -> None:
    for entity in RECOGNISER.recognise(text, [text, ""], language):
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.surface


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Журналисты говорили с Иваном Сорокиным вчера.", "Иван Сорокин"),
        ("Встретили Анну Белову в городе.", "Анна Белова"),
        ("Вчера Рашида Гани видели в городе.", "Рашида Гани"),
    ],
)
def test_russian_names_stand_in_the_nominative_where_that_is_sure(text: str, name: str) -> None:
    assert [e.name for e in RECOGNISER.recognise("", [text], "ru") if e.kind == "person"] == [name]


@pytest.mark.parametrize(
    "text",
    ["RT @HelenMarlow: Great Day", "Read https://Example.org/News/Lisbon_Porto now"],
)
def test_handles_and_addresses_are_no_names(text: str) -> None:
    for entity in RECOGNISER.recognise("", [text], "en"):
        assert not any("@" in m.surface or "://" in m.surface for m in entity.mentions)


@pytest.mark.parametrize("paragraphs", [1, 500])
def test_time_grows_with_the_length_alone(paragraphs: int) -> None:
    """A book-long article must stay under a worker's limit of processor time."""
    sentence = "Helen Marlow of Siemens met John Parker in Lisbon, the ministry said. "
    body = [sentence * (1_000 // paragraphs)] * paragraphs
    began = time.process_time()
    entities = RECOGNISER.recognise("Long", body, "en")
    assert time.process_time() - began < 10
    found = {entity.name: len(entity.mentions) for entity in entities}
    assert found["Helen Marlow"] == found["John Parker"] == 1_000


@pytest.mark.parametrize(
    ("language", "text", "surface"),
    [
        ("en", "It was signed by V. Putin himself.", "V. Putin"),
        ("uk", "Про це сказав В. Путін учора.", "В. Путін"),
        ("en", "The team was drawn in Group B. Putin sent a note.", "Putin"),
        ("en", "The illness is hepatitis C. Vladimir Putin said so.", "Vladimir Putin"),
    ],
)
def test_only_initials_of_the_person_belong_to_a_surname(
    language: str, text: str, surface: str
) -> None:
    found = by_id(RECOGNISER.recognise("", [text], language))["person:vladimir-putin"]
    assert [mention.surface for mention in found.mentions] == [surface]
