"""What stands at the edges of an article with markup."""

import numpy as np
import pytest

from wirewatch.core.extract.edges import without_edges
from wirewatch.core.extract.html_blocks import read_html
from wirewatch.core.extract.lines import measure

_SENTENCE = (
    "The harbour master said on Monday that the old ferry would run once more this year, and the"
    " council agreed."
)
_BODY = f"<p>{_SENTENCE}</p>" * 4


def kept(markup: str, chance: float = 0.6) -> list[str]:
    """The texts that stay of a page whose blocks are all kept; all but sentences have `chance`."""
    page = read_html(markup)[1]
    lines = measure([b.text for b in page.blocks])
    chances = np.array([0.9 if b.text == _SENTENCE else chance for b in page.blocks], np.float32)
    return [
        page.blocks[i].text for i in without_edges(page, lines, chances, [*range(len(chances))])
    ]


@pytest.mark.parametrize(
    "head",
    [
        "<p><img src=x></p><p>The ferry in the harbour</p>",
        "<div><font>11 December 2024</font><br><b>Ferry runs</b><br><i>By Ada Penhale</i></div>",
        "<p>11 December 2024</p>",
    ],
    ids=["caption", "head of lines", "dateline"],
)
def test_what_stands_before_the_first_sentence_goes(head: str) -> None:
    assert kept(head + _BODY) == [_SENTENCE] * 4


@pytest.mark.parametrize("head", ["<p>A lead without an end</p>", "<p>On 11 December it ran.</p>"])
def test_a_lead_stays(head: str) -> None:
    assert len(kept(head + _BODY)) == 5


def test_other_stories_behind_their_heading_go_where_they_are_doubtful() -> None:
    rest = "<h2>More from this section</h2><p>Dog show moves</p><p>The show moves to the hall.</p>"
    assert kept(_BODY + rest) == [_SENTENCE] * 4
    assert len(kept(_BODY + rest, chance=0.8)) == 7
    assert len(kept(_BODY + rest.replace("More from this section", "A second life"))) == 7
    assert len(kept(f"<p>{_SENTENCE}</p>" + rest)) == 4


def test_a_row_of_links_at_the_end_goes() -> None:
    row = "<div><a href=/1>Print</a> | <a href=/2>Send this on</a></div>"
    assert kept(_BODY + row) == [_SENTENCE] * 4
    assert kept(row + _BODY)[0] == "Print | Send this on"
