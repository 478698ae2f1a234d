"""Erases an article everywhere that this system can reach."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wirewatch import flow
from wirewatch.adapters.sqlite import SqliteBus
from wirewatch.cli.system import System
from wirewatch.core import codec
from wirewatch.core.erasing import STATES, Plan, concerns, planned
from wirewatch.core.errors import Reject
from wirewatch.core.identity import article_id
from wirewatch.core.message import Message
from wirewatch.core.ports import ArticleStore, Bus
from wirewatch.core.urls import normalise
from wirewatch.events import Event

_PAGE = 200
_KEPT_TOPICS = ("rules", "lists", "sources", "endpoints", "erasures")
"""Topics on which no article stands."""


@dataclass(slots=True)
class Report:
    """What was erased: records by topic or kind of the store, and whether bytes are left."""

    article_id: str
    known: bool
    deleted: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    bytes_left_days: int | None = None
    """How long topics that only forget with time still have the page; None where they do not."""


async def erase(system: System, url: str) -> Report:
    """Erase the article of a URL, and let it not come in again.

    Raises:
        ValueError: it is no URL.
        Retry: bus or store are not ready; the same again goes on.
    """
    bus, store, now = system.context.bus, system.store, system.context.clock.now()
    address = normalise(url)
    article = article_id(address)
    names = concerns(article, address)
    await store.prepare()
    states = [state async for state in _states(bus)]
    plan = planned(article, states, names)
    known = (
        bool(plan.changed or any(plan.gone.values())) or await store.article(article) is not None
    )
    # First, so that what is on its way finds the door closed.
    told = plan.erased(article, now=now, origin="cli")
    await bus.produce([codec.encode(told, service="cli", now=now)])
    gone = [codec.tombstone(topic, key) for topic, keys in plan.gone.items() for key in keys]
    states_after = [codec.encode(event, service="cli", now=now) for event in plan.changed]
    if gone or states_after:
        await bus.produce([*gone, *states_after])
    report = Report(article, known, {t: len(keys) for t, keys in plan.gone.items() if keys})
    report.changed = len(plan.changed)
    await _from_store(store, article, plan, report)
    if isinstance(bus, SqliteBus):
        topics = [t.name for t in flow.TOPICS if t.name not in _KEPT_TOPICS]
        topics += [t.dead for t in flow.TOPICS if t.consumed]
        report.deleted["records on the bus"] = await bus.forget(topics, lambda r: names(r.message))
    else:
        report.bytes_left_days = max(t.retention_days for t in flow.TOPICS if not t.compacted)
    return report


async def lift(system: System, url: str) -> None:
    """Let the article of a URL come in again.

    Raises:
        ValueError: it is no URL.
    """
    await system.context.bus.produce([codec.tombstone("erasures", article_id(normalise(url)))])


async def _states(bus: Bus) -> AsyncIterator[tuple[Message, Event]]:
    """The newest record of each key that can be read, alerts before deliveries."""
    for topic in STATES:
        newest: dict[str, Message] = {}
        async for received in bus.read(topic):
            newest.pop(received.message.key, None)
            if received.message.value is not None:
                newest[received.message.key] = received.message
        for message in newest.values():
            try:
                yield message, codec.decode(message)
            except Reject:
                continue  # of a later version: it cannot be judged by what it says


async def _from_store(store: ArticleStore, article: str, plan: Plan, report: Report) -> None:
    await store.remove("articles", [article])
    alerts = set(plan.gone["alerts"])
    alerts |= {str(r["alert_id"]) async for r in _records(store, "alerts", "article_id", article)
               if r["snapshot"]["article_id"] == article}  # fmt: skip
    deliveries = set(plan.gone["deliveries"])
    for alert in alerts:
        found = _records(store, "deliveries", "alert_id", alert)
        deliveries |= {str(record["delivery_id"]) async for record in found}
    outcomes = {
        str(r["page_id"]) async for r in _records(store, "outcomes", "article_id", article)
    } | set(plan.gone["outcomes"])
    for kind, ids in (("alerts", alerts), ("deliveries", deliveries), ("outcomes", outcomes)):
        await store.remove(kind, sorted(ids))
        report.deleted[f"{kind} in the store"] = len(ids)


async def _records(
    store: ArticleStore, kind: str, name: str, value: str
) -> AsyncIterator[Mapping[str, Any]]:
    before: str | None = None
    while page := await store.records(kind, where={name: value}, limit=_PAGE, before=before):
        for record in page:
            yield record
        before = str(page[-1]["cursor"])
