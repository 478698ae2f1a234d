"""The classes of characters against the Unicode database."""

import sys
import unicodedata

from wirewatch.core.text.characters import (
    DROPPED,
    MARKS,
    SCANNED,
    SEPARATORS,
    UNSPACED,
    character_class,
    is_unspaced,
)


def test_marks_and_compatibility_letters_stand_only_where_we_look() -> None:
    elsewhere = set(range(sys.maxunicode + 1)) - set(SCANNED) - DROPPED
    for code in elsewhere:
        character = chr(code)
        assert unicodedata.category(character)[0] != "M", hex(code)
        assert not unicodedata.decomposition(character), hex(code)


def test_the_classes_do_not_overlap_where_it_matters() -> None:
    assert not DROPPED & MARKS
    assert not DROPPED & SEPARATORS
    assert not MARKS & SEPARATORS


def test_letters_of_scripts_without_spaces_are_known() -> None:
    for character in "北〇々ひカｶทລခខ\U00020000\uf900":
        assert is_unspaced(ord(character)), character
    for character in "aЖع한אहԱ9":
        assert not is_unspaced(ord(character)), character
    assert ord("・") not in UNSPACED


def test_every_named_unspaced_script_is_covered() -> None:
    """By the names in the Unicode database: a letter of these scripts is one of the class."""
    letters = ("THAI CHARACTER", "LAO LETTER", "KHMER LETTER", "MYANMAR LETTER", "HIRAGANA LETTER")
    scripts = (*letters, "KATAKANA LETTER", "CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")
    for code in range(0x20000):
        if unicodedata.name(chr(code), "").startswith(scripts) and chr(code).isalnum():
            assert is_unspaced(code), hex(code)


def test_a_character_class_lists_ranges() -> None:
    assert character_class([]) == ""
    assert character_class([97, 98, 99, 0x1F600]) == "\\U00000061-\\U00000063\\U0001f600"
