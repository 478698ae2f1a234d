"""What repeats over the pages of a site, and that one page needs no other."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.core.extract import Extraction, RemovalReason, extract
from wirewatch.core.extract.lines import measure
from wirewatch.core.extract.memory import (
    BLOCKS_PER_SITE,
    PageBlocks,
    SiteTemplate,
    TemplateMemory,
)

_APPEAL = (
    "Good reporting from the valley takes time, and readers who give a few crowns a month"
    " make sure that we can go on sending people to every meeting of the council."
)
_NOUNS = [
    "bridge",
    "harbour",
    "school",
    "mill",
    "quarry",
    "station",
    "orchard",
    "library",
    "ferry",
    "market",
]


def story(number: int) -> list[str]:
    """Paragraphs that no other number has."""
    noun, other = _NOUNS[number % 10], _NOUNS[(number * 3 + 1) % 10]
    return [
        f"The old {noun} of parish {number} will be closed for {number + 3} weeks from Monday,"
        f" the council said after a long meeting about the {other} on Tuesday evening.",
        f"Engineers found {number + 11} cracks below the {noun}, and the repair will cost"
        f" {number + 40} thousand crowns, more than the parish spends on the {other} in a year.",
        f"“Nobody in parish {number} will be left without a way to the {other},” the mayor said,"
        f" and promised a second meeting on the {number % 28 + 1}th.",
    ]


def page(number: int, *, appeal: str | None = _APPEAL, extra: Sequence[str] = ()) -> str:
    texts = [*story(number), *extra]
    if appeal:
        texts.insert(2, appeal)
    body = "".join(f"<p>{t}</p>" for t in texts)
    title = f"Parish {number} closes its {_NOUNS[number % 10]}"
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>The Valley Paper</footer></body></html>"
    )


def read(memory: TemplateMemory | None, number: int, markup: str) -> Extraction:
    known = None if memory is None else memory.template("valley.example", f"page-{number}")
    found = extract(markup, content_type="text/html", template=known)
    assert isinstance(found, Extraction)
    if memory is not None:
        assert found.lesson is not None
        memory.learn("valley.example", f"page-{number}", found.lesson)
    return found


def test_what_other_pages_repeat_is_taken_out_and_named() -> None:
    memory = TemplateMemory()
    found = [read(memory, n, page(n)) for n in range(4)]
    alone = read(None, 3, page(3))
    assert [_APPEAL in f.body for f in found] == [True, True, False, False]
    assert _APPEAL in alone.body, "else this test shows nothing"
    assert found[3].body.split("\n\n") == story(3)
    assert _APPEAL in [b.text for b in found[3].removed if b.reason is RemovalReason.REPEATED]
    assert found[3].without_memory == tuple(alone.body.split("\n\n"))
    assert (found[3].template_pages, alone.template_pages) == (3, 0)
    assert found[0] == read(None, 0, page(0)), "a first page is read as if there were no memory"


def test_a_page_that_comes_again_is_not_its_own_witness() -> None:
    memory = TemplateMemory()
    for _ in range(5):
        again = read(memory, 1, page(1))
    assert again.body == read(None, 1, page(1)).body
    assert again.without_memory is None


def test_copies_on_one_site_keep_their_text() -> None:
    memory = TemplateMemory()
    for number in range(3):
        read(memory, number, page(number, appeal=None))
    copies = [read(memory, 20 + n, page(7, appeal=None)) for n in range(5)]
    assert {c.body for c in copies} == {"\n\n".join(story(7))}


def test_a_lead_that_teasers_quote_stays() -> None:
    memory = TemplateMemory()
    teaser = f"<aside class='related'><ul><li><a href='/9'>{story(9)[0]}</a></li></ul></aside>"
    for number in range(4):
        read(memory, number, page(number, appeal=None).replace("<footer>", teaser + "<footer>"))
    assert read(memory, 9, page(9, appeal=None)).body.split("\n\n") == story(9)


def test_state_survives_and_that_of_another_version_is_left() -> None:
    kept: dict[str, bytes] = {}
    memory = TemplateMemory(kept.get)
    for number in range(3):
        read(memory, number, page(number))
    kept |= memory.changed()
    assert memory.changed() == {}
    assert _APPEAL not in read(TemplateMemory(kept.get), 8, page(8)).body
    torn = {"valley.example": kept["valley.example"][:-3]}
    other = {"valley.example": b"\xff" + kept["valley.example"][1:]}
    for state in (torn, other):
        assert _APPEAL in read(TemplateMemory(state.get), 8, page(8)).body


def test_state_is_bounded() -> None:
    memory = TemplateMemory(sites=3)
    rng = np.random.default_rng(1)
    chrome = np.arange(1, 6, dtype=np.uint64)
    for number in range(60):
        prints = np.concatenate([rng.integers(1 << 40, 1 << 60, 100, dtype=np.uint64), chrome])
        memory.learn("a.example", str(number), PageBlocks(prints, np.ones(105, dtype=np.bool_)))
    known = memory.template("a.example", "new")
    assert len(known.prints) == BLOCKS_PER_SITE
    assert known.counts(chrome)[0].tolist() == [60] * 5, "what repeats is not forgotten"
    assert len(memory.changed()["a.example"]) < 20_000
    for number in range(9):
        memory.template(f"{number}.example", "x")
    assert memory.template("a.example", "new").pages == 0, "the site used longest ago went"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It opens today", "It  opens, TODAY!", True),
        ("It opens today", "today opens it", False),
        ("It opens", "It opens today", False),
        ("新闻 报道", "新闻报道", True),
    ],
)
def test_fingerprints_are_of_words_in_order(one: str, other: str, same: bool) -> None:
    prints = measure([one, other]).prints
    assert (prints[0] == prints[1]) is np.bool_(same)


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8))
def test_fingerprints_do_not_depend_on_the_lines_around(texts: list[str]) -> None:
    together = measure(texts).prints
    assert together.tolist() == [int(measure([t]).prints[0]) for t in texts]


def test_without_knowledge_nothing_is_found() -> None:
    empty = np.zeros(0, dtype=np.int64)
    template = SiteTemplate(0, np.zeros(0, dtype=np.uint64), empty, empty)
    inside, outside = template.counts(np.array([5], dtype=np.uint64))
    assert (inside.tolist(), outside.tolist()) == ([0], [0])
