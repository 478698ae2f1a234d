"""Topics of small articles written for this test, in many languages."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.topics import MEDIA_TOPICS, NARROWER_TOPICS, TopicTagger
from wirewatch.core.topics.lexicon import lexicon, lexicon_languages

TAGGER = TopicTagger()
NAMES = {**MEDIA_TOPICS, **{code: name for code, (_, name) in NARROWER_TOPICS.items()}}
_CODES = "ps ar de el en es fa fr hi it ja pl pt ru tr uk zh"
LANGUAGES = _CODES.split()

ARTICLES = [
    (
        "en",
        "15",
        "Late goal wins the cup",
        "The striker scored twice and the coach praised his team.",
    ),
    ("en", "16", "Rebels shell border town", "Troops answered with artillery before a ceasefire."),
    ("en", "04", "Central bank raises rates", "Inflation and weak exports worry investors."),
    ("fr", "07", "Nouveau vaccin à l'hôpital", "Les médecins soignent les patients de l'épidémie."),
    (
        "de",
        "11",
        "Bundestagswahl im Herbst",
        "Der Kanzler und die Opposition streiten im Parlament.",
    ),
    ("es", "17", "Tormenta y lluvia", "La temperatura bajará y caerá nieve, dice el pronóstico."),
    (
        "it",
        "12",
        "Il papa visita la chiesa",
        "Il vescovo e i sacerdoti hanno guidato la preghiera.",
    ),
    ("pt", "05", "Escolas reabrem", "Alunos e professores voltam às aulas na universidade."),
    ("pl", "02", "Policja zatrzymała podejrzanego", "Sąd i prokurator badają zabójstwo."),
    ("ru", "03", "Землетрясение разрушило город", "Спасатели ищут выживших под завалами."),
    ("uk", "09", "Страйк працівників", "Профспілка вимагає вищої зарплати від роботодавця."),
    ("tr", "15", "Milli takım maçı kazandı", "Futbolcular ve teknik direktör golleri kutladı."),
    ("el", "06", "Η κλιματική αλλαγή", "Οι εκπομπές άνθρακα απειλούν τα δάση και το περιβάλλον."),
    ("ar", "04", "البنك المركزي يرفع الفائدة", "التضخم وأسعار النفط يؤثران على الاقتصاد."),
    ("fa", "13", "دانشمندان سیاره تازه یافتند", "تلسکوپ فضایی و ماهواره به پژوهشگران کمک کرد."),
    ("hi", "15", "टीम ने मैच जीता", "खिलाड़ी और कोच ने स्टेडियम में जश्न मनाया।"),
    ("zh", "16", "军队发动空袭", "导弹击中城市,双方仍未停火。"),
    ("ja", "17", "台風が接近", "気象庁は大雨と強風の予報を出した。"),
]


@pytest.mark.parametrize(("language", "code", "title", "body"), ARTICLES)
def test_main_topic(language: str, code: str, title: str, body: str) -> None:
    topics = TAGGER.tag(title, [body], language)
    assert topics[0].code == f"medtop:{code}000000"
    for topic in topics:
        assert topic.name == NAMES[topic.code]
        assert 0 < topic.score <= 1
        assert topic.evidence
        text = f"{title} {body}".casefold()
        assert all(word.casefold() in text for word in topic.evidence)


def test_an_article_may_have_two_topics() -> None:
    topics = TAGGER.tag(
        "Parliament votes on vaccine law",
        ["The government wants doctors and hospitals to vaccinate; the opposition objects."],
        "en",
    )
    assert {topic.code[7:9] for topic in topics} >= {"07", "11"}


def test_one_stray_word_of_the_body_is_no_topic() -> None:
    assert TAGGER.tag("A quiet day", ["Nothing but a bishop."], "en") == ()


def test_title_counts_more_than_body() -> None:
    in_title = TAGGER.scores("Earthquake", ["parliament"], "en")
    in_body = TAGGER.scores("Parliament", ["earthquake"], "en")
    assert in_title[0].code == "medtop:03000000"
    assert in_body[0].code == "medtop:11000000"


def test_phrases_and_compounds() -> None:
    assert TAGGER.tag("Prime Minister speaks", [""], "en")[0].evidence[0] == "Prime Minister"
    assert TAGGER.tag("Landtagswahl", [""], "de")[0].code == "medtop:11000000"


def test_variants_of_a_language_are_that_language() -> None:
    plain = TAGGER.tag("军队发动空袭", ["导弹"], "zh")
    assert plain == TAGGER.tag("军队发动空袭", ["导弹"], "zh-Hans-CN")
    assert plain


def test_unknown_languages_have_no_topics() -> None:
    assert TAGGER.tag("Goal", ["goal"], "und") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_every_topic(language: str) -> None:
    words = lexicon(language)
    assert words is not None
    assert {code for codes in words.words.values() for code, _ in codes} >= set(MEDIA_TOPICS)


def test_languages_are_the_documented_ones() -> None:
    assert lexicon_languages() == frozenset(LANGUAGES)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=300), st.sampled_from([*LANGUAGES, "und", ""]))
def test_no_text_raises_and_the_same_text_gives_the_same(
    title: str, body: str, language: str
) -> None:
    topics = TAGGER.tag(title, [body], language)
    assert topics == TAGGER.tag(title, [body], language)
    assert list(topics) == sorted(topics, key=lambda topic: -topic.score)
    codes = {topic.code for topic in topics}
    assert all(NARROWER_TOPICS[code][0] in codes for code in codes if code in NARROWER_TOPICS)


def test_the_documented_coverage_is_the_real_one() -> None:
    table = Path(__file__).parents[4] / "docs" / "languages.md"
    documented = {
        code
        for line in table.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and "17 topics" in line
        for code in re.findall(r"`([a-z]{2})`", line)
    }
    assert documented == set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "word"), [("ru", "и"), ("tr", "a"), ("hi", "लिए"), ("en", "a")]
)
def test_small_words_are_no_evidence(language: str, word: str) -> None:
    assert TAGGER.scores(word, [f"{word} {word}"], language) == ()


@pytest.mark.parametrize(
    ("language", "text", "evidence"),
    [
        ("tr", "İnternet ve bilgisayar", "İnternet"),
        ("fr", "Les élections présidentielles", "élections"),
        ("uk", "Вчені досліджують динозаврів", "динозаврів"),
        ("ps", "د ولسمشر ټاکنې", "ولسمشر"),
        ("ps", "ساينس او څېړونكي", "ساينس"),
        ("ps", "ساینس او څیړونکی", "ساینس"),
        ("fr", "Un cessez-le-feu est signé", "cessez-le-feu"),
        ("fr", "Le coup d'État a échoué", "coup d'État"),
    ],
)
def test_forms_are_found_as_they_stand(language: str, text: str, evidence: str) -> None:
    [first, *_] = TAGGER.scores(text, [], language)
    assert evidence in first.evidence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "El lunes y el martes habrá más, dice la parte importante de la orden general."),
        ("fr", "Un important parlait du marché qui marche, parce que l'importance est générale."),
        ("ru", "Более того, для нас открытом более всего данном независимо от счетов."),
        ("de", "Das Mitglied beantwortet in Richtung Transport, verantwortlich und angemessen."),
        ("en", "They sue us: missed boxes, detected experiences, celebrations and secure ratings."),
    ],
)
def test_common_words_that_share_a_stem_with_a_topic_word_say_nothing(
    language: str, sentence: str
) -> None:
    words = lexicon(language)
    assert words is not None
    evidence = {
        word.casefold()
        for topic in TopicTagger({}).scores("", [sentence], language)
        for word in topic.evidence
    }
    assert not evidence & words.ignored


def test_ignored_words_are_those_of_the_lexicon_that_would_speak() -> None:
    for language in lexicon_languages():
        words = lexicon(language)
        assert words is not None
        assert all(word == word.casefold() for word in words.ignored)


def test_a_topic_far_behind_the_best_one_is_none() -> None:
    paragraphs = [
        "The striker scored a goal; the coach praised the goalkeeper and the league champions.",
        "The team won the cup, the tournament and the championship before the football season.",
        "A company in the market sold the tickets.",
    ]
    found = TAGGER.tag("Striker wins the cup for his team", paragraphs, "en")
    assert [topic.code for topic in found if topic.code in MEDIA_TOPICS] == ["medtop:15000000"]


def shown(language: str, title: str, *paragraphs: str) -> set[str]:
    return {NAMES[topic.code] for topic in TAGGER.tag(title, paragraphs, language)}


def test_vague_parts_of_compounds_and_of_names_of_places_say_nothing() -> None:
    title = "Stadtrat von Oberndorf am Hochberg tagt"
    assert shown("de", title, "Mehr folgt.") == {"politics and government"}


@pytest.mark.parametrize(
    ("language", "title", "lead"),
    [
        ("de", "Ausgerechnet am Montag fehlt er", "Damit rechnet keiner."),
        ("es", "El pueblo recupera su campana", "Suena a las nueve."),
        ("ru", "Поэтому он долго молчал", "И долгий вечер прошёл."),
        ("pl", "Idą po wodę", "I wracają po zmroku."),
    ],
)
def test_words_that_only_share_a_stem_with_a_topic_word(
    language: str, title: str, lead: str
) -> None:
    assert not shown(language, title, lead)


def test_vague_words_alone_are_no_topic_of_a_text_of_some_length() -> None:
    vague = "Поезда стоят, волны бьют о берег. По данным жителей, света нет с утра."
    filler = ["Старик сидел у окна и ждал, пока вернутся внуки и сварят уху."] * 12
    assert TAGGER.scores("", [vague, *filler], "ru")
    assert not shown("ru", "", vague, *filler)


def test_an_armed_group_speaks_for_a_conflict() -> None:
    lead = "They closed the road."
    assert "conflict, war and peace" in shown("en", "Haqqani fighters hold the pass", lead)


def test_an_endless_word_is_not_tried_at_every_letter() -> None:
    assert TAGGER.tag("Krieg" + "ab" * 20_000, [], "de") == ()
