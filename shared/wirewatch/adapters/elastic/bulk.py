"""Writing many events: requests of bounded size, and a verdict on each event."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, AsyncElasticsearch

from wirewatch.adapters.elastic.documents import document
from wirewatch.adapters.elastic.failures import MISSING, judged, refused_whole, retried
from wirewatch.adapters.elastic.layout import Index, Layout
from wirewatch.adapters.storing import Kept
from wirewatch.core.errors import Reason, Reject

REQUEST_BYTES = 8 * 1024 * 1024
"""A request is ended before it grows beyond this, unless one document alone is greater."""

Verdict = Reject | None


@dataclass(frozen=True, slots=True)
class Line:
    """One event on its way: the action and the document, each one line of JSON."""

    event_id: str
    index: Index
    action: bytes
    body: bytes

    @classmethod
    def of(cls, kept: Kept, layout: Layout) -> "Line":
        """The line for an event: keep it unless a newer version is kept."""
        index = layout.index(kept)
        action = {
            "_index": index.write_alias,
            "_id": kept.id,
            "version": kept.version,
            "version_type": "external_gte",
            "require_alias": True,
        }
        return cls(
            kept.event.event_id, index, json.dumps({"index": action}).encode(), document(kept)
        )

    @property
    def size_bytes(self) -> int:
        """What it adds to a request."""
        return len(self.action) + len(self.body) + 2


def requests(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Cut lines, in order, into requests of at most REQUEST_BYTES or one line."""
    begin, size = 0, 0
    for number, line in enumerate(lines):
        if number > begin and size + line.size_bytes > REQUEST_BYTES:
            yield lines[begin:number]
            begin, size = number, 0
        size += line.size_bytes
    if begin < len(lines):
        yield lines[begin:]


async def send(
    client: AsyncElasticsearch, lines: Sequence[Line], *, refresh: bool
) -> list[Verdict | Index]:
    """Send one request; the answer has a verdict for each line, or its index where that is missing.

    A request that is refused as a whole is halved until the line to blame stands alone.

    Raises:
        Retry: Elasticsearch is not there or overloaded; lines may have been kept.
        Misconfigured: it does not let us in.
    """
    operations = [part for line in lines for part in (line.action, line.body)]
    try:
        with retried():
            answer = await client.bulk(operations=_as_sent(operations), refresh=refresh)
    except ApiError as error:
        if not refused_whole(error):
            raise
        if len(lines) == 1:
            return [Reject(Reason.REFUSED_BY_STORE, f"{lines[0].event_id}: {error}")]
        middle = len(lines) // 2
        first = await send(client, lines[:middle], refresh=refresh)
        return first + await send(client, lines[middle:], refresh=refresh)
    items = [item["index"] for item in answer["items"]]
    return [_verdict(item, line) for item, line in zip(items, lines, strict=True)]


def _verdict(item: dict[str, Any], line: Line) -> Verdict | Index:
    if item["status"] == MISSING:
        return line.index
    return judged(item, line.event_id)


def _as_sent(operations: Sequence[bytes]) -> Any:
    """The client passes bytes through as they are, though its types speak of objects only."""
    return operations


DELETED_AT_ONCE = 500


async def delete(client: AsyncElasticsearch, alias: str, ids: Sequence[str]) -> None:
    """Delete documents wherever they lie behind an alias; unknown ids are no error."""
    await client.indices.refresh(index=alias)
    for start in range(0, len(ids), DELETED_AT_ONCE):
        found = await client.search(
            index=alias,
            query={"ids": {"values": list(ids[start : start + DELETED_AT_ONCE])}},
            size=DELETED_AT_ONCE,
            source=False,
            allow_partial_search_results=False,
        )
        operations = [
            {"delete": {"_index": hit["_index"], "_id": hit["_id"]}}
            for hit in found["hits"]["hits"]
        ]
        if operations:
            await client.bulk(operations=operations, refresh=True)
