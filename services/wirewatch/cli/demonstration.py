"""The demo: an embedded system of its own, a receiver, and what a person sees of them."""

import asyncio
import os
import shutil
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable
from rich.text import Text

from wirewatch import flow
from wirewatch.cli.commands.trying import read_rules
from wirewatch.cli.entries import EndpointEntry, RuleEntry, SourceEntry
from wirewatch.cli.receiver import ReceivedAlert, Receiver
from wirewatch.cli.settings import Settings
from wirewatch.cli.showing import highlighted, inert
from wirewatch.cli.system import (
    System,
    embedded,
    first_failure,
    publish_registry,
    service_runner,
    stop_on_signals,
)
from wirewatch.console.settings import ConsoleSettings
from wirewatch.core import codec
from wirewatch.core.errors import Misconfigured
from wirewatch.core.ports import Query
from wirewatch.core.signing import new_secret
from wirewatch.events import Delivery, DeliveryStatus, Outcome, PageSettled, SourceKind
from wirewatch.events.alert import Snippet
from wirewatch.notify.app import NotifySettings
from wirewatch.runtime import logs

_MARK = ".wirewatch-demo"
_TAIL_SECONDS = 0.3
_DEADLINE_SECONDS = 300.0
_LINES_SHOWN = 3
"""The title of an alert, and passages of the article."""


