"""Analysed articles, the index text and the digest."""

from wirewatch.core.text import (
    ANALYSIS_VERSION,
    PARAGRAPH_GAP,
    analyse,
    index_text,
    text_digest,
    tokenize,
)


def test_an_article_keeps_its_paragraphs_apart() -> None:
    text = analyse("Doha Deal", ["First one.", "", "Second one."])
    assert [token.folded for token in text.title] == ["doha", "deal"]
    assert [[token.folded for token in tokens] for tokens in text.paragraphs] == [
        ["first", "one"],
        [],
        ["second", "one"],
    ]


def test_the_index_text_puts_a_gap_between_paragraphs_that_have_words() -> None:
    paragraphs = analyse("", ["First one.", "\u2014", "Al-Qaeda"]).paragraphs
    assert index_text(paragraphs) == "first one \u00b6 al qaeda"
    assert index_text([]) == ""


def test_no_text_yields_the_gap() -> None:
    assert tokenize(f"{PARAGRAPH_GAP} a {PARAGRAPH_GAP}") == tokenize("  a  ")


def test_the_digest_is_of_the_folded_words() -> None:
    digest = text_digest("Doha Deal", ["Ghani\u2019s aide \u2013 he spoke.", "Then left."])
    assert digest == text_digest("DOHA DEAL!", ["Ghani's aide - he spoke", "then left"])
    assert digest == text_digest("Doha deal", ["Ghani's aide he spoke. Then left."])
    assert digest != text_digest("Doha", ["deal Ghani's aide he spoke. Then left."])
    assert digest != text_digest("Doha deal", ["Ghani's aide he spoke."])
    assert len(digest) == 64


def test_the_digest_takes_any_string() -> None:
    assert text_digest("\ud800a", ["\udfff"]) != text_digest("", [])


def test_the_version_is_stated() -> None:
    assert ANALYSIS_VERSION == 1
