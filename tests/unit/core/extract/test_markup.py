"""Markup cut to pieces, and the blocks made of them."""

import contextlib
import time

import pytest
from lxml import html

from wirewatch.core.extract.html_blocks import NoTree, read_html
from wirewatch.core.extract.markup import attributes


def blocks(markup: str) -> list[tuple[str, str]]:
    """Tag and text of each block."""
    return [(b.tag, b.text) for b in read_html(markup)[1].blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One<p>Two<div>Three</div>", [("p", "One"), ("p", "Two"), ("div", "Three")]),
        ("<ul><li>One<li>Two</ul>end", [("li", "One"), ("li", "Two"), ("body", "end")]),
        ("<ul><li>A<ul><li>B</ul>C<li>D</ul>", [("li", c) for c in "ABCD"]),
        ("<table><tr><td>A<td>B<tr><td>C</table>", [("td", c) for c in "ABC"]),
        ("<dl><dt>A<dd>B<dt>C</dl>", [("dt", "A"), ("dd", "B"), ("dt", "C")]),
        ("<table><tr><td>A</div>B</td></table>C", [("td", "A"), ("td", "B"), ("body", "C")]),
        ("<DIV>One<P CLASS=x>Two</DIV>", [("div", "One"), ("p", "Two")]),
        ("<p>A <b>bold</b> word &amp; more</p>", [("p", "A bold word & more")]),
        ("<x-menu><x-item>One</x-item><x-item>Two</x-item></x-menu>",
         [("x-item", "One"), ("x-item", "Two")]),
        ("<p>a<wbr>b<odd>c</odd></p>", [("p", "abc")]),
        ("<p>1 < 2 and </ p> or <3</p>", [("p", "1 < 2 and </ p> or <3")]),
        ("<p title='a > b' class=\"[&>p]:m\">Text</p>", [("p", "Text")]),
        ('<p title="a" ">Text</p><p>More</p>', [("p", "Text"), ("p", "More")]),
        ("<p>One</p><script>if (a<b) '<p>no</p>'</script><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("<p>One</p><SCRIPT>x</SCRIPT><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("<p>One</p><!-- <p>no</p> --><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("<p>One</p><!-- never closed <p>Two</p>",
         [("p", "One"), ("body", "never closed"), ("p", "Two")]),
        ("<p>One</p><svg><title>no</title></svg><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("<p>One</p><object><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("<p>One</p><script>never closed <p>Two</p>", [("p", "One")]),
        ("<p>One</p><div/><p>Two</p>", [("p", "One"), ("p", "Two")]),
        ("", []),
    ],
)  # fmt: skip
def test_blocks_of(markup: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(markup) == expected


def test_what_stands_in_templates_shows_only_where_nothing_else_does() -> None:
    inner = "<template><p>Inside.</p><template>deep</template><p>Still inside.</p></template>"
    assert blocks(f"<p>{'Outside. ' * 40}</p>{inner}")[1:] == []
    assert [text for _, text in blocks(inner)] == ["Inside.", "deep", "Still inside."]


def test_links_are_counted_until_they_are_closed() -> None:
    page = read_html('<p>See <a href="/a">this</a> one</p><div><a href="/b">never closed</div>x')[1]
    assert [(b.text, b.link_chars, b.links) for b in page.blocks] == [
        ("See this one", 4, 1), ("never closed", 12, 1), ("x", 0, 0),
    ]  # fmt: skip


def test_an_image_is_told_to_the_block_behind_it() -> None:
    page = read_html("<p>One</p><div><img src=x><br>Caption</div><p>T<img>wo</p>")[1]
    assert [b.after_image for b in page.blocks] == [False, True, False]


def test_places_are_paths_to_the_elements() -> None:
    markup = (
        "<html><body><div><p>One</p><p>Two</p></div><a href=/><div><p>Three</p></div></a>"
        "<ul><li>Four</li></ul><x-box><p>Five</p></x-box></body></html>"
    )
    page = read_html(markup)[1]
    tree = html.fromstring(markup)
    for block in page.blocks:
        (element,) = tree.xpath(page.place(block).removeprefix("html:"))
        assert element.text_content() == block.text


def test_attributes_are_read_in_any_form() -> None:
    found = attributes(' ID=a class="b &amp; c" data-x=\'"\' hidden title = "t" id=z ')
    assert found == {"id": "a", "class": "b & c", "data-x": '"', "hidden": "", "title": "t"}


def test_markup_states_what_it_says_of_itself() -> None:
    markup, _ = read_html(
        '<html lang="is"><head><title>A &amp; B</title><meta name="a" content="x>y">'
        '<link rel="canonical" href="/c"><script type="application/ld+json">{"@id": 1}</script>'
    )
    assert (markup.title, markup.scripts) == ("A & B", ['{"@id": 1}'])
    assert attributes(markup.root) == {"lang": "is"}
    assert attributes(markup.metas[0])["content"] == "x>y"
    assert attributes(markup.links[0])["href"] == "/c"


@pytest.mark.parametrize("opening", ["<div>", "<a href=x>", "<x-y>", "<table><tr><td>"])
def test_too_deep_markup_is_refused(opening: str) -> None:
    with pytest.raises(NoTree):
        read_html(opening * 1_000 + "text")


@pytest.mark.parametrize(
    "markup",
    [
        "<a '\"> " * 50_000, "<a '<a \"<a '" * 40_000 + ">", "<p =\"" * 60_000, "<!--" * 100_000,
        "<object>" * 60_000, "<svg><template>" * 30_000, "</div>" * 60_000 + "<td>" * 100,
        "<li>" * 60_000, "<p>&#" + "9" * 400_000 + ";</p>", "<p " + "a" * 500_000 + ">",
        "<p class=" + " " * 400_000 + "x>", "<div><td>" * 100 + "</section>" * 60_000,
    ],
)  # fmt: skip
def test_broken_markup_costs_no_more_than_sound(markup: str) -> None:
    start = time.process_time()
    with contextlib.suppress(NoTree):
        read_html(markup)
    assert time.process_time() - start < 2.0
