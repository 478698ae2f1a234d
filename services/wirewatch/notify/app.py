"""The wiring of notify: alerts, digests and endpoints in, signed deliveries out."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from wirewatch.adapters.http.guard import AddressGuard
from wirewatch.adapters.http.sender import WebhookSender
from wirewatch.core.delivering import plan
from wirewatch.core.digesting import plan_digest
from wirewatch.events import Alert, Backfill, Event
from wirewatch.notify.deliveries import DeliveryView, StagedDeliveries
from wirewatch.notify.dispatcher import Dispatcher
from wirewatch.runtime.context import Context
from wirewatch.runtime.erased import Erased
from wirewatch.runtime.logs import logger
from wirewatch.runtime.processing import Processor, each
from wirewatch.runtime.runner import Runner
from wirewatch.runtime.table import Table, following


class NotifySettings(BaseModel):
    """How alerts are delivered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout_seconds: float = Field(
        default=15.0, gt=0, description="deadline of one delivery attempt"
    )
    allow_private: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="networks that are not public but may be delivered to"
    )
    ports: tuple[int, ...] = Field(
        default=(80, 443), description="ports that public addresses may be delivered to on"
    )


async def run_notify(
    context: Context, settings: NotifySettings, secrets: Mapping[str, Sequence[SecretStr]]
) -> None:
    """Run notify until the context's stop is set.

    Args:
        context: bus, clock and the rest.
        settings: how to deliver.
        secrets: the signing secrets of each endpoint id; the first signs, all are sent.
    """
    log = logger("notify")
    view = DeliveryView(context.state_file("notify"))
    staged = StagedDeliveries(view)
    endpoints = Table("endpoints", log=log)
    await endpoints.load(context.bus)
    erased = Erased(log)
    await erased.load(context.bus)
    sender = _sender(context, settings)
    dispatcher = Dispatcher(
        view,
        context.bus,
        sender,
        endpoints=endpoints.rows,
        secrets=lambda endpoint: [s.get_secret_value() for s in secrets.get(endpoint, ())],
        held=staged,
        is_erased=erased.covers,
        clock=context.clock,
        log=log,
    )

    stage = _planner(context, staged, erased, dispatcher)
    processor = Processor("notify", each(stage), clock=context.clock, log=log)
    runner = Runner(
        processor,
        context.bus,
        stop=context.stop,
        health=context.health,
        log=log,
        view=staged,
        on_commit=dispatcher.wake,
    )
    try:
        async with following(context, endpoints, erased.table), asyncio.TaskGroup() as tasks:
            tasks.create_task(dispatcher.run(stop=context.stop, active=lambda: runner.active))
            tasks.create_task(runner.run())
    finally:
        await sender.close()
        view.close()


def _planner(
    context: Context, staged: StagedDeliveries, erased: Erased, dispatcher: Dispatcher
) -> Callable[[Event], Sequence[Event]]:
    """What deliveries follow from an alert or a digest."""

    def stage(event: Event) -> Sequence[Event]:
        now = context.clock.now()
        if erased.covers(event):
            return []
        if isinstance(event, Backfill):
            changes = plan_digest(event, staged.of_alert(event.backfill_id), now=now)
        else:
            assert isinstance(event, Alert)
            known = staged.of_alert(event.alert_id)
            changes = plan(event, known, now=now, in_flight=dispatcher.in_flight, held=staged)
        for change in changes:
            staged.stage(change)
        return changes

    return stage


def _sender(context: Context, settings: NotifySettings) -> WebhookSender:
    guard = AddressGuard(allow_private=settings.allow_private, ports=settings.ports)
    return WebhookSender(guard, context.clock, deadline_seconds=settings.timeout_seconds)
