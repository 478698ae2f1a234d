"""The wire stories among the sample pages are one story each, and no other pages join."""

import json
import random
from base64 import b64encode
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.contract.building import article, at, page
from wirewatch.core.enriching import extract_page
from wirewatch.core.errors import Reject
from wirewatch.core.extract import NotAnArticle
from wirewatch.core.grouping import group
from wirewatch.core.stories import signature
from wirewatch.events import ArticleEnriched, StoryDecided
from wirewatch.group.decisions import StoryView

SAMPLES = Path(__file__).parents[3] / "samples"


@cache
def articles() -> Sequence[tuple[str, ArticleEnriched]]:
    """The name of each article's story (its URL where it has none), and the article."""
    found = []
    for number, line in enumerate((SAMPLES / "manifest.jsonl").read_text("utf-8").splitlines()):
        sample = json.loads(line)
        content = (SAMPLES / sample["file"]).read_bytes()
        url = sample["url"]
        fetched = page(content, url=url, content_type=sample["content_type"])
        try:
            extraction = extract_page(fetched)
        except Reject:
            continue
        if isinstance(extraction, NotAnArticle):
            continue
        title = extraction.title or ""
        texts = [p.text for p in extraction.paragraphs if p.kind != "caption"]
        signed = b64encode(signature("\n".join([title, *texts]))).decode()
        made = article("\n".join(texts), title=title, url=url, accepted_at=at(number))
        made = made.model_copy(update={"signature": signed})
        found.append((sample["expect"].get("story") or url, ArticleEnriched(article=made)))
    assert len(found) > 55
    return found


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_each_story_is_one(seed: int | None) -> None:
    order = list(articles())
    if seed is not None:
        random.Random(seed).shuffle(order)
    view = StoryView(None)
    stories: dict[str, set[str]] = defaultdict(set)
    for name, event in order:
        decision = group(event, view, now=at(0))[0]
        assert isinstance(decision, StoryDecided)
        view.apply(decision)
        stories[decision.story_id].add(name)
    view.close()
    assert all(len(names) == 1 for names in stories.values())
    assert len(stories) == len({name for name, _ in order})
