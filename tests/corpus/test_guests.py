"""An article inside another language's site comes out alone and with its title.

python -m pytest tests/corpus/test_guests.py -s        # prints the figures
"""

import pytest

from tests.bench.extraction.labels import scores
from tests.corpus.guests import EACH, LANGUAGES, guests
from wirewatch.core.extract import Extraction, extract

F1 = 0.97
TITLES = 0.95


@pytest.mark.parametrize("form", ["html", "txt"])
def test_guests_come_out_alone(form: str) -> None:
    pages = guests(form)
    assert len(pages) == EACH * len(LANGUAGES) == len({page.name for page in pages})
    assert all(page.language != page.host_language for page in pages)
    assert len({page.host_language for page in pages}) >= 15
    rows, titles = [], 0
    for page in pages:
        found = extract(page.content, content_type=page.content_type)
        article = isinstance(found, Extraction)
        rows.append(scores("\n\n".join(page.paragraphs), found.body if article else ""))
        titles += found.title == page.title
    precision, recall = (sum(row[i] for row in rows) / len(rows) for i in (0, 1))
    f1 = 2 * precision * recall / (precision + recall)
    print(f"\n{form}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}, "
          f"title {titles} of {len(pages)}")  # fmt: skip
    assert f1 >= F1
    assert titles >= TITLES * len(pages)
