"""What text becomes: the folded tokens and where they stand."""

import time

import pytest

from wirewatch.core.text import fold, tokenize
from wirewatch.core.text.tokenizer import MAX_TOKEN_CHARACTERS


def words(text: str) -> list[str]:
    return [token.folded for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("al-Qaeda", "al qaeda"),
        ("al\u2010Qaeda", "al qaeda"),
        ("al\u2013Qaeda", "al qaeda"),
        ("Ghani's", "ghani"),
        ("Ghani\u2019s", "ghani"),
        ("GHANI'S", "ghani"),
        ("the states' rights", "the states rights"),
        ("don't", "dont"),
        ("O'Brien", "obrien"),
        ("l'Iran", "l iran"),
        ("L\u2019Iran", "l iran"),
        ("qu'il n'a", "qu il n a"),
        ("dell'Italia", "dell italia"),
        ("U.S.", "us"),
        ("the U.N.'s envoy", "the un envoy"),
        ("e.g. this", "eg this"),
        ("J.Smith", "j smith"),
        ("J.K. Rowling", "jk rowling"),
        ("3.5 and 1,000", "3 5 and 1 000"),
        ("user_name #NATO @nato", "user name nato nato"),
        ("Global\u00adPost", "globalpost"),
        ("zero\u200bwidth\u2060join\ufeffed", "zerowidthjoined"),
        ("\ufb01nance e\ufb03cient", "finance efficient"),
        ("caf\u00e9 cafe\u0301", "cafe cafe"),
        ("Troms\u00f8 \u0141\u00f3d\u017a \u0110okovi\u0107", "tromso lodz dokovic"),
        ("Stra\u00dfe STRASSE \u1e9e", "strasse strasse ss"),
        ("\u0130stanbul ISTANBUL \u0131\u015f\u0131k I\u015eIK", "istanbul istanbul isik isik"),
        ("\uff37\uff49\uff52\uff45\uff12\uff14", "wire24"),
        ("CO\u2082 m\u00b2", "co2 m2"),
        ("paral\u00b7lel co\u0140legi", "parallel collegi"),
        ("\u00bd cup", "cup"),
        ("", ""),
        ("... \u2014 \U0001f525 \u0301", ""),
    ],
)
def test_latin(text: str, expected: str) -> None:
    assert words(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Greek: accents, final sigma
        ("\u0391\u03b8\u03ae\u03bd\u03b1\u03c2", "\u03b1\u03b8\u03b7\u03bd\u03b1\u03c3"),
        ("\u1fb3", "\u03b1"),
        # Cyrillic: ё is е, й and ї stay, stress marks go, composed or not
        ("Ёлка", "елка"),
        ("Йод йод и\u0306од", "йод йод йод"),
        ("Київ", "київ"),
        ("за\u0301мок", "замок"),
        ("п'ять об\u2019єкт", "пять обєкт"),
        # Arabic, Persian, Urdu
        ("مُحَمَّد", "محمد"),
        ("الـــعربية", "العربيه"),
        ("أحمد إيران آمن", "احمد ايران امن"),
        ("علی على علي", "علي علي علي"),
        ("کابل كابل", "كابل كابل"),
        ("۱۲۳ ٤٥٦", "123 456"),
        ("می\u200cشود", "مي شود"),
        ("ﻻ", "لا"),
        # Hebrew: points, acronyms, geresh, maqaf
        ("שָׁלוֹם", "שלום"),
        ('צה"ל', "צהל"),
        ("צה״ל", "צהל"),
        ("צ׳רצ׳יל", "צרציל"),
        ("תל־אביב", "תל אביב"),
        # other scripts keep their vowel signs
        ("हिन्दी क़लम", "हिन्दी क़लम"),
        ("বাংলা\u09be", "বাংলা\u09be"),
        ("क्\u200dष", "क्ष"),
        ("한국어 뉴스", "한국어 뉴스"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("2024年", "2024 年"),
        ("१२", "12"),
    ],
)
def test_scripts_with_spaces(text: str, expected: str) -> None:
    assert words(text) == [fold_nfkc(word) for word in expected.split()]


def fold_nfkc(word: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京大学", ["北", "京", "大", "学"]),
        ("ジョン・スミス", ["ジ", "ョ", "ン", "ス", "ミ", "ス"]),
        ("ｶﾞﾗｽ", ["ガ", "ラ", "ス"]),
        ("か\u3099", ["が"]),
        ("น้ำท่วม", ["น้ำ", "ท่", "ว", "ม"]),
        ("น\u0e4d\u0e32", ["นำ"]),
        ("ລາວ", ["ລ", "າ", "ວ"]),
        ("ខ្មែរ", ["ខ្", "មែ", "រ"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("\U00020000\U00020001", ["\U00020000", "\U00020001"]),
        ("iPhone用", ["iphone", "用"]),
    ],
)
def test_scripts_without_spaces_yield_a_token_per_character(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_offsets_cover_the_word_as_written() -> None:
    text = "\u201cGhani\u2019s l\u2019Iran, soft\u00adhyphen U.S. 北京\u201d"
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        "Ghani\u2019s",
        "l",
        "Iran",
        "soft\u00adhyphen",
        "U.S",
        "北",
        "京",
    ]


def test_a_long_word_is_cut_and_nothing_of_it_is_lost() -> None:
    text = "x" * 1000
    tokens = tokenize(text)
    assert "".join(token.folded for token in tokens) == text
    assert "".join(text[token.start : token.end] for token in tokens) == text
    assert max(len(token.folded) for token in tokens) == MAX_TOKEN_CHARACTERS < 200


def test_a_long_word_that_grows_by_folding_is_cut() -> None:
    tokens = tokenize("a" + "\ufdf2" * 60)  # each ligature is four letters
    assert "".join(token.folded for token in tokens) == "a" + "الله" * 60
    assert all(len(token.folded) <= MAX_TOKEN_CHARACTERS for token in tokens)


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0316" * 50_000,
        "l" + "'" * 100_000 + "\u0301",
        "a" + "'" * 100_000 + "b",
        "a" + "\u200c" * 100_000 + "b",
        "a." * 100_000,
        "a." * 100_000 + "bb",
        "l'" * 50_000 + "a",
        "a" * 200_000,
        "\u0e01" + "\u0e48" * 100_000,
        "\u0915" + "\u093c\u094d" * 50_000,
        "!" * 100_000,
        "! " * 50_000,
        "." + " \"'" * 50_000,
        "\U00011000" * 50_000 + "\U00011001" * 50_000,
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    tokenize(text)
    assert time.process_time() - started < 1.5


def test_fold_joins_the_tokens_of_a_word() -> None:
    assert fold("al-Qaeda") == "al qaeda"
    assert fold("Ghani\u2019s") == "ghani"
    assert fold("&") == ""
