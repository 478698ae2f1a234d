"""Language detection: common languages, mixed scripts, and what is no language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.core.language import LANGUAGE_VERSION, detect, detect_language, other_languages

_SENTENCES = {
    "en": "The harbour was closed for most of the morning because of thick fog over the bay.",
    "de": "Der Hafen war wegen dichten Nebels über der Bucht fast den ganzen Morgen gesperrt.",
    "fr": "Le port est resté fermé une grande partie de la matinée à cause du brouillard épais.",
    "es": "El puerto estuvo cerrado durante gran parte de la mañana por la niebla en la bahía.",
    "ru": "Порт был закрыт большую часть утра из-за густого тумана над заливом.",
    "uk": "Порт був зачинений більшу частину ранку через густий туман над затокою.",
    "ar": "كان الميناء مغلقا معظم الصباح بسبب الضباب الكثيف فوق الخليج.",
    "zh": "由于海湾上空有浓雾，港口上午大部分时间关闭。",
    "ja": "湾の上に濃い霧がかかったため、港は午前中のほとんど閉鎖された。",
    "ko": "만에 짙은 안개가 끼어 항구는 오전 내내 폐쇄되었다.",
    "el": "Το λιμάνι παρέμεινε κλειστό το μεγαλύτερο μέρος του πρωινού λόγω ομίχλης.",
    "hi": "खाड़ी पर घने कोहरे के कारण बंदरगाह सुबह अधिकांश समय बंद रहा।",
}


@pytest.mark.parametrize("code", sorted(_SENTENCES))
def test_a_sentence_is_recognised(code: str) -> None:
    guess = detect(_SENTENCES[code])
    assert guess.code == code
    assert guess.confidence > 0.5
    assert guess.reason is None
    assert guess.runner_up not in (None, code)


def test_english_inside_cyrillic_furniture_stays_english() -> None:
    english = " ".join([_SENTENCES["en"]] * 2)
    assert (
        detect(f"Новости Культура Спорт {english} Оставить комментарий Читайте также").code == "en"
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "12 345 678 90 2026", "?!?! ... ---", "https://example.org/news/2026/01/a.html",
        "ok", "😀😀😀😀😀😀", "aaaaaaaaaaaaaaaaaaaaaaaa", "xkqzvbwrtplmnhgfdscxz qwrtzpsdfgh",
        "dGhpcyBpcyBhIHRlc3Qgb2YgYmFzZTY0IGRhdGE",
    ],
)  # fmt: skip
def test_what_is_no_language_is_und_with_a_reason(text: str) -> None:
    guess = detect(text)
    assert guess.code == "und"
    assert guess.confidence == 0.0
    assert guess.reason


def test_confidence_grows_with_length() -> None:
    text = _SENTENCES["fr"]
    assert detect(text[:12]).confidence < detect(text).confidence <= 1.0


def test_the_pair_form_agrees() -> None:
    guess = detect(_SENTENCES["de"])
    assert detect_language(_SENTENCES["de"]) == (guess.code, guess.confidence)
    assert LANGUAGE_VERSION


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    guess = detect(text)
    assert 0.0 <= guess.confidence <= 1.0
    assert (guess.code == "und") == (guess.reason is not None)


@pytest.mark.parametrize(
    ("text", "code", "variant"),
    [
        ("这个国家的经济发展问题", "zh", "zh-Hans"),
        ("這個國家的經濟發展問題", "zh", "zh-Hant"),
        ("中文", "und", None),
        ("Лука је била затворена већи део јутра због густе магле над заливом.", "sr", "sr-Cyrl"),
        ("The harbour was closed for most of the morning.", "en", None),
    ],
)
def test_script_variants(text: str, code: str, variant: str | None) -> None:
    guess = detect(text)
    assert (guess.code, guess.variant) == (code, variant)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", "Pemerintah mengatakan bahwa bandara itu akan ditutup karena cuaca buruk"),
        ("ms", "Kerajaan berkata bahawa lapangan terbang itu akan ditutup kerana cuaca buruk"),
        ("no", "Havnen ble stengt etter at tåken la seg over byen, og noen båter må vente"),
        ("da", "Havnen blev lukket, efter at tågen lagde sig over byen, og nogle både må vente"),
        ("pt", "O porto foi fechado durante a manhã por causa do nevoeiro"),
        ("gl", "O porto estivo pechado unha parte da mañá por mor da néboa, tamén na ría"),
        ("hr", "Luka je bila zatvorena veći dio jutra zbog guste magle tijekom tjedna"),
        ("mk", "Пристаништето беше затворено поради густата магла и бродовите ќе чекаат"),
    ],
)
def test_relatives_are_told_apart(code: str, text: str) -> None:
    assert detect(text).code == code


def test_latin_names_leave_a_cyrillic_title_its_language() -> None:
    title = "Новый альбом Global Running Band вышел"
    assert detect(title).code == "ru"


def test_a_second_language_is_told() -> None:
    english, german = _SENTENCES["en"], _SENTENCES["de"]
    assert [o.code for o in other_languages("en", [english] * 3 + [german] * 2)] == ["de"]
    assert other_languages("en", [english] * 9 + [german]) == (), "a quotation is no second one"
    assert other_languages("en", [english, "Kurz."]) == ()
    assert other_languages("und", []) == ()


def test_names_in_english_do_not_make_a_sentence_english() -> None:
    text = "Następca North Harbour Walking Tours, Go Walking Tours, łączy miasta"
    assert detect(text).code == "pl"


def test_malay_and_indonesian_are_told_apart_by_their_own_words() -> None:
    assert detect("Polis menyiasat kes itu di hospital dan mahkamah, kata jabatan").code == "ms"
    assert detect("Polisi menyelidiki kasus itu di rumah sakit, kata pengadilan").code == "id"


def test_a_weak_guess_on_words_that_nobody_knows_is_none() -> None:
    assert detect("qwvozt hrupanel fzidrqe mebrutz drolqp").code == "und"
