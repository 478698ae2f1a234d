"""Whether the matcher, the plain reference and the stores say the same, on as many pairs as wanted.

    python tests/bench/matching/agreement.py --pairs 20000000
    python tests/bench/matching/agreement.py --pairs 400000 --elastic

A pair is a generated rule held against a generated article. In each round of 400 rules and 250
articles every pair is judged by the matcher and by `wirewatch.testing.rule_reference`; some of the
rules are frozen, some recent, in some rounds the set was saved and loaded; and every tenth rule
is searched in the SQLite store, with `--elastic` in a real Elasticsearch too. The first difference
ends the run with the rule and the article. A run goes on where `--seed` says.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.contract.store.conftest import Build, remove_indices
from tests.contract.store.test_search_language import grouped
from wirewatch.adapters.elastic import ElasticStore
from wirewatch.adapters.sqlite.store import SqliteStore
from wirewatch.core.matching import document_of
from wirewatch.core.ports import ArticleStore, Query
from wirewatch.core.rules import Document, Node, RuleSet, RuleSyntaxError, parse
from wirewatch.events import ArticleGrouped
from wirewatch.testing.rule_reference import Reference
from wirewatch.testing.rule_samples import Samples
from wirewatch.testing.servers import Missing, find_elasticsearch

RULES, ARTICLES = 400, 250
SEARCHED = 10
"""One rule in so many is searched in the stores."""

Judged = dict[str, list[int]]
"""The articles (by number) for which each rule holds."""


def rules_of(samples: Samples) -> dict[str, Node]:
    """Rules by their expressions."""
    nodes: dict[str, Node] = {}
    while len(nodes) < RULES:
        expression = samples.expression()
        try:
            nodes[expression] = parse(expression)
        except RuleSyntaxError:
            continue  # what cannot stand in a NEAR
    return nodes


def rule_set(nodes: dict[str, Node], number: int) -> RuleSet:
    """The rules in a set that came about in one of several ways."""
    rules = RuleSet()
    rows = list(nodes.items())
    frozen = (0, RULES // 2, RULES)[number % 3]
    rules.put_all(rows[:frozen])
    for expression, node in rows[frozen:]:
        rules.put_node(expression, node)
    if number % 4 == 3:
        loaded = RuleSet.from_saved(rules.saved())
        assert loaded is not None
        rules = loaded
    for expression, node in rows[:: 7 if number % 2 else RULES]:
        rules.put_node(expression, node)
    return rules


def judged(rules: RuleSet, nodes: dict[str, Node], documents: Sequence[Document]) -> Judged:
    """What matcher and reference say; leaves with a message where they differ."""
    found: Judged = {expression: [] for expression in nodes}
    for number, document in enumerate(documents):
        reference = Reference(document)
        wanted = {expression for expression, node in nodes.items() if reference.holds(node)}
        said = set(rules.matching(document))
        for expression in wanted ^ said:
            raise SystemExit(
                f"DIFFERENCE: {expression!r} {'holds' if expression in wanted else 'fails'} by the "
                f"reference, for {document.text.title_text!r} {document.text.paragraph_texts!r}"
            )
        for expression in wanted:
            found[expression].append(number)
    return found


async def search(
    store: ArticleStore, nodes: dict[str, Node], articles: Sequence[ArticleGrouped], found: Judged
) -> None:
    """Compare what a store finds; leaves with a message where it differs."""
    await store.prepare()
    await store.upsert(articles)
    for expression in list(nodes)[::SEARCHED]:
        results = await store.search(Query(node=nodes[expression], limit=ARTICLES))
        said = {one.article.article.article_id for one in results.found}
        wanted = {articles[number].article.article_id for number in found[expression]}
        if said != wanted or results.total != len(wanted):
            raise SystemExit(f"DIFFERENCE: {expression!r} in {type(store).__name__}")


async def run(pairs: int, seed: int, elastic: str | None) -> None:
    """Round after round until there were so many pairs."""
    started, done, held, searched, number = time.monotonic(), 0, 0, 0, 0
    build = Build()
    while done < pairs:
        samples = Samples(seed + number)
        nodes = rules_of(samples)
        articles = [grouped(build, n, samples.document()) for n in range(ARTICLES)]
        documents = [document_of(one.article) for one in articles]
        found = judged(rule_set(nodes, number), nodes, documents)
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            stores: list[ArticleStore] = [SqliteStore(folder / "store", verify_limit=ARTICLES)]
            if elastic:
                made = ElasticStore(
                    elastic,
                    prefix=f"agree{uuid4().hex[:8]}",
                    verify_limit=ARTICLES,
                    searchable_at_once=True,
                )
                stores.append(made)
                stack.push_async_callback(remove_indices, elastic, made)
            for store in stores:
                stack.push_async_callback(store.close)
                await search(store, nodes, articles, found)
                searched += ARTICLES * len(nodes) // SEARCHED
        number += 1
        done += RULES * ARTICLES
        held += sum(map(len, found.values()))
        if number % 10 == 0 or done >= pairs:
            print(
                f"{done:,} pairs, {held:,} of them true, {searched:,} in stores too, "
                f"0 differences, {time.monotonic() - started:,.0f} s; next --seed {seed + number}",
                flush=True,
            )


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--elastic", action="store_true", help="search a real Elasticsearch too")
    options = parser.parse_args()
    if not options.elastic:
        asyncio.run(run(options.pairs, options.seed, None))
        return
    server = find_elasticsearch()
    if isinstance(server, Missing):
        raise SystemExit(f"cannot be compared: {server.reason}")
    server.start()
    try:
        asyncio.run(run(options.pairs, options.seed, server.endpoint))
    finally:
        server.close()


if __name__ == "__main__":
    main()
