"""Marks change nothing of the text, whatever stands in it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from wirewatch.console.highlighting import Span, layered, marked

_TAGS = re.compile(r'<mark>|</mark>|<span class="entity \w+" title="[^"<>]*">|</span>')
_ESCAPES = (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
SPANS = st.lists(
    st.builds(
        Span,
        st.integers(-5, 60),
        st.integers(-5, 60),
        st.sampled_from(["", "person", "place", "<b>", 'x" onclick="']),
        st.text(max_size=8),
    ),
    max_size=8,
)


@given(st.text(max_size=50), SPANS)
def test_without_our_tags_the_escaped_text_is_left(text: str, spans: list[Span]) -> None:
    html = str(layered(text, spans))
    bare = _TAGS.sub("", html)
    assert "<" not in bare
    assert ">" not in bare
    for escaped, character in _ESCAPES:
        bare = bare.replace(escaped, character)
    assert bare == text


def test_matched_words_are_marked() -> None:
    assert marked("a <b> deal", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> deal"


def test_overlapping_highlights_become_one() -> None:
    assert marked("abcdef", [(1, 3), (2, 5)]) == "a<mark>bcde</mark>f"


def test_an_entity_and_a_hit_on_the_same_words() -> None:
    html = layered("in Doha now", [Span(3, 7), Span(3, 7, "place", 'Do"ha')])
    assert html == ('in <span class="entity place" title="Do&#34;ha"><mark>Doha</mark></span> now')


def test_offsets_count_characters_and_not_bytes() -> None:
    assert marked("🙂🙂 ключ", [(3, 7)]) == "🙂🙂 <mark>ключ</mark>"