class Demonstration:
    """One run of the demo."""

    def __init__(self, *, samples: Path, data: Path, port: int) -> None:
        self._samples = samples
        self._data = data
        self._port = port
        self._console = Console(highlight=False, markup=False)
        self._started = time.monotonic()
        self._first_alert: float | None = None
        self._alerts: Counter[str] = Counter()
        self._webhook_ids: set[str] = set()
        self._verified = 0
        self._outcomes: dict[str, Outcome] = {}
        self._pending: set[str] = set()
        self._address = ""
        self._pages = sum(
            1
            for line in (samples / "manifest.jsonl").read_text("utf-8").splitlines()
            if line.strip()
        )

    async def run(self, *, stay: bool) -> bool:
        """Run it; returns whether everything came out as the samples promise."""
        self._empty_data_folder()
        logfile = (self._data / "wirewatch.log").open("w", encoding="utf-8")
        logs.configure(level="info", log_format="json", stream=logfile)
        secret = new_secret(os.urandom(32))
        receiver = Receiver(secret, self._received)
        await receiver.start()
        try:
            async with embedded(self._settings(receiver.url, secret)) as system:
                return await self._show(system, stay=stay)
        except BaseExceptionGroup as group:
            raise first_failure(group) from group
        finally:
            await receiver.close()
            logfile.close()

    def _empty_data_folder(self) -> None:
        if self._data.exists() and any(self._data.iterdir()):
            if not (self._data / _MARK).exists():
                raise Misconfigured(
                    f"{self._data} is not empty and not a demo's; give another --data"
                )
            shutil.rmtree(self._data)
        self._data.mkdir(parents=True, exist_ok=True)
        (self._data / _MARK).touch()

    def _settings(self, receiver_url: str, secret: str) -> Settings:
        rules = [
            RuleEntry(**{**rule.model_dump(), "endpoints": ("demo",)})
            for rule in read_rules(self._samples / "rules.toml")[0]
        ]
        return Settings(
            data_dir=self._data,
            sources=(
                SourceEntry(id="samples", kind=SourceKind.FOLDER, location=str(self._samples)),
            ),
            rules=tuple(rules),
            endpoints=(
                EndpointEntry.model_validate({"id": "demo", "url": receiver_url, "secret": secret}),
            ),
            notify=NotifySettings.model_validate({"allow_private": ["127.0.0.0/8"]}),
            console=ConsoleSettings(port=self._port),
        )

    async def _show(self, system: System, *, stay: bool) -> bool:
        context = system.context
        stop_on_signals(context.stop)
        await system.store.prepare()
        await publish_registry(system)
        self._console.print(
            f"wirewatch reads {self._pages} sample pages;"
            " each alert is shown as its webhook arrives.\n"
        )
        with Progress(
            TextColumn("pages done"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        ) as progress:
            self._bar = progress.add_task("pages", total=self._pages)
            self._progress = progress
            async with asyncio.TaskGroup() as tasks:
                services = [
                    tasks.create_task(self._service(system, s.name), name=s.name)
                    for s in flow.TOPOLOGY
                ]
                watching = [
                    tasks.create_task(self._watch_outcomes(system)),
                    tasks.create_task(self._watch_deliveries(system)),
                ]
                try:
                    await self._until_done(system, services)
                    progress.stop()
                    good = await self._summary(system)
                    if stay and not context.stop.is_set():
                        self._console.print(
                            f"\nThe console is at {self._address} — Ctrl-C ends it."
                        )
                        await context.stop.wait()
                    else:
                        self._console.print(f"\nThe console was at {self._address}.")
                    return good
                finally:
                    context.stop.set()
                    for task in watching:
                        task.cancel()
                    await asyncio.wait(services)

    async def _service(self, system: System, name: str) -> None:
        if name != "console":
            await service_runner(system, name)()
            return
        from wirewatch.console.app import run_console

        await run_console(
            system.context, system.store, system.settings.console, on_started=self._console_started
        )

    def _console_started(self, address: str) -> None:
        self._address = address

    async def _watch_outcomes(self, system: System) -> None:
        async for received in system.context.bus.follow("outcomes", {}):
            settled = codec.decode(received.message)
            assert isinstance(settled, PageSettled)
            known = self._outcomes.get(settled.page_id)
            if known is None or settled.outcome.precedence > known.precedence:
                self._outcomes[settled.page_id] = settled.outcome
            self._progress.update(self._bar, completed=len(self._outcomes))

    async def _watch_deliveries(self, system: System) -> None:
        async for received in system.context.bus.follow("deliveries", {}):
            delivery = codec.decode(received.message)
            assert isinstance(delivery, Delivery)
            if delivery.kind == "first" and delivery.status is DeliveryStatus.PENDING:
                self._pending.add(delivery.delivery_id)
            else:
                self._pending.discard(delivery.delivery_id)

    async def _until_done(self, system: System, services: list[asyncio.Task[None]]) -> None:
        """Until every page is settled and every first delivery made, or something ends."""
        quiet = 0
        while quiet < 3 and not system.context.stop.is_set():
            if time.monotonic() - self._started > _DEADLINE_SECONDS:
                raise Misconfigured(f"the demo did not end in time; see {self._data}/wirewatch.log")
            if any(task.done() for task in services):
                return
            await asyncio.sleep(_TAIL_SECONDS)
            done = len(self._outcomes) >= self._pages and not self._pending
            quiet = quiet + 1 if done and await self._nothing_waits(system) else 0

    async def _nothing_waits(self, system: System) -> bool:
        for service in flow.TOPOLOGY:
            if service.reads:
                lag = await system.context.bus.lag(service.name, service.reads)
                if sum(lag.values()):
                    return False
        return True

    def _received(self, alert: ReceivedAlert) -> None:
        if self._first_alert is None:
            self._first_alert = time.monotonic() - self._started
        self._verified += alert.verified
        self._webhook_ids.add(alert.webhook_id)
        data = alert.payload["data"]
        if data["kind"] == "first":
            self._alerts[data["rule"]["id"]] += 1
        self._progress.console.print(_alert_text(alert))

    async def _summary(self, system: System) -> bool:
        counts = Counter(outcome.value for outcome in self._outcomes.values())
        overview = await system.store.overview(Query())
        table = RichTable(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(style="bold")
        table.add_column()
        outcomes = ", ".join(f"{counts[o.value]} {o.value}" for o in Outcome if counts[o.value])
        table.add_row("pages in", f"{self._pages}")
        table.add_row("outcomes", f"{outcomes} (together {sum(counts.values())})")
        facets = {
            "languages": "language",
            "top names": "entity",
            "topics": "topic",
        }
        for title, facet in facets.items():
            values = overview.facets.get(facet, ())
            table.add_row(title, ", ".join(f"{c.value} {c.count}" for c in values) or "—")
        fired = ", ".join(f"{rule} {count}" for rule, count in self._alerts.most_common())
        table.add_row("alerts", f"{sum(self._alerts.values())}: {fired}")
        silent = [r for r in system.settings.rules if r.id not in self._alerts]
        table.add_row("silent rules", f"{', '.join(r.id for r in silent) or '—'}")
        table.add_row("webhooks", f"{self._verified} received and verified")
        first = "—" if self._first_alert is None else f"{self._first_alert:.1f} s after the start"
        table.add_row("first alert", first)
        self._console.print(table)
        good = sum(counts.values()) == self._pages and self._verified == len(self._webhook_ids)
        if not good:
            self._console.print(
                "\nThe account does not add up; see wirewatch.log in the data folder."
            )
        return good and bool(self._alerts)


def _alert_text(alert: ReceivedAlert) -> Text:
    data = alert.payload["data"]
    article = data["article"]
    source = article.get("site_name") or article["site"]
    kind = "ALERT" if data["kind"] == "first" else "UPDATE"
    checked = ("✓ signed webhook received and verified", "green")
    if not alert.verified:
        checked = ("✗ the webhook's signature is wrong", "bold red")
    text = Text.assemble(
        (f"{kind}  ", "bold red"),
        (data["rule"]["name"], "bold"),
        (f"   {article['language']} · {inert(source)}   ", "dim"),
        checked,
        "\n",
    )
    snippets = [Snippet.model_validate(raw) for raw in data["proof"]["snippets"]]
    in_title = [s for s in snippets if s.field == "title" and s.text == article["title"]]
    title = highlighted(in_title[0]) if in_title else Text(inert(article["title"]))
    title.stylize("underline")
    shown = [title, *(highlighted(s) for s in snippets if s not in in_title)]
    for line in shown[:_LINES_SHOWN]:
        text.append("  ").append_text(line).append("\n")
    return text
