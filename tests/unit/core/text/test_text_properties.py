"""What holds for any text whatever."""

import sqlite3
import unicodedata

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wirewatch.core.text import (
    analyse,
    chunks_of,
    fold,
    folded_chunk,
    folded_words,
    index_text,
    tokenize,
)

_AWKWARD = (
    "aZ9 '\u2019.\"-\u00ad\u200b\u200c\u200d\u0301\u0306\u0345\u0327\u00b7_\u00df\u0130\u0131"
    "\u0149\u01c4\ufb01\u0140\u00bd\u00b2\u2126\u212b\u1e9e\u03c2\u0390\u1fb3"
    "\u0438\u0439\u0451\u0457\u0635\u0627\u0623\u0624\u0640\u064e\u0654\u06cc\u06a9\u06c0\ufdfa\ufdf2"
    "\u05e6\u05b8\u05f4\u0915\u093c\u094d\u0e19\u0e33\u0e4d\u0e32\u0e49\u0eb3\u0ecd\u0eb2"
    "\u5317\u304b\u3099\uff76\uff9e\u309f\u3280\u1100\u1161\u11a8\u3131\u314f\uac00\u1000\u103c"
    "\U00020000\U0002f800\U0001d400\U000e0100\U00011100\u02bc\u02b9l's'S.U.S"
)
TEXT = st.one_of(st.text(), st.text(alphabet=st.sampled_from(_AWKWARD)))


@settings(max_examples=600, deadline=None)
@given(TEXT)
def test_offsets_increase_and_words_are_whole(text: str) -> None:
    position = sentence = 0
    for token in tokenize(text):
        assert position <= token.start < token.end <= len(text)
        assert token.folded
        assert not any(character.isspace() for character in token.folded)
        assert len(token.folded) < 200
        assert token.sentence - sentence in (0, 1)
        position, sentence = token.end, token.sentence


@settings(max_examples=600, deadline=None)
@given(st.lists(TEXT, max_size=4), st.sampled_from(["-", "--", "", " -", "\u00ad-"]))
@example(["U.S", "based", "l'Iran"], "-")
@example(["x" * 130], "-")
@example(['"U.S. E.G.', " L'IRAN'S d's. 'X', D'", '"'], " ")
def test_words_come_from_chunks_as_from_tokens(texts: list[str], between: str) -> None:
    text = between.join(texts)
    wanted = [token.folded for token in tokenize(text)]
    assert folded_words(text) == wanted
    chunks = chunks_of(text)
    if chunks is not None:
        assert " ".join(map(folded_chunk, chunks)).split() == wanted


@settings(max_examples=600, deadline=None)
@given(TEXT)
@example("d's")
@example("a.\u00b2")
@example("\u1100\u0301\u1161")
@example("l'l's")
@example("S'\u0e33")
def test_folding_again_changes_nothing(text: str) -> None:
    folded = [token.folded for token in tokenize(text)]
    assert [token.folded for token in tokenize(" ".join(folded))] == folded
    assert fold(fold(text)) == fold(text) == " ".join(folded)


@settings(max_examples=600, deadline=None)
@given(TEXT)
@example("A.\uac00")
@example("\u00c9. 0")
def test_composed_and_decomposed_text_mean_the_same(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    # Whether a non-joiner separates hangs on the mark before it; marks of two scripts on one letter
    # are no language, and normalisation may change which of them comes last.
    marks = {"\u0600" <= c <= "\u08ff" for c in decomposed if unicodedata.category(c)[0] == "M"}
    assume("\u200c" not in text or len(marks) < 2)
    expected = [(token.folded, token.sentence) for token in tokenize(text)]
    assert [(token.folded, token.sentence) for token in tokenize(composed)] == expected
    assert [(token.folded, token.sentence) for token in tokenize(decomposed)] == expected


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_a_blank_is_a_boundary(left: str, right: str) -> None:
    both = [token.folded for token in tokenize(f"{left} {right}")]
    assert both == [t.folded for t in tokenize(left)] + [t.folded for t in tokenize(right)]


def test_every_code_point_folds_to_a_fixed_point() -> None:
    """In the basic plane and the next, alone and between letters."""
    for code in range(0x20000):
        character = chr(code)
        for text in (character, f"a{character}b"):
            folded = fold(text)
            assert fold(folded) == folded, hex(code)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=4))
def test_a_full_text_index_leaves_the_tokens_alone(paragraphs: list[str]) -> None:
    """What FTS5's `ascii` tokenizer makes of an index text is the words we put in."""
    text = index_text(analyse("", paragraphs).paragraphs)
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE body USING fts5(text, tokenize='ascii')")
        database.execute("CREATE VIRTUAL TABLE words USING fts5vocab(body, instance)")
        database.execute("INSERT INTO body VALUES (?)", (text,))
        found = database.execute("SELECT term FROM words ORDER BY offset").fetchall()
    finally:
        database.close()
    assert [term for (term,) in found] == text.split(" ") if text else found == []
