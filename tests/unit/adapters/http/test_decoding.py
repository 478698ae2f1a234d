"""Content encodings, in pieces of any size."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.adapters.http.decoding import Decoder, Oversized, Undecodable

PACK = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


@given(
    st.sampled_from(sorted(PACK)),
    st.binary(max_size=300) | st.binary(max_size=20).map(lambda part: part * 20_000),
    st.integers(1, 70_000),
)
def test_the_size_of_the_pieces_does_not_matter(encoding: str, content: bytes, step: int) -> None:
    packed = PACK[encoding](content)
    decoder = Decoder(encoding, 1_000_000)
    for start in range(0, len(packed), max(step, len(packed) // 500)):
        decoder.feed(packed[start : start + max(step, len(packed) // 500)])
    assert decoder.finish() == content
    assert decoder.received_bytes == len(packed)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_noise_is_content_or_undecodable_and_never_more_than_allowed(
    noise: bytes, encoding: str
) -> None:
    decoder = Decoder(encoding, 1_000)
    try:
        decoder.feed(noise)
        assert len(decoder.finish()) <= 1_000
    except (Undecodable, Oversized) as refusal:
        assert str(refusal)  # noqa: PT017


def test_the_limit_is_exact() -> None:
    for size, fits in ((1_000, True), (1_001, False)):
        decoder = Decoder("gzip", 1_000)
        if fits:
            decoder.feed(gzip.compress(bytes(size)))
            assert len(decoder.finish()) == size
        else:
            with pytest.raises(Oversized):
                decoder.feed(gzip.compress(bytes(size)))


def test_many_members_are_refused() -> None:
    decoder = Decoder("gzip", 10_000)
    with pytest.raises(Undecodable, match="members"):
        decoder.feed(gzip.compress(b"x") * 100)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,br", "\x00"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(Undecodable, match="not asked for"):
        Decoder(encoding, 1)


def test_padding_after_the_end_is_left_out() -> None:
    decoder = Decoder("gzip", 10)
    decoder.feed(gzip.compress(b"x") + bytes(512))
    assert decoder.finish() == b"x"
