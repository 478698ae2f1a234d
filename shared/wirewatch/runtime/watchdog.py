"""Ends a process whose consumer stands still with work waiting; its supervisor starts it again."""

import time
from collections.abc import Sequence

import structlog

from wirewatch import flow
from wirewatch.core.errors import Retry
from wirewatch.runtime import metrics
from wirewatch.runtime.context import Context
from wirewatch.runtime.waiting import happens

CHECK_SECONDS = 10.0
STUCK_SECONDS = 60.0


class Stuck(Exception):
    """There is work, the service does not wait for anything, and no offset moves."""


async def watch(
    context: Context, services: Sequence[str], log: structlog.typing.FilteringBoundLogger
) -> None:
    """Check the lag of services until the context's stop is set.

    Raises:
        Stuck: a service stands still for a minute.
    """
    since: dict[str, float] = {}
    while not context.stop.is_set():
        for service in services:
            await _check(context, service, log, since)
        await happens(context.stop, CHECK_SECONDS)


async def _check(
    context: Context,
    service: str,
    log: structlog.typing.FilteringBoundLogger,
    since: dict[str, float],
) -> None:
    """`since` keeps when work began to wait, so that a first record after a quiet hour is none."""
    try:
        lag = await context.bus.lag(service, flow.service(service).reads)
    except Retry as error:
        log.warning("lag_unknown", detail=str(error))
        return
    for topic, records in lag.items():
        metrics.LAG.labels(service, topic).set(records)
    if sum(lag.values()) == 0:
        since.pop(service, None)
        return
    waiting = time.monotonic() - since.setdefault(service, time.monotonic())
    idle = min(context.health.idle_seconds(service), waiting)
    if idle > STUCK_SECONDS:
        raise Stuck(
            f"{service} has {sum(lag.values())} records waiting and moved none for {idle:.0f} s"
        )
