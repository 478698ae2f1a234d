"""The article store of the distributed system: Elasticsearch."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import ApiError, AsyncElasticsearch

from wirewatch.adapters.elastic import reading
from wirewatch.adapters.elastic.activity import activities
from wirewatch.adapters.elastic.bulk import Line, Verdict, delete, requests, send
from wirewatch.adapters.elastic.failures import retried
from wirewatch.adapters.elastic.layout import PREFIX, Index, Layout
from wirewatch.adapters.elastic.mappings import mapping
from wirewatch.adapters.storing import VERIFY_LIMIT, Kind, Position, keep, kind_of
from wirewatch.core.errors import Misconfigured, Reject, Retry
from wirewatch.core.ports import Activity, Overview, Query, Results, Stretch
from wirewatch.events import ArticleGrouped, Event

_TIMEOUT_SECONDS = 30.0


class ElasticStore:
    """An `ArticleStore` on Elasticsearch 9.

    What is written is durable at once and found by id at once; searches see it after the refresh
    interval of the indices (five seconds).

    Args:
        elasticsearch: a client (certificates, API key and time limits are its matter; it is closed
            with the store) or the URL of a server without security.
        prefix: how the names of indices, aliases and templates begin.
        verify_limit: how many candidates of a search are held against its rule at most.
        searchable_at_once: refresh after each write; for tests.

    Raises:
        Misconfigured: the prefix cannot begin the name of an index.
    """

    def __init__(
        self,
        elasticsearch: AsyncElasticsearch | str,
        *,
        prefix: str = PREFIX,
        verify_limit: int = VERIFY_LIMIT,
        searchable_at_once: bool = False,
    ) -> None:
        self.layout = Layout(prefix)
        self._client = (
            AsyncElasticsearch(elasticsearch, request_timeout=_TIMEOUT_SECONDS, max_retries=0)
            if isinstance(elasticsearch, str)
            else elasticsearch
        )
        self._verify_limit = verify_limit
        self._refresh = searchable_at_once
        self._known: set[Index] = set()

    async def prepare(self) -> None:
        """Put the templates, create the indices that are missing, add new fields to old ones.

        Raises:
            Retry: Elasticsearch is not there yet.
            Misconfigured: it does not let us in, or holds something else under our names.
        """
        try:
            with retried():
                for name, template in self.layout.templates().items():
                    await self._client.indices.put_index_template(
                        name=name, **template_body(template)
                    )
                await self._create(self.layout.month(datetime.now(UTC)))
                for kind in Kind:
                    if kind is not Kind.ARTICLES:
                        await self._create(self.layout.single(kind))
                    await self._client.indices.put_mapping(
                        index=self.layout.read_alias(kind), **mapping_update(kind)
                    )
        except ApiError as error:
            raise Misconfigured(
                f"the indices of {self.layout.prefix!r} cannot be prepared: {error}; "
                "choose another prefix or reindex"
            ) from error

    async def upsert(self, events: Sequence[Event]) -> Sequence[Exception | None]:
        """Keep the newest version of each event.

        Raises:
            Retry: not all could be written; repeating all of them does no harm.
            Misconfigured: Elasticsearch does not let us in.
        """
        verdicts: list[Verdict] = [None] * len(events)
        places, lines = await asyncio.to_thread(self._lines, events, verdicts)
        for place, verdict in zip(places, await self._send(lines), strict=True):
            verdicts[place] = verdict
        return verdicts

    async def article(self, article_id: str) -> ArticleGrouped | None:
        """The newest version of an article, without the delay of searches."""
        with retried():
            return await reading.article(self._client, self.layout, article_id)

    async def search(self, query: Query) -> Results:
        """Articles newest first, each one verified.

        Raises:
            ValueError: `query.before` is no cursor.
            Retry: Elasticsearch cannot answer now.
        """
        with retried():
            return await reading.search(self._client, self.layout, query, self._verify_limit)

    async def overview(self, query: Query, *, buckets: int = 30) -> Overview:
        """Facets and volume over the articles of a query.

        Rules that the index cannot tell exactly are verified where their candidates are few
        enough; else they are counted by the superset that it can tell.
        """
        with retried():
            return await reading.overview(
                self._client, self.layout, query, buckets, self._verify_limit
            )

    async def scan(
        self,
        query: Query,
        *,
        after: str | None = None,
        limit: int = 200,
        oldest_first: bool = False,
        fresh: bool = False,
    ) -> Stretch:
        """Read the history of a query in bounded steps.

        Raises:
            ValueError: `after` is no cursor.
            Retry: Elasticsearch cannot answer now.
        """
        start = None if after is None else Position.of(after)
        with retried():
            if fresh:
                await self._client.indices.refresh(index=self.layout.read_alias(Kind.ARTICLES))
            return await reading.scan(
                self._client, self.layout, query, start, limit, oldest_first=oldest_first
            )

    async def activity(self, rule_ids: Sequence[str], since: datetime) -> Mapping[str, Activity]:
        """What became of rules.

        Raises:
            Retry: Elasticsearch cannot answer now.
        """
        with retried():
            return await activities(self._client, self.layout, rule_ids, since)

    async def records(
        self,
        kind: str,
        *,
        where: Mapping[str, str] | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[Mapping[str, Any]]:
        """The newest records of a kind.

        Raises:
            ValueError: an unknown kind or field, or `before` is no cursor.
        """
        of, position = kind_of(kind), None if before is None else Position.of(before)
        with retried():
            return await reading.newest_records(
                self._client, self.layout, of, where or {}, limit, position
            )

    async def record(self, kind: str, record_id: str) -> Mapping[str, Any] | None:
        """The record of that id, without the delay of searches.

        Raises:
            ValueError: an unknown kind.
        """
        of = kind_of(kind)
        with retried():
            return await reading.record(self._client, self.layout, of, record_id)

    async def count(self, kind: str, *, where: Mapping[str, str] | None = None) -> int:
        """The number of records of a kind.

        Raises:
            ValueError: an unknown kind or field.
        """
        of = kind_of(kind)
        with retried():
            return await reading.count_records(self._client, self.layout, of, where or {})

    async def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Delete records of a kind. Elasticsearch drops the bytes when it next merges segments.

        Raises:
            ValueError: an unknown kind.
            Retry: Elasticsearch cannot answer now.
        """
        of = Kind(kind)
        with retried():
            await delete(self._client, self.layout.read_alias(of), ids)

    async def close(self) -> None:
        """Close the client; safe to repeat."""
        await self._client.close()

    def _lines(
        self, events: Sequence[Event], verdicts: list[Verdict]
    ) -> tuple[list[int], list[Line]]:
        """The lines of the events that can be kept, with their places; verdicts on the others."""
        places, lines = [], []
        for place, event in enumerate(events):
            try:
                lines.append(Line.of(keep(event), self.layout))
                places.append(place)
            except Reject as refusal:
                verdicts[place] = refusal
        return places, lines

    async def _send(self, lines: Sequence[Line]) -> list[Verdict]:
        for index in {line.index for line in lines} - self._known:
            await self._ensure(index)
        verdicts: list[Verdict] = []
        for request in requests(lines):
            verdicts += await self._send_request(request)
        return verdicts

    async def _send_request(self, lines: Sequence[Line]) -> list[Verdict]:
        """Send lines; where somebody has deleted their index, create it again and repeat once."""
        answers = await send(self._client, lines, refresh=self._refresh)
        missing = {answer for answer in answers if isinstance(answer, Index)}
        if missing:
            self._known -= missing
            for index in missing:
                await self._ensure(index)
            answers = await send(self._client, lines, refresh=self._refresh)
        verdicts: list[Verdict] = []
        for answer in answers:
            if isinstance(answer, Index):
                raise Retry(f"{answer.write_alias} is missing; Elasticsearch is not prepared")
            verdicts.append(answer)
        return verdicts

    async def _ensure(self, index: Index) -> None:
        try:
            with retried():
                await self._create(index)
        except ApiError as error:
            raise Misconfigured(
                f"the index {index.name} cannot be created: {error}; choose another prefix"
            ) from error

    async def _create(self, index: Index) -> None:
        """Create an index, unless it is there.

        With its whole definition and not by template alone: no template, no guessed fields.
        """
        try:
            await self._client.indices.create(index=index.name, **index.body())
        except ApiError as error:
            if "resource_already_exists_exception" not in str(error):
                raise
        self._known.add(index)


def template_body(template: Mapping[str, Any]) -> dict[str, Any]:
    """A template as the client's keyword arguments."""
    return {name.removeprefix("_"): value for name, value in template.items()}


def mapping_update(kind: Kind) -> dict[str, Any]:
    """What may be changed on an index that exists: fields can be added."""
    return {"properties": mapping(kind)["properties"]}
