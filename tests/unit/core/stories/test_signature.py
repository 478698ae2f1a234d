"""Signatures: what they keep, and what they survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.core.stories import STORY_SIGNATURE_VERSION, Signature, signature

_SENTENCES = [
    f"In town number {n} the council of {n * 7} members voted on day {n * 3} to rebuild the old "
    f"harbour wall for {n * 11} thousand crowns before the winter storms of year {n + 1900}."
    for n in range(12)
]


@given(st.text(max_size=400))
def test_bytes_round_trip(text: str) -> None:
    made = Signature.of(text)
    read = Signature.from_bytes(bytes(made))
    assert read.fingerprints.tolist() == made.fingerprints.tolist()
    assert read.cutoff == made.cutoff
    assert signature(text) == bytes(made)


def test_case_punctuation_and_white_space_do_not_count() -> None:
    text = " ".join(_SENTENCES)
    assert signature(text) == signature(text.upper().replace(".", " !\n\n").replace(" ", "  "))


def test_a_shared_run_of_words_shares_fingerprints() -> None:
    whole = set(Signature.of(" ".join(_SENTENCES)).fingerprints.tolist())
    moved = set(Signature.of(" ".join(reversed(_SENTENCES))).fingerprints.tolist())
    assert len(whole & moved) > 0.6 * len(whole)


def test_a_long_text_keeps_a_bounded_number() -> None:
    long = Signature.of(" ".join(str(n) for n in range(20_000)))
    assert len(long.fingerprints) == 1024
    assert long.cutoff == max(long.fingerprints)
    assert len(bytes(long)) < 4200


@pytest.mark.parametrize("data", [b"", b"\x01", bytes(5) + b"ab", bytes([99]) + bytes(4)])
def test_what_is_no_signature_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="signature"):
        Signature.from_bytes(data)


def test_the_version_leads() -> None:
    assert signature("any text")[0] == STORY_SIGNATURE_VERSION
