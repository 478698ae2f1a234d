"""What rules cost, measured on the latest articles."""

import asyncio
from datetime import datetime, timedelta

from wirewatch.core.matching import document_of
from wirewatch.core.ports import ArticleStore, Clock, Query
from wirewatch.core.rule_names import RuleNames
from wirewatch.core.rules import Document, RuleSyntaxError, parse
from wirewatch.runtime.previewing import measured_on

SAMPLE = 5
"""Articles that each rule is held against."""

_FRESH = timedelta(minutes=30)
_MOST = 20_000


class RuleCosts:
    """Measures each version of a rule once, and again when the articles are old."""

    def __init__(self, store: ArticleStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._documents: list[Document] = []
        self._taken: datetime | None = None
        self._known: dict[tuple[str, int], float | None] = {}

    async def of(self, rule_ids: list[str], names: RuleNames) -> dict[str, float]:
        """Mean seconds for one article, by rule; those that cannot be measured are left out.

        Raises:
            Retry: the store is not ready.
        """
        now = self._clock.now()
        if not self._documents or self._taken is None or now - self._taken > _FRESH:
            latest = await self._store.search(Query(limit=SAMPLE))
            self._documents = [document_of(found.article.article) for found in latest.found]
            self._taken = now
            self._known.clear()
        if len(self._known) > _MOST:
            self._known.clear()
        await asyncio.to_thread(self._measure, rule_ids, names)
        found = {i: self._known.get((i, names.rules[i].version)) for i in rule_ids}
        return {rule_id: cost for rule_id, cost in found.items() if cost is not None}

    def _measure(self, rule_ids: list[str], names: RuleNames) -> None:
        for rule_id in rule_ids:
            rule = names.rules[rule_id]
            if (rule_id, rule.version) in self._known:
                continue
            try:
                node = parse(rule.expression, names.named)
            except RuleSyntaxError:
                self._known[rule_id, rule.version] = None
                continue
            self._known[rule_id, rule.version] = measured_on(self._documents, node)
