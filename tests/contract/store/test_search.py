"""Searching: scripts, phrases, filters, order, pages and totals."""

from typing import Any

import pytest

from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import And, Node, Or, Phrase, parse


async def ids(store: ArticleStore, expression: str, **narrow: Any) -> list[str]:
    """The paths of the URLs that a rule finds, newest first."""
    results = await store.search(Query(node=parse(expression), limit=100, **narrow))
    assert results.verified
    assert results.total == len(results.found)
    assert all(found.match is not None for found in results.found)
    return [found.article.article.url.rsplit("/", 1)[1] for found in results.found]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("The Café in São Paulo", "cafe"),
        ("Переговоры в Дохе: ёлка", '"в дохе"'),
        ("Переговоры в Дохе: ёлка", "елка"),
        ("محادثات الدوحة", "الدوحة"),
        ("首相が大阪を訪問した", "大阪"),
        ("ประชุมที่กรุงเทพ", "กรุงเทพ"),
        ("서울에서 회담", "회담"),
        ("al-Qaeda's leader", '"al qaeda"'),
        ("The U.S. said", "US"),
        ("Full ＷＩＤＴＨ", "width"),
        ("Straße", "strasse"),
        ("Ολυμπιακός αγώνας", "αγωνας"),
        ("दिल्ली में बैठक", "दिल्ली"),
    ],
)
async def test_scripts(store: ArticleStore, build: Any, text: str, expression: str) -> None:
    await store.upsert(
        [build.article(1, body=[text]), build.article(2, title=text), build.article(3)]
    )
    assert await ids(store, expression) == ["2", "1"]


async def test_a_phrase_stays_in_one_paragraph_and_one_field(
    store: ArticleStore, build: Any
) -> None:
    await store.upsert(
        [
            build.article(1, title="Talks in Doha", body=["Deal is near.", "The end"]),
            build.article(2, title="Talks", body=["They met in Doha.", "Deal or not."]),
            build.article(3, title="Talks", body=["A Doha deal."]),
            build.article(4, title="The Doha deal", body=["No."]),
            build.article(5, title="Talks", body=["No."], captions=["A Doha deal."]),
        ]
    )
    assert await ids(store, '"doha deal"') == ["4", "3"]
    assert await ids(store, 'title:"doha deal"') == ["4"]
    assert await ids(store, "doha deal") == ["4", "3", "2", "1"]


async def test_boolean_operators(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.article(1, body=["flood rain"]),
            build.article(2, body=["flood drought"], language="pt-BR"),
            build.article(3, title="flood", body=["rain"], language="fr"),
            build.article(4, body=["wind"], language="pt"),
        ]
    )
    assert await ids(store, "flood AND NOT drought") == ["3", "1"]
    assert await ids(store, "(flood OR wind) AND NOT (drought OR rain)") == ["4"]
    assert await ids(store, "flood AND NOT title:flood") == ["2", "1"]
    assert await ids(store, "lang:pt AND (flood OR wind)") == ["4", "2"]
    assert await ids(store, "lang:pt-br") == ["2"]
    assert await ids(store, "(flood OR wind) AND NOT lang:pt") == ["3", "1"]
    assert await ids(store, "flood AND NOT (drought AND NOT lang:fr)") == ["3", "1"]


async def test_long_and_deep_rules(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(1, body=["alpha omega"]), build.article(2, body=["beta"])])
    many = " OR ".join(f"w{n}" for n in range(1_500))
    assert await ids(store, f"{many} OR omega") == ["1"]
    phrases = " OR ".join(f'"w{n} x"' for n in range(1_000))
    assert await ids(store, f'{phrases} OR "alpha omega"') == ["1"]
    deep = "omega"
    for n in range(20):
        deep = f"(x{n} OR (alpha AND {deep}))"
    assert await ids(store, deep) == ["1"]


