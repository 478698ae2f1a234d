"""For any rule the search of each store finds exactly what a plain evaluation finds."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import And, Document, Field, Language, Node, Not, Or, Phrase, prove
from wirewatch.core.text import analyse
from wirewatch.events import ArticleGrouped

WORDS = ("flood", "rain", "doha", "дождь", "الدوحة", "水", "害", "and", "7")
LANGUAGES = ("en", "pt", "pt-BR", "zh-Hant-TW", "pt_PT", "")
ARTICLES = 24

phrases = st.builds(
    Phrase,
    st.lists(st.sampled_from((*WORDS, "absent")), min_size=1, max_size=3).map(tuple),
    st.sampled_from((Field.ANY, Field.TITLE, Field.BODY)),
)
languages = st.builds(Language, st.sampled_from(("en", "pt", "pt-br", "zh-hant", "br", "fr")))


def larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Nodes over nodes; also the nested ANDs and the double NOTs that the parser would not make."""
    several = st.lists(nodes, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, nodes))


rules: st.SearchStrategy[Node] = st.recursive(phrases | languages, larger, max_leaves=12)


def corpus(build: Any) -> list[ArticleGrouped]:
    """Articles of few words, so that phrases repeat, break and cross paragraphs."""
    chance = random.Random(20261103)

    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    return [
        build.article(
            n,
            title=words(4),
            body=[words(6) for _ in range(chance.randint(0, 3))],
            language=chance.choice(LANGUAGES),
            minutes=n // 3,
        )
        for n in range(ARTICLES)
    ]


def expected(node: Node, articles: list[ArticleGrouped]) -> list[str]:
    """The ids that a plain evaluation finds, newest first."""
    found = []
    for grouped in articles:
        article = grouped.article
        text = analyse(article.title, [paragraph.text for paragraph in article.paragraphs])
        if prove("r", node, Document(text, article.language.code)) is not None:
            found.append((article.accepted_at, article.article_id))
    return [article_id for _, article_id in sorted(found, reverse=True)]


async def test_search_equals_plain_evaluation(store: ArticleStore, build: Any) -> None:
    articles = corpus(build)
    await store.upsert(articles)
    sizes: set[int] = set()
    nodes: list[Node] = []

    @settings(
        max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(rules)
    def collect(node: Node) -> None:
        nodes.append(node)

    collect()
    for node in nodes:
        wanted = expected(node, articles)
        results = await store.search(Query(node=node, limit=ARTICLES))
        assert [f.article.article.article_id for f in results.found] == wanted, node
        assert (results.total, results.verified, results.next_before) == (len(wanted), True, None)
        # The overview is not verified: here the stores' own translation of the rule must be exact.
        assert (await store.overview(Query(node=node))).total == len(wanted), node
        sizes.add(len(wanted))
    assert len(sizes) > 5, "the generated rules tell the articles apart"
