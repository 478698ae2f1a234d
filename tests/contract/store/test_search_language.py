"""Every operator of the rule language finds in each store what the plain reference says."""

from typing import Any

import pytest

from wirewatch.adapters.memory.store import MemoryStore
from wirewatch.core.matching import document_of
from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import Document, RuleSyntaxError, parse
from wirewatch.events import ArticleGrouped, Entity, Moment, Topic
from wirewatch.testing.rule_reference import Reference
from wirewatch.testing.rule_samples import Samples

ARTICLES, RULES = 24, 150


def grouped(build: Any, n: int, document: Document) -> ArticleGrouped:
    """An article that says what a sample document says."""
    made: ArticleGrouped = build.article(
        n,
        title=document.text.title_text,
        body=document.text.paragraph_texts,
        language=document.language,
        site=document.site or "example.net",
        source=document.source or "none",
    )
    entities = [
        Entity(entity_id=one.id or "e", name=one.name, kind=one.kind, mentions=(), salience=0.5)
        for one in document.named
        if one.kind != "topic"
    ]
    topics = [
        Topic(code=one.id, name=one.name, score=1.0)
        for one in document.named
        if one.kind == "topic"
    ]
    published = Moment(value=document.published, precision="day", found_in="meta", sure=True)
    changed = made.article.model_copy(
        update={
            "url": document.url or made.article.url,
            "authors": document.authors,
            "source_country": document.country or None,
            "site_language": document.site_language or None,
            "published": published if document.published else None,
            "entities": tuple(entities),
            "topics": tuple(topics),
        }
    )
    return made.model_copy(update={"article": changed})


async def test_search_finds_what_the_reference_says(store: ArticleStore, build: Any) -> None:
    samples = Samples(20261123)
    articles = [grouped(build, n, samples.document()) for n in range(ARTICLES)]
    await store.upsert(articles)
    references = [(a.article.article_id, Reference(document_of(a.article))) for a in articles]
    references.reverse()  # newest first
    sizes: set[int] = set()
    rules = 0
    while rules < RULES:
        expression = samples.expression()
        try:
            node = parse(expression)
        except RuleSyntaxError:
            continue  # what cannot stand in a NEAR
        rules += 1
        wanted = [id_ for id_, reference in references if reference.hits(node) is not None]
        results = await store.search(Query(node=node, limit=ARTICLES))
        assert [f.article.article.article_id for f in results.found] == wanted, expression
        assert (results.total, results.verified) == (len(wanted), True), expression
        sizes.add(len(wanted))
    assert len(sizes) > 8, "the rules tell the articles apart"


async def test_a_country_is_looked_up_in_the_index(store: ArticleStore, build: Any) -> None:
    known = [("https://a.example.fr/1", None), ("https://b.example.com/2", "fr")]
    known += [("https://c.example.fr/3", "de"), ("https://d.example.de/4", None)]
    articles = []
    for n, (url, country) in enumerate(known):
        made = build.article(n, title="Ferry", body=["Rain"], site=url.split("/")[2])
        changed = made.article.model_copy(update={"url": url, "source_country": country})
        articles.append(made.model_copy(update={"article": changed}))
    await store.upsert(articles)
    query = Query(node=parse("country:fr"), limit=10)
    results = await store.search(query)
    assert [f.article.article.url[-1] for f in results.found] == ["2", "1"]
    if not isinstance(store, MemoryStore):
        assert (await store.overview(query)).candidates == 2
    assert (await store.search(Query(node=parse("ferry NOT country:fr")))).total == 2


TOLD = (
    ("Patch now", "It is known as CVE-2026-1234 by now."),
    ("Uzbekistan", "The vessel MV Harbour42 left."),
    ("Rain", "Colour and color over Kabul."),
    ("Rain", "Nothing of the kind."),
    ("الدوحة", "قال والدوحة"),
)


@pytest.mark.parametrize(
    ("rule", "held", "tried"),
    [
        (r"/CVE-\d{4}-\d+/", "0", 1),
        (r"/[Hh]arbour\d+/ OR /colou?r/", "12", 2),
        ("*stan", "1", 1),
        ("col*r", "2", 1),
        ("*bekist*", "1", 1),
        ("title:*stan rain", "", 0),
        ("c?lor NEAR/9 *abul", "2", 1),
        ("rain NOT *olor", "3", 2),
        ("ANY/2(*stan, *essel, *abul)", "1", 2),
        ("*دوحة", "4", 1),
    ],
)
async def test_what_no_index_knows_is_looked_through_not_verified_one_by_one(
    store: ArticleStore, build: Any, rule: str, held: str, tried: int
) -> None:
    await store.upsert(
        [build.article(n, title=title, body=[body]) for n, (title, body) in enumerate(TOLD)]
    )
    query = Query(node=parse(rule), limit=10)
    results = await store.search(query)
    numbers = sorted(f.article.article.url.rsplit("/", 1)[1] for f in results.found)
    assert ("".join(numbers), results.verified) == (held, True)
    if not isinstance(store, MemoryStore):
        assert len(held) <= (await store.overview(query)).candidates <= tried