async def test_filters(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [
            build.article(1, site="a.example", source="s1", people=["Ana Diaz"], story="one"),
            build.article(2, site="b.example", source="s2", language="fr", story="one"),
            build.article(
                3, site="b.example", source="s1", topics=[("medtop:15000000", "sport")], story="two"
            ),
        ]
    )

    async def found(**narrow: Any) -> list[str]:
        results = await store.search(Query(**narrow))
        assert results.verified
        assert results.total == len(results.found)
        return [f.article.article.url.rsplit("/", 1)[1] for f in results.found]

    assert await found(site="b.example") == ["3", "2"]
    assert await found(source_id="s1") == ["3", "1"]
    assert await found(language="fr") == ["2"]
    assert await found(story_id="one") == ["2", "1"]
    assert await found(entity="Ana Diaz") == ["1"]
    assert await found(entity="e-ana-diaz") == ["1"]
    assert await found(topic="sport") == ["3"]
    assert await found(topic="medtop:15000000") == ["3"]
    assert await found(site="b.example", source_id="s1") == ["3"]
    assert await found(since=build.moment(2)) == ["3", "2"]
    assert await found(until=build.moment(2)) == ["1"]
    assert await found(since=build.moment(2), until=build.moment(3)) == ["2"]
    assert await found(site='b.example" OR 1') == []
    assert await ids(store, "happened", site="b.example") == ["3", "2"]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
@pytest.mark.parametrize("expression", [None, "flood", "flood AND NOT dry"])
async def test_pages_are_complete_and_without_repeats(
    store: ArticleStore, build: Any, limit: int, expression: str | None
) -> None:
    articles = [
        build.article(n, body=["flood" if n % 3 else "flood dry"], minutes=n // 4)
        for n in range(20)
    ]
    await store.upsert(articles)
    node = parse(expression) if expression else None
    expected = sorted(
        (
            (a.article.accepted_at, a.article.article_id)
            for a in articles
            if not (expression and "NOT" in expression and "dry" in a.article.paragraphs[0].text)
        ),
        reverse=True,
    )
    seen: list[Any] = []
    before: str | None = None
    while True:
        page = await store.search(Query(node=node, limit=limit, before=before))
        assert page.total == len(expected)
        assert page.verified
        seen += [(f.article.article.accepted_at, f.article.article.article_id) for f in page.found]
        if page.next_before is None:
            break
        assert len(page.found) == limit
        before = page.next_before
    assert seen == expected


def too_deep(node: Node) -> Node:
    """The same rule in a form that no store can translate in full."""
    for _ in range(40):
        node = And((Phrase(("flood",)), Or((Phrase(("absent",)), node))))
    return node


@pytest.mark.parametrize("limit", [1, 7, 30])
async def test_beyond_the_limit_of_verification(
    store: ArticleStore, build: Any, limit: int
) -> None:
    """More candidates than are verified at once: the total is an upper bound, the pages go on."""
    await store.upsert(
        [build.article(n, body=["flood rain" if n % 2 else "flood"]) for n in range(40)]
    )
    node = too_deep(Phrase(("rain",)))
    seen: list[str] = []
    before: str | None = None
    for _ in range(40):
        page = await store.search(Query(node=node, limit=limit, before=before))
        assert not page.verified
        assert 20 <= page.total <= 40
        seen += [f.article.article.url.rsplit("/", 1)[1] for f in page.found]
        before = page.next_before
        if before is None:
            break
    assert seen == [str(n) for n in range(39, 0, -2)]


async def test_a_rule_too_deep_within_the_limit_of_verification(
    store: ArticleStore, build: Any
) -> None:
    await store.upsert([build.article(n, body=[f"flood {n % 2}"]) for n in range(8)])
    page = await store.search(Query(node=too_deep(Phrase(("1",))), limit=3))
    assert (page.total, page.verified, len(page.found)) == (4, True, 3)
    rest = await store.search(Query(node=too_deep(Phrase(("1",))), before=page.next_before))
    assert (rest.total, rest.verified, len(rest.found)) == (4, True, 1)


async def test_a_cursor_stays_good_while_articles_arrive(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(n) for n in range(6)])
    first = await store.search(Query(limit=3))
    await store.upsert([build.article(n) for n in range(6, 9)])
    rest = await store.search(Query(limit=10, before=first.next_before))
    assert [f.article.article.url[-1] for f in (*first.found, *rest.found)] == list("543210")


async def test_a_foreign_cursor_is_refused(store: ArticleStore, build: Any) -> None:
    await store.upsert([build.article(1)])
    with pytest.raises(ValueError, match="cursor"):
        await store.search(Query(before="nonsense"))


async def test_the_proof_points_into_the_stored_body(store: ArticleStore, build: Any) -> None:
    await store.upsert(
        [build.article(1, body=["Nothing.", "In Doha a deal."], captions=["Doha in the rain"])]
    )
    (found,) = (await store.search(Query(node=parse("doha")))).found
    assert found.match is not None
    assert [(h.field, h.paragraph, h.start, h.end) for h in found.match.hits] == [("body", 1, 3, 7)]
